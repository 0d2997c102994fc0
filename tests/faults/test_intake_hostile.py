"""Hostile files among an intake's: each refused in words, everything else taken."""

from __future__ import annotations

import io
import re
import zlib
from gettext import NullTranslations
from typing import Any

import pikepdf
import pytest

from recruit.access.rules import Capacity
from recruit.applications.operations.intake import batches, steps
from recruit.applications.queries import batches as queries
from recruit.core import db, words
from recruit.documents import store
from recruit.documents.rules import DEFAULT_LIMIT, bundles
from tests.flows import intake_making as drops
from tests.unit.documents import making

FOCAL = Capacity.FOCAL_POINT


def _folded(size: int) -> bytes:
    folding, piece, out = zlib.compressobj(1), bytes(1 << 20), b""
    for _n in range(size >> 20):
        out += folding.compress(piece)
    return out + folding.flush()


def unfolding_pdf() -> bytes:
    """A small PDF whose page's content unfolds to more than a gigabyte."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.pages[0].Contents = pikepdf.Stream(document, b"q Q")
    document.pages[0].Contents.write(_folded(1152 << 20), filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    return a_procedure(at="composition")


@pytest.mark.rule("A1")
def test_each_hostile_file_is_listed_with_its_reason_and_the_others_are_proposed(
    receiving: Any,
) -> None:
    browser = receiving.client("focal_point")
    bomb = making.archive({f"a/{n}.pdf": b"\0" * (40 << 20) for n in range(4)})
    files = {
        "bomb.zip": bomb,
        "inner.zip": making.archive({"x/inner.zip": bomb, "x/cv.pdf": making.pdf("x@y.example")}),
        "thousands.mbox": (b"From a@b Mon Sep 12 14:03:20 2022\nSubject: x\n\nx\n\n")
        * (bundles.MOST_MAILS + 1),
        "macros.docx": making.word_with({"word/vbaProject.bin": b"x"}),
        "programme.pdf": making.with_programme(),
        "locked.pdf": making.pdf(password="x"),
        "nothing.pdf": b"",
        "good.eml": drops.mail("Grace Okello", "g@o.example", carried={"cv.pdf": making.pdf()}),
    }
    address = drops.drop(browser, files)
    batch_id = address.rpartition("/")[2]
    reader = receiving.reader("focal_point", FOCAL)
    with db.reading() as connection:
        refused = {r.path: r.why for r in queries.refused(connection, reader, batch_id)}
        found = queries.proposals(connection, reader, batch_id)
    assert set(refused) == set(files) - {"good.eml", "inner.zip"} | {"x/inner.zip"}
    assert all(refused.values())
    assert "bomb" in refused["bomb.zip"] and "2000 mails" in refused["thousands.mbox"]
    assert {p.draft.mail for p in found} == {"g@o.example", "x@y.example"}
    page = browser.get(address).get_data(as_text=True)
    assert all(name in page for name in refused)
    # nothing that came out of what was refused as a whole is kept
    with db.reading() as connection:
        held = queries.held_files(connection)
    assert len(held) == sum(f.kept for p in found for f in p.files)
    assert held <= {file_id for file_id, _at in store.kept()}


@pytest.mark.rule("A1")
def test_a_file_that_eats_memory_is_refused_and_those_beside_it_are_read(receiving: Any) -> None:
    reader = receiving.reader("focal_point", FOCAL)
    eater = unfolding_pdf()
    assert len(eater) < 8 << 20
    given = {"a.pdf": making.pdf("a@b.example"), "eater.pdf": eater, "z.pdf": making.pdf("z")}
    taken = batches.take(
        reader,
        [batches.Sent(n, lambda c=c: [c]) for n, c in given.items()],  # type: ignore[misc]
    )
    while steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT):
        pass
    with db.reading() as connection:
        (only,) = queries.refused(connection, reader, taken.batch_id)
        found = queries.proposals(connection, reader, taken.batch_id)
    assert only.path == "eater.pdf" and "could not be read" in only.why
    assert {f.path for p in found for f in p.files} == {"a.pdf", "z.pdf"}


class _Shouting(NullTranslations):
    """A language of the tests' own: English, in capitals."""

    def gettext(self, message: str) -> str:
        return re.sub(r"%\([a-z]+\)s|[a-z]+", _loud, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _loud(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("%") else found[0].upper()


@pytest.mark.rule("A1")
def test_reasons_are_kept_for_readers_of_any_language(receiving: Any) -> None:
    reader = receiving.reader("focal_point", FOCAL)
    given = {
        "macros.docx": making.word_with({"word/vbaProject.bin": b"x"}),
        "nothing.pdf": b"",
        "thousands.mbox": b"From a@b Mon Sep 12 14:03:20 2022\nSubject: x\n\nx\n\n"
        * (bundles.MOST_MAILS + 1),
        "a.zip": making.archive({"tool.exe": b"MZ", "cv.pdf": making.pdf("x@y.example")}),
    }
    taken = batches.take(
        reader,
        [batches.Sent(n, lambda c=c: [c]) for n, c in given.items()],  # type: ignore[misc]
    )
    while steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT):
        pass

    def reasons() -> dict[str, tuple[str, str]]:
        with db.reading() as connection:
            found = queries.refused(connection, reader, taken.batch_id)
        return {r.path: (r.why, r.todo) for r in found}

    english = reasons()
    assert "2000 mails" in english["thousands.mbox"][0]
    words.use(_Shouting())
    try:
        loud = reasons()
    finally:
        words.use(NullTranslations())
    assert set(loud) == set(english) and len(loud) == 4
    for path, (why, todo) in loud.items():
        # the values (a file's name) are no words of the application and stay as they are
        assert why.upper() == english[path][0].upper() and why != english[path][0]
        assert todo == english[path][1].upper()
    assert "2000 MAILS" in loud["thousands.mbox"][0] and "macros.docx" in loud["macros.docx"][0]
