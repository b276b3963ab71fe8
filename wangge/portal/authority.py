"""An authority of one's own for an installation on a closed network, and the certificate it gives the server.

Phones install a page and open it without signal only where the connection is encrypted; a house without a
name on the internet has nobody to ask for a certificate but itself. The authority may vouch for nothing but
the names and addresses it was made for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: Phones refuse a server's certificate that is valid for longer than this.
SERVER_LASTS = timedelta(days=397)
AUTHORITY_LASTS = timedelta(days=3650)
_EARLIER = timedelta(hours=24)  # clocks of phones are wrong

Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


class OtherNames(Exception):
    """The authority that lies there was made for other names or addresses."""


@dataclass(frozen=True, slots=True)
class Made:
    """What lies in the folder now."""

    authority: Path
    certificate: Path
    key: Path
    fingerprint: str
    is_new_authority: bool
    until: datetime


def make(folder: Path, hosts: list[str], *, at: datetime) -> Made:
    """A certificate for these names and addresses, by the folder's authority; that one is made if missing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not (folder / "authority.pem").exists()
    authority = _new_authority(folder, hosts, at=at) if is_new else _kept(folder)
    _check(authority[0], hosts)
    key = ec.generate_private_key(ec.SECP256R1())
    until = min(at + SERVER_LASTS, authority[0].not_valid_after_utc)
    names = x509.SubjectAlternativeName([_general(host) for host in hosts])
    issued = _begin(_named(hosts[0]), authority[0].subject, key, at=at, until=until)
    issued = issued.add_extension(names, critical=False)
    issued = issued.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    certificate = issued.add_extension(usage, critical=False).sign(authority[1], hashes.SHA256())
    _write(folder / "server.pem", _pem(certificate), mode=0o644)
    _write(folder / "server.key", _key_pem(key), mode=0o600)
    print_of = authority[0].fingerprint(hashes.SHA256()).hex(":").upper()
    return Made(
        folder / "authority.pem", folder / "server.pem", folder / "server.key", print_of, is_new, until
    )


def _new_authority(folder: Path, hosts: list[str], *, at: datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Wangge 本地证书")
    begun = _begin(name, name, key, at=at, until=at + AUTHORITY_LASTS)
    begun = begun.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    begun = begun.add_extension(_signs_certificates(), critical=True)
    allowed = x509.NameConstraints([_constraint(host) for host in hosts], None)
    made = begun.add_extension(allowed, critical=True).sign(key, hashes.SHA256())
    _write(folder / "authority.key", _key_pem(key), mode=0o600)
    _write(folder / "authority.pem", _pem(made), mode=0o644)
    return made, key


def _kept(folder: Path) -> Pair:
    certificate = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an authority of ours")
    return certificate, key


def _check(authority: x509.Certificate, hosts: list[str]) -> None:
    allowed = (
        authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    known = {str(one.value) for one in allowed}
    if strange := [host for host in hosts if str(_constraint(host).value) not in known]:
        raise OtherNames("、".join(strange))


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    at: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    begun = begun.serial_number(x509.random_serial_number()).not_valid_before(at - _EARLIER)
    return begun.not_valid_after(until)


def _named(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _constraint(host: str) -> x509.GeneralName:
    """What an authority for this host may vouch for: the one address, or the name and those below it."""
    try:
        network: IPv4Network | IPv6Network = ip_network(host)
    except ValueError:
        return x509.DNSName(host)
    return x509.IPAddress(network)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _write(path: Path, content: bytes, *, mode: int) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=mode)
    draft.write_bytes(content)
    draft.replace(path)
