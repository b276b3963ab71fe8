"""The office's pages: persons, posts, slips, units, account security, records, and the community's slips."""
