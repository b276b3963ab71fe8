"""What the Party network's own rules say, over values: no query, no clock."""
