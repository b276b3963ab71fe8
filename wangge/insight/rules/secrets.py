"""What of a screen's secret is stored."""

import hashlib


def digest(text: str) -> bytes:
    """A secret is kept as its digest alone."""
    return hashlib.sha256(text.encode()).digest()
