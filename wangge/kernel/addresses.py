"""Where a request comes from: the connection's own address, or what a trusted proxy says of it."""

import ipaddress
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@lru_cache(maxsize=4)
def _networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in trusted)


def _is_trusted(address: str, networks: Sequence[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def address_of(meta: Mapping[str, Any], trusted: Sequence[str]) -> str:
    """The sender's address. X-Forwarded-For counts only behind a trusted proxy, read from its right end.

    Everybody can write that header: what stands left of the first address that is no proxy of ours is only
    his word.
    """
    address = str(meta.get("REMOTE_ADDR", ""))
    networks = _networks(tuple(trusted))
    if not networks or not _is_trusted(address, networks):
        return address
    hops = [hop.strip() for hop in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    for hop in filter(None, reversed(hops)):
        address = hop
        if not _is_trusted(hop, networks):
            break
    return address


def household(address: str) -> str:
    """What is counted as one source: an IPv4 address; of IPv6 the /64 that one connection is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
