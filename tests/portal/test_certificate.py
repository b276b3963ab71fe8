"""A closed network's own certificate: who trusts the authority trusts its server, and no other."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from wangge.portal import authority


def shakes_hands(folder: Path, host: str) -> str:
    """What a client that trusts the folder's authority says to its server under this name."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(folder / "server.pem", folder / "server.key")
    asking = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            served.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    other = threading.Thread(target=answer)
    other.start()
    try:
        asking.wrap_socket(ours, server_hostname=host).close()
        return "trusted"
    except ssl.SSLError as error:
        return type(error).__name__
    finally:
        ours.close()
        other.join()


def test_who_trusts_the_authority_trusts_the_server_under_its_names_alone(tmp_path: Path) -> None:
    call_command("certificate", "192.168.1.20", "grid.lan", "--folder", str(tmp_path), stdout=StringIO())

    assert shakes_hands(tmp_path, "192.168.1.20") == "trusted"
    assert shakes_hands(tmp_path, "grid.lan") == "trusted"
    assert shakes_hands(tmp_path, "192.168.1.21") == "SSLCertVerificationError"


def test_made_again_it_keeps_the_authority_that_phones_trust(tmp_path: Path) -> None:
    first = authority.make(tmp_path, ["10.0.0.8"], at=datetime.now(UTC))
    again = authority.make(tmp_path, ["10.0.0.8"], at=datetime.now(UTC) + timedelta(days=1))

    assert (first.is_new_authority, again.is_new_authority) == (True, False)
    assert again.fingerprint == first.fingerprint
    assert shakes_hands(tmp_path, "10.0.0.8") == "trusted"


def test_keys_are_for_the_owner_alone(tmp_path: Path) -> None:
    made = authority.make(tmp_path / "certificate", ["grid.lan"], at=datetime.now(UTC))

    assert made.key.stat().st_mode & 0o077 == 0
    assert (tmp_path / "certificate" / "authority.key").stat().st_mode & 0o077 == 0


def test_for_another_address_it_says_what_to_do(tmp_path: Path) -> None:
    authority.make(tmp_path, ["10.0.0.8"], at=datetime.now(UTC))

    with pytest.raises(CommandError, match=r"10\.0\.0\.9.*重新做"):
        call_command("certificate", "10.0.0.9", "--folder", str(tmp_path), stdout=StringIO())
