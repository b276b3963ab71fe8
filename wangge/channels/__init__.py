"""Doors for other senders and systems: the assistant 党小栖, its knowledge, hotline, Open311, webhooks."""
