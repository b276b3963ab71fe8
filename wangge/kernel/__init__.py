"""Flow, refusal, ids, field encryption, page helpers: knows no word of the domain and stays small."""
