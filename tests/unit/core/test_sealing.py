"""Sealing: what opens, what must not, and the bytes as they were on the first day."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from hypothesis import given
from hypothesis import strategies as st

from recruit.core import ids, sealing
from recruit.core.sealing import Broken

KEY = bytes(range(32))
OTHER = bytes(reversed(range(32)))


@pytest.fixture
def seeded() -> Iterator[None]:
    ids.seed(b"vectors")
    yield
    ids.seed(None)


def flipped(blob: bytes, place: int) -> bytes:
    return blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]


def text_of(n: int) -> bytes:
    return bytes(i % 251 for i in range(n))


def encrypted(plain: bytes, context: bytes = b"context", key: bytes = KEY) -> bytes:
    return b"".join(sealing.encrypt_stream(key, context, [plain]))


def decrypted(blob: bytes, context: bytes = b"context", key: bytes = KEY) -> bytes:
    return b"".join(sealing.decrypt_stream(key, context, [blob]))


# --- sealed values ---------------------------------------------------------------


@given(st.binary(max_size=600), st.binary(max_size=40))
def test_what_was_sealed_opens_with_its_key_at_its_place(plain: bytes, aad: bytes) -> None:
    sealed = sealing.seal(KEY, plain, aad)
    assert sealing.unseal(KEY, sealed, aad) == plain
    assert len(sealed) == len(plain) + 28
    for key, blob, place in (
        (OTHER, sealed, aad),
        (KEY, sealed, aad + b"|2"),
        (KEY, sealed[:-1], aad),
        (KEY, sealed + b"\x00", aad),
        (KEY, b"", aad),
    ):
        with pytest.raises(Broken):
            sealing.unseal(key, blob, place)


def test_no_single_changed_byte_passes() -> None:
    sealed = sealing.seal(KEY, b"rank 1", b"ballot|1")
    for place in range(len(sealed)):
        with pytest.raises(Broken):
            sealing.unseal(KEY, flipped(sealed, place), b"ballot|1")


def test_the_same_words_sealed_twice_look_different() -> None:
    assert sealing.seal(KEY, b"same", b"") != sealing.seal(KEY, b"same", b"")


def test_a_short_key_is_refused_not_stretched() -> None:
    for call in (
        lambda: sealing.seal(KEY[:16], b"", b""),
        lambda: sealing.keyed_hash(b"short", "x"),
        lambda: sealing.keyed_numbers([KEY, b"short"], "x"),
        lambda: sealing.wrap_key(KEY, b"short", "path"),
        lambda: sealing.encrypt_stream(KEY[:16], b"", []),
        lambda: sealing.decrypt_stream(KEY[:16], b"", []),
    ):
        with pytest.raises(ValueError):
            call()


@given(st.text(max_size=190))
def test_the_length_of_a_blob_does_not_tell_how_much_was_written(note: str) -> None:
    sealed = sealing.seal_json(KEY, {"note": note}, b"sheet|1|1")
    assert (len(sealed) - 28) % 256 == 0
    assert sealing.unseal_json(KEY, sealed, b"sheet|1|1") == {"note": note}


def test_a_word_and_a_sentence_give_blobs_of_one_length() -> None:
    word = sealing.seal_json(KEY, {"note": "good"}, b"")
    sentence = sealing.seal_json(KEY, {"note": "Led two surveys; see p. 3. " * 5}, b"")
    assert len(word) == len(sentence) == 284
    assert len(sealing.seal_json(KEY, 1, b"", step=1024)) == 1024 + 28


def test_numbers_json_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError):
        sealing.seal_json(KEY, float("nan"), b"")


def test_bytes_that_are_no_json_are_broken() -> None:
    with pytest.raises(Broken):
        sealing.unseal_json(KEY, sealing.seal(KEY, b"\xff{", b""), b"")


def test_a_wrapped_key_opens_on_its_own_path_only() -> None:
    wrapped = sealing.wrap_key(KEY, OTHER, "file/p/c|procedure/p")
    assert len(wrapped) == 60
    assert sealing.unwrap_key(KEY, wrapped, "file/p/c|procedure/p") == OTHER
    with pytest.raises(Broken):
        sealing.unwrap_key(KEY, wrapped, "file/p/d|procedure/p")
    with pytest.raises(Broken):
        sealing.unwrap_key(KEY, sealing.seal(KEY, b"no key", b"path"), "path")


# --- boxes -----------------------------------------------------------------------


def test_a_box_takes_from_anybody_and_opens_for_its_owner() -> None:
    public, private = sealing.generate_box()
    other_public, other_private = sealing.generate_box()
    sealed = sealing.seal_to(public, b"we object", b"round/1")
    assert sealing.open_box(private, sealed, b"round/1") == b"we object"
    for key, blob, aad in (
        (other_private, sealed, b"round/1"),
        (private, sealed, b"round/2"),
        (private, sealed[:-1], b"round/1"),
        (private, b"", b"round/1"),
        (private, bytes(32) + sealed[32:], b"round/1"),
        (private, other_public + sealed[32:], b"round/1"),
    ):
        with pytest.raises(Broken):
            sealing.open_box(key, blob, aad)
    for place in range(len(sealed)):
        with pytest.raises(Broken):
            sealing.open_box(private, flipped(sealed, place), b"round/1")


def test_sealing_to_a_box_twice_never_gives_the_same_bytes() -> None:
    public, _private = sealing.generate_box()
    assert sealing.seal_to(public, b"x", b"") != sealing.seal_to(public, b"x", b"")


# --- equality --------------------------------------------------------------------


def test_equal_texts_are_found_and_only_under_one_key() -> None:
    assert sealing.keyed_hash(KEY, "name:ana") == sealing.keyed_hash(KEY, "name:ana")
    assert sealing.keyed_hash(KEY, "name:ana") != sealing.keyed_hash(KEY, "mail:ana")
    assert sealing.keyed_hash(KEY, "name:ana") != sealing.keyed_hash(OTHER, "name:ana")
    under = sealing.keyed_numbers([KEY, OTHER, KEY], "name:ana")
    assert under[0] == under[2] != under[1]
    assert sealing.keyed_numbers([KEY], "name:anb") != sealing.keyed_numbers([KEY], "name:ana")


# --- files -----------------------------------------------------------------------

SIZES = (0, 1, 16_383, 16_384, 16_385, 32_768, 50_000)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_the_same_after_both_ways(size: int) -> None:
    plain = text_of(size)
    blob = encrypted(plain)
    assert decrypted(blob) == plain
    assert len(blob) == sealing.encrypted_length(size)
    assert sealing.plain_length(len(blob)) == size


@given(
    st.lists(st.integers(0, 40_000), max_size=5),
    st.lists(st.integers(1, 30_000), min_size=1, max_size=4),
)
def test_pieces_of_any_length_give_the_same_file(pieces: list[int], cuts: list[int]) -> None:
    plain = text_of(sum(pieces))
    source = iter(plain)
    blob = b"".join(
        sealing.encrypt_stream(KEY, b"c", (bytes(itertools.islice(source, n)) for n in pieces))
    )
    parts, start = [], 0
    for length in itertools.cycle(cuts):
        if start >= len(blob):
            break
        parts.append(blob[start : start + length])
        start += length
    assert b"".join(sealing.decrypt_stream(KEY, b"c", parts)) == plain


@pytest.mark.parametrize("size", SIZES)
def test_another_implementation_reads_our_files_and_we_read_theirs(size: int) -> None:
    plain = text_of(size)
    reader = Cobblestone256Decryptor(KEY, b"context")
    assert reader.update(encrypted(plain)) + reader.finalize() == plain
    writer = Cobblestone256Encryptor(KEY, b"context")
    theirs = writer.update(plain) + writer.finalize()
    assert decrypted(theirs) == plain


@pytest.mark.parametrize("size", SIZES)
def test_the_same_salt_gives_the_same_bytes_as_another_implementation(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Cobblestone256Encryptor(KEY, b"context")
    theirs = writer.update(text_of(size)) + writer.finalize()
    monkeypatch.setattr(ids, "random_bytes", lambda n: theirs[:n])
    assert encrypted(text_of(size)) == theirs


def test_a_file_cut_at_any_place_is_refused() -> None:
    blob = encrypted(text_of(33_000))
    places = {*range(0, 80), *range(16_400, 16_480), *range(32_860, len(blob)), 20_000}
    for place in places:
        with pytest.raises(Broken):
            decrypted(blob[:place])


def test_a_file_cut_between_two_chunks_gives_only_genuine_bytes_and_then_breaks() -> None:
    plain = text_of(40_000)
    blob = encrypted(plain)
    got = b""
    with pytest.raises(Broken):
        for piece in sealing.decrypt_stream(KEY, b"context", [blob[: 56 + 2 * 16_400]]):
            got += piece
    assert got == plain[: 2 * 16_384]


def test_chunks_swapped_doubled_dropped_or_appended_are_refused() -> None:
    blob = encrypted(text_of(50_000))
    head, body = blob[:56], blob[56:]
    chunks = [body[i : i + 16_400] for i in range(0, len(body), 16_400)]
    for order in ([1, 0, 2, 3], [0, 0, 1, 2, 3], [0, 2, 3], [1, 2, 3], [0, 1, 2, 3, 3]):
        with pytest.raises(Broken):
            decrypted(head + b"".join(chunks[i] for i in order))
    with pytest.raises(Broken):
        decrypted(blob + b"\x00")


def test_a_changed_byte_anywhere_is_refused_before_its_chunk_comes_out() -> None:
    plain = text_of(17_000)
    blob = encrypted(plain)
    for place in (0, 23, 24, 55, 56, 16_440, 16_455, 16_456, len(blob) - 1):
        got = b""
        with pytest.raises(Broken):
            for piece in sealing.decrypt_stream(KEY, b"context", [flipped(blob, place)]):
                got += piece
        assert got in (b"", plain[:16_384])


def test_a_file_opens_with_its_own_key_and_context_only() -> None:
    blob = encrypted(b"curriculum vitae", b'{"candidate":"a","doc":"1"}')
    with pytest.raises(Broken):
        decrypted(blob, b'{"candidate":"b","doc":"1"}')
    with pytest.raises(Broken):
        decrypted(blob, b'{"candidate":"a","doc":"1"}', OTHER)
    assert encrypted(b"same") != encrypted(b"same")


def test_lengths_that_no_file_has_are_refused() -> None:
    for length in (0, 55, 56, 71, 56 + 16_400, 56 + 16_400 + 15):
        with pytest.raises(Broken):
            sealing.plain_length(length)


# --- the bytes of the first day --------------------------------------------------


def test_the_formats_are_those_of_the_first_day(seeded: None) -> None:
    assert sealing.seal(KEY, b"what was written", b"ballot|1|body|1").hex() == (
        "54b2ceb1217a5ab76da73ab51da8e5a11f454ae217319d70716e6e9e7eabc89ad4fb7e11964c0c5755fa24ef"
    )
    sealed = sealing.seal_json(KEY, {"rank": [1, 2, 2, 4], "why": "é"}, b"a")
    assert hashlib.sha256(sealed).hexdigest() == (
        "c7f48ac33d790427bba1a7dd093b75db76746a7bf83244dd15e08250b8f1ca59"
    )
    assert sealing.wrap_key(KEY, bytes(32), "file/p/c|procedure/p").hex() == (
        "755f8fc6724b66469b52ff0f4d0982053a3f901d4aa89d39e01d51c660144d0c"
        "04535a82f2edab0c900958ab2d92a62579bf61ae089dea8b4f468a42"
    )
    public, private = sealing.generate_box()
    assert public.hex() == "2bf7d2f1c928f247eef10f0adcf8277eb2eb81462c5bed2cc7d8642a84e6116e"
    assert private.hex() == "1761cdfa1e7fa7523e7ed5de1f3fe05500023a002acd977cd88f27af62ff12be"
    assert sealing.seal_to(public, b"we object", b"round/1").hex() == (
        "2141376d05a2fb874b1f28e9883b2be206cc42d4e29577749ee15f603168e022"
        "7bdc207ea1478e6c913ac28e648362451815fa990cc2451f99"
    )
    assert sealing.keyed_hash(KEY, "name:ana").hex() == (
        "b3c677317a386810dd1641ad4362007e74149a1f14469eb90abbdee137effdf1"
    )
    assert sealing.keyed_numbers([KEY], "name:ana") == (-6072991738513434914,)
    empty = encrypted(b"")
    assert empty.hex() == (
        "4999ea1d146d9ebbfbd6ef8a693dfbfcdc48efc114eba75b0b944acad5bc16bb"
        "56979ff616547113722176d80c61ff4c16b1d01aef6f5254216f7fe7d7d67317a012536f56e172bc"
    )
    assert encrypted(text_of(5)).hex() == (
        "f9c63fcc3b8a3844a591160e1d3d4f6b0d73f2013cbab8e633b32de91df9334c"
        "9671fcb57a654420564e0807df3d91dd19e17cf97fc35dd4d16409fe5a1f38a79e28415ab1729010f17a894961"
    )
    assert hashlib.sha256(encrypted(text_of(16_384))).hexdigest() == (
        "bde829103b05573b36ac7c9b2d2ad40c1f68fce3c717f849eaf317e20a2a2cc8"
    )
    assert hashlib.sha256(encrypted(text_of(40_000))).hexdigest() == (
        "2a8f03b8345e10516ab357771d0118b05532fa192aea6c59666ddd92a199bc42"
    )


def test_blobs_of_the_first_day_still_open() -> None:
    blob = bytes.fromhex(
        "f9c63fcc3b8a3844a591160e1d3d4f6b0d73f2013cbab8e633b32de91df9334c"
        "9671fcb57a654420564e0807df3d91dd19e17cf97fc35dd4d16409fe5a1f38a79e28415ab1729010f17a894961"
    )
    assert decrypted(blob) == text_of(5)
    private = bytes.fromhex("1761cdfa1e7fa7523e7ed5de1f3fe05500023a002acd977cd88f27af62ff12be")
    boxed = bytes.fromhex(
        "2141376d05a2fb874b1f28e9883b2be206cc42d4e29577749ee15f603168e022"
        "7bdc207ea1478e6c913ac28e648362451815fa990cc2451f99"
    )
    assert sealing.open_box(private, boxed, b"round/1") == b"we object"
