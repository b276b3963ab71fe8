"""The Party network over the grids: organisations, members, what they take on, what is confirmed of it."""
