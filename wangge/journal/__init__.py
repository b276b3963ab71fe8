"""Who did or saw what, append-only: administration, sign-ins, looks at personal data. Cases keep theirs."""
