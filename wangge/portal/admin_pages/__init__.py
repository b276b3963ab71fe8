"""The administrators' office: persons, posts, units, accounts, tokens, the journal and the reveal log."""
