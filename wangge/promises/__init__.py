"""Dated commitments with an owner and a public status, the agreements they stand in, residents' projects."""
