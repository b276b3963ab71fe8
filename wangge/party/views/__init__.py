"""Pages of the Party network."""
