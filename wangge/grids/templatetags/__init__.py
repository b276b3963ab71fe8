"""Template words of the room of areas."""
