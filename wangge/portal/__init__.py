"""What everybody meets first: base templates, navigation, sign-in, homes; no fact of the domain."""
