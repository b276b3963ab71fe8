"""Pure decisions about gatherings: what is due when, what may happen to a meeting, who wins a vote."""
