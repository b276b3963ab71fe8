"""Keyed digests of this room: found again by whoever has the value, useless to whoever reads the table."""

from wangge.kernel import sealing


def phone_index(phone: str) -> bytes:
    """The blind index of a phone in its normal form (16 bytes)."""
    return sealing.mac(phone, purpose="person-phone")


def code_hash(account_key: object, code: str) -> str:
    """Of a one-time code: eight letters could be tried out from a stolen table, were no key elsewhere."""
    return sealing.mac(f"{account_key}:{code}", purpose="sign-in-code", length=32).hex()


def token_digest(raw: str) -> bytes:
    """Of an API token (32 bytes)."""
    return sealing.mac(raw, purpose="api-token", length=32)
