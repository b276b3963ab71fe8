"""Pure decisions of the room, a module a subject."""
