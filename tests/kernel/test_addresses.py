"""Where a request comes from."""

import pytest

from wangge.kernel.addresses import address_of, household


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "found"),
    [
        ("192.0.2.7", "6.6.6.6", [], "192.0.2.7"),
        ("192.0.2.7", "6.6.6.6", ["10.0.0.1"], "192.0.2.7"),
        ("10.0.0.1", "6.6.6.6", ["10.0.0.1"], "6.6.6.6"),
        ("10.0.0.1", "1.1.1.1, 6.6.6.6", ["10.0.0.1"], "6.6.6.6"),
        ("10.0.0.1", "6.6.6.6, 10.0.0.2", ["10.0.0.0/8"], "6.6.6.6"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", ["10.0.0.0/8"], "10.0.0.3"),
        ("10.0.0.1", "", ["10.0.0.1"], "10.0.0.1"),
        ("10.0.0.1", " , ", ["10.0.0.1"], "10.0.0.1"),
        ("10.0.0.1", "not an address", ["10.0.0.1"], "not an address"),
        ("::1", "2001:db8::5", ["::1"], "2001:db8::5"),
        ("", "6.6.6.6", ["10.0.0.1"], ""),
    ],
)
def test_the_header_counts_from_its_right_end_behind_a_trusted_proxy(
    remote: str, forwarded: str, trusted: list[str], found: str
) -> None:
    meta = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}

    assert address_of(meta, trusted) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix:", "unix:"),
        ("x" * 99, "x" * 60),
    ],
)
def test_an_ipv6_connection_is_one_source_however_many_addresses_it_has(address: str, found: str) -> None:
    assert household(address) == found
