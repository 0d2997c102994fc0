"""Sealing: what makes words and files unreadable without their key.

Everything is AES-256-GCM with 32-byte keys; what is sealed is bound to its place by
*aad* (for a column ``table|row|column|version``), so that a blob moved to another
row no longer opens. Whatever does not open raises ``Broken``, without saying why.

The formats, for whoever must read them in twenty years:

``seal``          nonce (12) || ciphertext || tag (16)
``wrap_key``      the same over a 32-byte key, 60 bytes; aad is the key's path
``seal_json``     ``seal`` over JSON in UTF-8, filled up with spaces (which JSON allows
                  at its end) to a multiple of 256 bytes: the length of a blob tells
                  the step, not how much was written
``seal_to``       one-time X25519 public key (32) || ciphertext || tag (16);
                  key = HKDF-SHA256(salt none, ikm = X25519(one-time, recipient),
                  info = "recruit/box/v1" 0x00 || one-time public || recipient public);
                  the nonce is 12 zero bytes, since each such key seals once
``keyed_hash``    HMAC-SHA256(key, "recruit/equality/v1" 0x00 || text in UTF-8)
``keyed_numbers`` keyed BLAKE2b (RFC 7693), 8 bytes, person "recruit/words/v1", over the text
                  in UTF-8, read as a signed number, most significant byte first
``encrypt_stream``  c2sp.org/chunked-encryption@v1, instance Cobblestone-256:
                  salt (24) || commitment (32) || chunks, where
                  key (32) || base nonce (12) || commitment (32) =
                  HKDF-Expand-SHA-512(prk = the document's key, info =
                  "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM" 0x00 || salt || context).
                  Each chunk is 16,384 bytes of text with a 16-byte tag, its nonce the
                  base nonce XOR the chunk's number (big endian, from 0), its aad empty.
                  The last chunk is always shorter than 16,384 bytes and may be empty:
                  that is the mark of the end, so a file cut at any place is refused.
                  The salt makes each file's key its own, the context binds it to
                  document, candidate and procedure, the commitment to one key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from cryptography.cobblestone import Cobblestone256Decryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from recruit.core import ids

KEY = 32  # bytes in every key
NONCE = 12
TAG = 16
STEP = 256  # bytes: sealed values grow in steps of this
CHUNK = 16_384  # bytes of text in each chunk of a file but the last
SALT = 24
COMMITMENT = 32
HEADER = SALT + COMMITMENT

_EQUALITY = b"recruit/equality/v1\x00"
_WORDS = b"recruit/words/v1"
_SUITE = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


class Broken(Exception):
    """What was sealed does not open: another key, another place, changed or cut short."""

    def __init__(self) -> None:
        super().__init__("sealed bytes do not open")


def new_key() -> bytes:
    """A fresh key: 32 bytes."""
    return ids.random_bytes(KEY)


def seal(key: bytes, plain: bytes, aad: bytes) -> bytes:
    """Plain bytes sealed under a 32-byte key and bound to aad; 28 bytes longer."""
    nonce = ids.random_bytes(NONCE)
    return nonce + AESGCM(_checked(key)).encrypt(nonce, plain, aad)


def unseal(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plain bytes. Raises Broken unless key, bytes and aad are those of ``seal``."""
    if len(sealed) < NONCE + TAG:
        raise Broken
    try:
        return AESGCM(_checked(key)).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    except InvalidTag:
        raise Broken from None


def _checked(key: bytes) -> bytes:
    if len(key) != KEY:
        raise ValueError("a key has 32 bytes")
    return key


def seal_json(key: bytes, value: Any, aad: bytes, *, step: int = STEP) -> bytes:
    """A value of JSON's kinds, sealed; its text is filled up to a multiple of step bytes.

    Raises ValueError for numbers that JSON does not have and TypeError for other kinds.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    plain = text.encode()
    return seal(key, plain + b" " * (-len(plain) % step), aad)


def unseal_json(key: bytes, sealed: bytes, aad: bytes) -> Any:
    """The value that ``seal_json`` sealed. Raises Broken."""
    try:
        return json.loads(unseal(key, sealed, aad).decode())
    except ValueError:
        raise Broken from None


def wrap_key(parent: bytes, key: bytes, path: str) -> bytes:
    """A key sealed under its parent and bound to its path: 60 bytes."""
    return seal(parent, _checked(key), path.encode())


def unwrap_key(parent: bytes, wrapped: bytes, path: str) -> bytes:
    """The key that ``wrap_key`` wrapped. Raises Broken."""
    key = unseal(parent, wrapped, path.encode())
    if len(key) != KEY:
        raise Broken
    return key


def generate_box() -> tuple[bytes, bytes]:
    """A box: its public key, with which anybody can put in, and its private key (32 bytes each)."""
    private = X25519PrivateKey.from_private_bytes(ids.random_bytes(32))
    return private.public_key().public_bytes_raw(), private.private_bytes_raw()


def seal_to(public: bytes, plain: bytes, aad: bytes) -> bytes:
    """Plain bytes sealed to a box's public key and bound to aad; 48 bytes longer.

    Needs no secret, so it works while the key store is away (SECURITY: the way to object).
    Raises ValueError for a public key that is none.
    """
    once = X25519PrivateKey.from_private_bytes(ids.random_bytes(32))
    sender = once.public_key().public_bytes_raw()
    key = _box_key(once.exchange(X25519PublicKey.from_public_bytes(public)), sender, public)
    return sender + AESGCM(key).encrypt(bytes(NONCE), plain, aad)


def open_box(private: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plain bytes that ``seal_to`` sealed to this box. Raises Broken."""
    own = X25519PrivateKey.from_private_bytes(private)
    sender = sealed[:32]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(sender))
        key = _box_key(shared, sender, own.public_key().public_bytes_raw())
        return AESGCM(key).decrypt(bytes(NONCE), sealed[32:], aad)
    except (InvalidTag, ValueError):
        raise Broken from None


def _box_key(shared: bytes, sender: bytes, recipient: bytes) -> bytes:
    info = b"recruit/box/v1\x00" + sender + recipient
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=info).derive(shared)


def keyed_hash(key: bytes, text: str) -> bytes:
    """32 bytes by which equal texts are found without reading them.

    The caller normalises (case, spaces, accents) and says in the text of what kind it
    is ("mail:..."), so that equal words in different columns do not look equal.
    """
    return hmac.digest(_checked(key), _EQUALITY + text.encode(), "sha256")


def keyed_numbers(keys: Collection[bytes], text: str) -> tuple[int, ...]:
    """What one text is under each of many keys, in their order: signed numbers of 64 bits.

    As ``keyed_hash`` a pseudo-random function of the text for whoever lacks the key, in a third
    of its time: a search asks it of every few candidates.
    """
    if any(len(key) != KEY for key in keys):
        raise ValueError("a key has 32 bytes")
    message, new = text.encode(), hashlib.blake2b
    said = [new(message, digest_size=8, key=key, person=_WORDS).digest() for key in keys]
    return struct.unpack(f">{len(said)}q", b"".join(said))


def encrypt_stream(key: bytes, context: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A file's bytes, encrypted as they come; pieces of any length in, about 16 KiB out.

    key: the document's own 32 bytes. context: what the file belongs to (canonical JSON of
    document, candidate and procedure); it is not stored and must be given to decrypt.
    Memory stays at the larger of one piece and 16 KiB.
    """
    salt = ids.random_bytes(SALT)
    derived = HKDFExpand(
        algorithm=SHA512(), length=KEY + NONCE + COMMITMENT, info=_SUITE + salt + context
    ).derive(_checked(key))
    cipher = AESGCM(derived[:KEY])
    base = int.from_bytes(derived[KEY : KEY + NONCE], "big")
    return _encrypted(salt + derived[KEY + NONCE :], cipher, base, chunks)


def _encrypted(
    header: bytes, cipher: AESGCM, base: int, chunks: Iterable[bytes]
) -> Iterator[bytes]:
    yield header
    number, waiting = 0, bytearray()
    for piece in chunks:
        waiting += piece
        whole = len(waiting) // CHUNK * CHUNK
        for start in range(0, whole, CHUNK):
            nonce = (base ^ number).to_bytes(NONCE, "big")
            yield cipher.encrypt(nonce, bytes(waiting[start : start + CHUNK]), None)
            number += 1
        del waiting[:whole]
    yield cipher.encrypt((base ^ number).to_bytes(NONCE, "big"), bytes(waiting), None)


def decrypt_stream(key: bytes, context: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file that ``encrypt_stream`` made; only authenticated ones are yielded.

    Raises Broken for a wrong key or context before the first byte, at the first changed
    chunk, and at the end for a file that was cut or lengthened: what was yielded until
    then is genuine but not the whole, so a reader must abort the transfer on Broken.
    """
    return _decrypted(Cobblestone256Decryptor(_checked(key), context), chunks)


def _decrypted(reader: Cobblestone256Decryptor, chunks: Iterable[bytes]) -> Iterator[bytes]:
    try:
        for piece in chunks:
            if plain := reader.update(piece):
                yield plain
        if plain := reader.finalize():
            yield plain
    except InvalidTag:
        raise Broken from None


def encrypted_length(plain: int) -> int:
    """How many bytes a file of this many bytes has once encrypted."""
    return HEADER + plain + TAG * (plain // CHUNK + 1)


def plain_length(encrypted: int) -> int:
    """How many bytes an encrypted file of this length holds (for Content-Length).

    Raises Broken for a length that no encrypted file has.
    """
    whole, rest = divmod(encrypted - HEADER, CHUNK + TAG)
    if encrypted < HEADER or rest < TAG:
        raise Broken
    return whole * CHUNK + rest - TAG


def seal_for_carrying(plain: bytes, passphrase: str) -> bytes:
    """The bytes as an age file (age-encryption.org/v1) under a passphrase.

    Any program for that format opens it: ``age --decrypt``, without this application. The
    passphrase is stretched by scrypt, about a second; the text is authenticated throughout,
    so a changed byte is refused. pyrage is imported late: few processes need it.
    """
    import pyrage

    sealed: bytes = pyrage.passphrase.encrypt(plain, passphrase)
    return sealed


def public_der(key: Any) -> bytes:
    """A public key as SubjectPublicKeyInfo in DER (RFC 5280), which every tool reads."""
    # imported late: it comes with every kind of key that there is
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    raw: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return raw
