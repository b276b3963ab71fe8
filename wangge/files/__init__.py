"""Photos and documents: type by content, copies without metadata, originals apart, forgetting."""
