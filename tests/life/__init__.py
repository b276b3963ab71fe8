"""Stories of Party life in the invented town."""
