"""Pure decisions: what is measured and how, where a change is added up, which hours make a median."""
