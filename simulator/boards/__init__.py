"""What-if boards: sliders, a small market, and what a programme changes in it, at once."""
