"""What executives open: charts and a page of text."""
