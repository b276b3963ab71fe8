"""Pages of the room, in their modules."""
