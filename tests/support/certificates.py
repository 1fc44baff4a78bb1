"""A certifier of the tests, made in the test: keys and certificates for the LPSE's seal and for people."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "kunci-uji"
Key = ec.EllipticCurvePrivateKey


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@cache
def certifier() -> tuple[Key, x509.Certificate]:
    """The root of the tests."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _certificate("Otoritas Uji", key, issuer=_name("Otoritas Uji"), by=key, is_root=True)


def pkcs12_of(common: str, folder: Path, *, begins: int = -1, days: int = 30) -> Path:
    """A PKCS #12 file with key, certificate and chain.

    Args:
        begins: first day of the certificate, from today.
        days: how long it is valid.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    root_key, root = certifier()
    certificate = _certificate(common, key, issuer=root.subject, by=root_key, begins=begins, days=days)
    path = folder / f"{common.replace(' ', '-')}.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            common.encode(), key, certificate, [root], BestAvailableEncryption(PASSPHRASE.encode())
        )
    )
    return path


def _certificate(
    common: str, key: Key, *, issuer: x509.Name, by: Key, begins: int = -1, days: int = 30, is_root: bool = False
) -> x509.Certificate:
    first = datetime.now(UTC) + timedelta(days=begins)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=not is_root, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_root, crl_sign=is_root, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(first + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(by, hashes.SHA256())
    )
