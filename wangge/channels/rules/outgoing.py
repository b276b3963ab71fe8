"""Which addresses this installation may call: only what its operator named, by name or by network. Pure.

`WANGGE_OUT`: `hooks.example.cn`, `hooks.example.cn:8443`, `10.20.0.0/16`, `10.20.3.4:8080`.
A name alone never opens addresses of the machine itself, of its link or of the inner networks: those are
named by their network.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes, taken apart."""

    scheme: str
    host: str
    port: int
    path: str


def target(url: str) -> Target:
    """An address taken apart; ValueError with a sentence where it is none we call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("地址写得不对。") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("地址要以 http:// 或 https:// 开头。")
    if parts.username or parts.password or any(c.isspace() or ord(c) < 33 for c in url):
        raise ValueError("地址里不能有用户名、密码和空格。")
    path = parts.path or "/"
    if parts.query:
        path += f"?{parts.query}"
    if not path.isascii():
        raise ValueError("地址里有中文，请换成编码后的写法。")
    return Target(parts.scheme, parts.hostname.rstrip(".").lower(), port or _PORTS[parts.scheme], path)


@dataclass(frozen=True, slots=True)
class _Entry:
    host: str
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None
    port: int | None


def _entry(text: str) -> _Entry | None:
    plain = text.strip().lower()
    if not plain:
        return None
    host, sep, port = plain.rpartition(":")
    if not sep or not port.isdecimal() or (":" in host and not host.endswith("]")):
        host, port = plain, ""
    try:
        network = ipaddress.ip_network(host.strip("[]"), strict=False)
    except ValueError:
        network = None
    return _Entry(host.strip("[]"), network, int(port) if port else None)


def entries(allowed: Iterable[str]) -> list[_Entry]:
    """What the operator wrote, read."""
    return [entry for text in allowed if (entry := _entry(text))]


def is_named(to: Target, allowed: Sequence[str]) -> bool:
    """Whether the name itself stands in the list; networks are asked of the address it leads to."""
    return any(e.network is None and _is_host(e, to) for e in entries(allowed))


def _is_host(entry: _Entry, to: Target) -> bool:
    return entry.host == to.host and to.port == (entry.port or _PORTS[to.scheme])


def may_call(to: Target, address: str, allowed: Sequence[str]) -> bool:
    """Whether this very address may be called for this target."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    for entry in entries(allowed):
        # A network without a port means the two ports of the web.
        has_port = to.port == entry.port or (entry.port is None and to.port in _PORTS.values())
        if has_port and entry.network is not None and found in entry.network:
            return True
    return found.is_global and is_named(to, allowed)
