"""The installation's seal: the key that seals its PDFs, and the certificates that name it.

Each seal is a key of the ring (``seal/1``, ``seal/2`` once replaced), from which its P-256 key
is derived; so the master key wraps it, a backup of the keys holds it, and it stands nowhere
else. Its certificate is signed by itself: it says which key this is, and nothing of whose word
that is. It is kept beside the wrapped key, so that its bytes never change, and nothing is
secret in it. A replaced seal seals no more; its certificate stays, since old files name it.

The first is made when the installation starts and not when something is first sealed: its
date would else tell when a report was lodged (53(f)).
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from recruit.core import installation, keys
from recruit.core.keystore import NoKey

__all__ = ["FIRST", "Certificate", "certificates", "ensure", "private_der", "replace", "sign"]

_NAME = "seal/"
FIRST = f"{_NAME}1"
"""The id of the first seal's key, which a start makes."""
_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_INFO = b"recruit/seal/v1"
_NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280, 4.1.2.5: no date is known
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A seal's certificate. number: from 1. der: its bytes (X.509); made_at: UTC."""

    number: int
    der: bytes
    made_at: datetime

    @property
    def key_id(self) -> str:
        """The id of its key in the ring."""
        return f"{_NAME}{self.number}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def pem(self) -> str:
        """Its bytes as other programs take them."""
        lines = base64.encodebytes(self.der).decode().replace("\n", "")
        wrapped = "\n".join(lines[i : i + 64] for i in range(0, len(lines), 64))
        return f"-----BEGIN CERTIFICATE-----\n{wrapped}\n-----END CERTIFICATE-----\n"


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key of 32 bytes of the ring (FIPS 186-5, A.2.1: extra random bits)."""
    extra = HKDFExpand(algorithm=hashes.SHA256(), length=48, info=_INFO).derive(key)
    return ec.derive_private_key(int.from_bytes(extra, "big") % (_ORDER - 1) + 1, _CURVE)


def _numbers() -> list[int]:
    store = keys.ring().store
    named = (key_id.removeprefix(_NAME) for key_id in store.children(keys.master()))
    return sorted(int(number) for number in named if number.isdecimal())


def ensure(now: datetime) -> None:
    """Make the first seal with its certificate where there is none. now: aware.

    Under a master key that is not the store's nothing is made, so that a start can still be
    followed by the command that puts the right one back.
    """
    try:
        keys.ring().store.row(FIRST)
    except NoKey:
        # another process was first: its key counts
        with contextlib.suppress(keys.KeyExists, keys.OtherMaster):
            keys.ring().make(FIRST, keys.master(), now)
            _made(1)


def _made(number: int) -> Certificate:
    """The certificate of this seal, as it was made when it was first asked for."""
    ring, key_id = keys.ring(), f"{_NAME}{number}"
    made_at = ring.made_at(key_id)
    der = ring.store.certificate(key_id)
    if not der:
        key = _private(ring.get(key_id))
        der = ring.store.keep_certificate(key_id, _certificate(key, number, made_at))
    return Certificate(number, der, made_at)


def _certificate(key: ec.EllipticCurvePrivateKey, number: int, made_at: datetime) -> bytes:
    # imported late: a certificate is made once, and these take 7 MB of every process
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    public = key.public_key()
    name = x509.Name(
        [
            x509.NameAttribute(
                NameOID.COMMON_NAME, installation.headed(f"Seal {number} of this installation")
            ),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Selection of the ISU Director"),
        ]
    )
    serial = int.from_bytes(hashlib.sha256(_point(public)).digest()[:16], "big") | 1
    # where the clock may be set, a file may be sealed at any time of it
    real = installation.kind() == installation.PRODUCTION
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(serial)
        .not_valid_before(made_at.replace(microsecond=0) if real else _ANY_TIME)
        .not_valid_after(_NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return built.public_bytes(Encoding.DER)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    numbers = public.public_numbers()
    return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def certificates() -> list[Certificate]:
    """Every seal's certificate, the one in use first."""
    return [_made(number) for number in reversed(_numbers())]


def current(now: datetime) -> Certificate:
    """The certificate of the seal in use; made where there is none. now: aware."""
    ensure(now)
    return _made(_numbers()[-1])


def replace(now: datetime) -> Certificate:
    """Make another seal and use it from now on; its certificate. The former ones stay."""
    ensure(now)
    number = _numbers()[-1] + 1
    keys.ring().make(f"{_NAME}{number}", keys.master(), now)
    return _made(number)


def private_der(certificate: Certificate) -> bytes:
    """The private key of a seal (PKCS 8), for the process that seals and for nothing else."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return _private(keys.ring().get(certificate.key_id)).private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )


def sign(der: bytes, data: bytes) -> bytes:
    """The signature of these bytes by a private key (``private_der``): ECDSA with SHA-256.

    Deterministic (RFC 6979), so that the same file sealed at the same time has the same bytes,
    and of the two values that fit always the lower, so that nobody makes another of it.
    """
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    key = load_der_private_key(der, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a seal is a P-256 key")
    r, s = decode_dss_signature(
        key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    )
    return encode_dss_signature(r, min(s, _ORDER - s))
