"""What the publisher does: one file a measure."""
