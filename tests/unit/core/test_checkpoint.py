"""Checkpoints: signed notes that another program reads, and no forged one passes."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recruit.core import checkpoint
from recruit.core.checkpoint import BadNote

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key()
ROOT = hashlib.sha256(b"root").digest()
NOTE = checkpoint.sign("round/k3v9", 256, ROOT, PRIVATE)
STRANGER = "\u2014 witness.example " + base64.b64encode(b"idid" + bytes(64)).decode() + "\n"


def test_a_checkpoint_says_what_was_signed() -> None:
    assert checkpoint.verify(NOTE, PUBLIC) == ("round/k3v9", 256, ROOT)
    assert NOTE.startswith("round/k3v9\n256\n") and NOTE.endswith("\n")


def test_the_note_of_the_go_project_verifies_here() -> None:
    raw = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    public = Ed25519PublicKey.from_public_bytes(raw[1:])
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    note = (
        text
        + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
        "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    assert checkpoint.key_id("PeterNeumann", public).hex() == "c74f20a3"
    assert checkpoint.open_note(note, "PeterNeumann", public) == text
    assert checkpoint.verifier_text("PeterNeumann", public) == (
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )


def test_a_third_party_verifies_it_by_hand(tmp_path: Path) -> None:
    text, signature_line = NOTE.split("\n\n")
    text += "\n"
    raw = base64.b64decode(signature_line.rsplit(" ", 1)[1])
    key = base64.b64decode(checkpoint.public_text(PRIVATE))
    named = hashlib.sha256(b"round/k3v9\n\x01" + key).digest()[:4]
    assert raw[:4] == named
    Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], text.encode())
    if shutil.which("openssl"):
        pem = PUBLIC.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for name, content in (("key", pem), ("text", text.encode()), ("signature", raw[4:])):
            (tmp_path / name).write_bytes(content)
        done = subprocess.run(
            "openssl pkeyutl -verify -rawin -pubin -inkey key -in text -sigfile signature".split(),
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def test_the_public_key_has_44_letters_and_comes_back() -> None:
    letters = checkpoint.public_text(PUBLIC)
    assert len(letters) == 44 and letters == checkpoint.public_text(PRIVATE)
    again = checkpoint.public_of(f" {letters}\n")
    assert again.public_bytes_raw() == PUBLIC.public_bytes_raw()
    for wrong in ("", "x" * 44, letters[:-4], "not base64!"):
        with pytest.raises(BadNote):
            checkpoint.public_of(wrong)


def test_signature_lines_of_strangers_are_passed_over() -> None:
    assert checkpoint.verify(NOTE + STRANGER, PUBLIC).size == 256
    text, own = NOTE.split("\n\n")
    assert checkpoint.verify(text + "\n\n" + STRANGER + own, PUBLIC).size == 256


def test_a_note_signed_by_strangers_only_is_refused() -> None:
    with pytest.raises(BadNote):
        checkpoint.verify(NOTE.split("\n\n")[0] + "\n\n" + STRANGER, PUBLIC)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(BadNote):
        checkpoint.verify(checkpoint.sign("round/k3v9", 256, ROOT, other), PUBLIC)


def test_no_changed_letter_passes() -> None:
    for place, letter in enumerate(NOTE):
        changed = NOTE[:place] + ("B" if letter == "A" else "A") + NOTE[place + 1 :]
        with pytest.raises(BadNote):
            checkpoint.verify(changed, PUBLIC)


def test_a_bad_signature_beside_a_good_one_is_refused() -> None:
    line = checkpoint.key_id("round/k3v9", PUBLIC) + bytes(64)
    with pytest.raises(BadNote):
        checkpoint.verify(NOTE + f"\u2014 round/k3v9 {base64.b64encode(line).decode()}\n", PUBLIC)


def test_line_ends_changed_by_a_mail_program_do_no_harm() -> None:
    assert checkpoint.verify(NOTE.replace("\n", "\r\n"), PUBLIC).size == 256


@pytest.mark.parametrize(
    "text",
    [
        "round/1\n",
        "round/1\n256\n",
        f"round/1\n0256\n{base64.b64encode(ROOT).decode()}\n",
        f"round/1\n-1\n{base64.b64encode(ROOT).decode()}\n",
        f"round/1\n٢\n{base64.b64encode(ROOT).decode()}\n",
        "round/1\n256\nnot base64\n",
        f"round/1\n256\n{base64.b64encode(ROOT[:31]).decode()}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        checkpoint.verify(checkpoint.sign_note(text, "round/1", PRIVATE), PUBLIC)


@pytest.mark.parametrize("note", ["", "\n", "\n\n", "a\n\nb", "x" * 70_000, NOTE[:-1], NOTE + "\n"])
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        checkpoint.verify(note, PUBLIC)


def test_what_can_not_be_signed_is_refused() -> None:
    for origin, size, root in (("two words", 1, ROOT), ("a+b", 1, ROOT), ("", 1, ROOT)):
        with pytest.raises(ValueError):
            checkpoint.sign(origin, size, root, PRIVATE)
    for size, root in ((-1, ROOT), (1, b"")):
        with pytest.raises(ValueError):
            checkpoint.sign("site", size, root, PRIVATE)
    for text in ("no end", "tab\there\n"):
        with pytest.raises(ValueError):
            checkpoint.sign_note(text, "site", PRIVATE)
