"""Signed notes, and the checkpoint of a log as one (C2SP signed-note and tlog-checkpoint).

A checkpoint is what leaves the house: three lines that say which log, how many entries
and which root, with an Ed25519 signature. Whoever keeps one can later tell whether the
log still holds what it held then. SHA-256 and Ed25519 are all that a third party needs::

    recruit.example/round/k3v9
    256
    <root, 44 letters of base64>

    — recruit.example/round/k3v9 <base64 of key id (4 bytes) and signature (64 bytes)>

The signature is over the text up to and including the newline before the blank line. The
key id is the first four bytes of SHA-256(name 0x0A 0x01 public key).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recruit.core.words import _

ED25519 = b"\x01"
_DASH = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LONGEST = 64 * 1024  # letters; a longer note is refused unread


class BadNote(Exception):
    """A note that is malformed, or not signed by the key that was asked for."""


class Checkpoint(NamedTuple):
    """What a checkpoint says: the log's origin, its number of entries, its root (32 bytes)."""

    origin: str
    size: int
    root: bytes


def key_id(name: str, public: Ed25519PublicKey) -> bytes:
    """The four bytes by which a signature line names its key."""
    raw = public.public_bytes_raw()
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


def public_text(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public key as people read it in a letter: 44 letters of base64."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return base64.b64encode(public.public_bytes_raw()).decode()


def public_of(text: str) -> Ed25519PublicKey:
    """The public key of the 44 letters. Raises BadNote when they are none."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))
    except ValueError:
        raise BadNote(_("this is not a public key")) from None


def verifier_text(name: str, public: Ed25519PublicKey) -> str:
    """The public key as other programs for signed notes take it: name+id+key."""
    encoded = base64.b64encode(ED25519 + public.public_bytes_raw()).decode()
    return f"{name}+{key_id(name, public).hex()}+{encoded}"


def _name_fits(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


def sign_note(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """The text with one signature line by the key of this name.

    Raises ValueError for text that does not end in a newline or holds control
    characters, and for a name with spaces or a plus sign.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("a note is lines of text, each ended")
    if not _name_fits(name):
        raise ValueError("a key's name has neither spaces nor plus signs")
    line = key_id(name, private.public_key()) + private.sign(text.encode())
    return f"{text}\n{_DASH}{name} {base64.b64encode(line).decode()}\n"


def open_note(note: str, name: str, public: Ed25519PublicKey) -> str:
    """The text of a note, once the signature of this name and key is verified.

    Lines of unknown keys are passed over. Raises BadNote when the known key has not
    signed, when any line in its name and id does not verify, or when the form is wrong.
    """
    if len(note) > _LONGEST or _CONTROL.search(note):
        raise BadNote(_("this is not a signed note"))
    text, found, tail = note.rpartition("\n\n")
    if not found or not tail.endswith("\n"):
        raise BadNote(_("this is not a signed note"))
    text += "\n"
    wanted, verified = key_id(name, public), False
    for line in tail[:-1].split("\n"):
        signer, signature = _signature(line)
        if signer != name or signature[:4] != wanted:
            continue
        try:
            public.verify(signature[4:], text.encode())
        except InvalidSignature:
            raise BadNote(_("the signature does not fit the text")) from None
        verified = True
    if not verified:
        raise BadNote(_("the note is not signed by this key"))
    return text


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2 or not _name_fits(parts[0]):
        raise BadNote(_("a signature line is malformed"))
    try:
        raw = base64.b64decode(parts[1], validate=True)
    except binascii.Error:
        raise BadNote(_("a signature line is malformed")) from None
    if len(raw) < 5:
        raise BadNote(_("a signature line is malformed"))
    return parts[0], raw


def sign(origin: str, size: int, root: bytes, private: Ed25519PrivateKey) -> str:
    """The checkpoint of a log: its origin, number of entries and root, signed.

    The origin is also the name of the key. Raises ValueError for an origin with spaces.
    """
    if size < 0 or len(root) != 32:
        raise ValueError("a checkpoint has a size and a root of 32 bytes")
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    return sign_note(text, origin, private)


def verify(note: str, public: Ed25519PublicKey) -> Checkpoint:
    """What the checkpoint says, once its signature is verified.

    Mail programs change line ends: CR LF is read as LF. Unknown signature lines and
    unknown further lines of text are passed over, as the specification asks.
    Raises BadNote.
    """
    note = note.replace("\r\n", "\n")
    lines = open_note(note, note.partition("\n")[0], public).split("\n")
    try:
        origin, size, encoded = lines[0], lines[1], lines[2]
        root = base64.b64decode(encoded, validate=True)
    except (IndexError, binascii.Error):
        raise BadNote(_("this is not a checkpoint")) from None
    plain = size.isascii() and size.isdecimal() and len(size) < 20 and str(int(size)) == size
    if not plain or len(root) != 32:
        raise BadNote(_("this is not a checkpoint"))
    return Checkpoint(origin, int(size), root)
