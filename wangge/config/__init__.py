"""Settings, addresses and the server's entry: what puts the rooms together; knows every room, no rule."""
