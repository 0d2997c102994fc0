"""What is made for all readers alike is English, whoever asks for it: files, copies, calendars."""

from __future__ import annotations

import gettext
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import text as sql

from recruit.access.rules import Capacity
from recruit.archive import operations as archive
from recruit.core import clock, db, installation, languages, sealing, words
from recruit.documents import pictures
from recruit.interviews.operations import guide
from recruit.report import working_copy
from recruit.web import speaking
from tests.access import reading
from tests.flows.interviews_world import Room
from tests.worlds import World

Made = Callable[..., World]
MARK = "\u27e6"
_HREF = re.compile(r'(?:href|src)="(/[^"#]*)"')
_LEFT_OUT = re.compile(r"^/static/|^/sign-out|^/language/|/document/[^/]+/page/")


class Marked(gettext.NullTranslations):
    """A language whose every text is told at once."""

    lang = "fr"

    def gettext(self, message: str) -> str:
        return f"{MARK}{message}\u27e7" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Marked]:
    """French is the marked language; what templates were compiled for it goes again."""
    from tests import worlds

    made, real = Marked(), languages.catalogue
    monkeypatch.setattr(languages, "catalogue", lambda lang: made if lang == "fr" else real(lang))
    app: Any = worlds._app
    environment = app.jinja_env if app is not None else None
    compiled = environment.bytecode_cache if environment is not None else None
    if environment is not None:
        environment.bytecode_cache = None
        environment._caches.pop("fr", None)
    yield made
    if environment is not None:
        environment.bytecode_cache = compiled
        environment._caches.pop("fr", None)


def _told(raw: bytes) -> Iterator[str]:
    """Every text in a file: of archives and office files their parts, of a PDF its pages."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                yield name
                yield from _told(packed.read(name))
    elif raw.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(raw)
        yield repr(document.get_metadata_dict())
        for page in document:
            yield page.get_textpage().get_text_range()
    else:
        yield raw.decode("utf-8", "replace")


def _speak(world: World) -> None:
    """Everybody reads the marked language."""
    with db.writing() as session:
        session.connection().execute(sql("UPDATE accounts_person SET lang = 'fr'"))


def _files(world: World) -> Iterator[tuple[str, Any]]:
    """Each kind of address, in each capacity, that answers no page: as one reader gets it."""
    seen: set[str] = set()
    readers = reading.readers(world)
    with db.reading() as connection:
        rows = connection.execute(
            sql(
                "SELECT capacity, MIN(person_id) FROM access_grant"
                " WHERE ended_at IS NULL GROUP BY capacity"
            )
        ).all()
    people = {person for _capacity, person in rows} & set(readers.values())
    for person in sorted(people):
        browser = world.client()
        browser.sign_in(person)
        waiting = ["/"]
        while waiting:
            url = waiting.pop()
            answer = browser.get(url)
            if answer.mimetype != "text/html":
                yield url, answer
                continue
            assert MARK in answer.text or answer.status_code == 302, url
            found = [*_HREF.findall(answer.text), answer.headers.get("Location", "")]
            for link in (one.replace("&amp;", "&") for one in found):
                kind = reading._ID.sub("*", link)
                if link.startswith("/") and kind not in seen and not _LEFT_OUT.search(link):
                    seen.add(kind)
                    waiting.append(link)


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        ("interviews", {"text/calendar", "text/plain", "odt"}),
        ("silence", {"text/calendar", "application/pdf", "text/plain"}),
        ("released", {"text/calendar", "application/pdf", "text/plain"}),
    ],
)
def test_no_file_is_in_the_readers_language(
    a_procedure: Made, marked: Marked, stage: str, kinds: set[str]
) -> None:
    world = a_procedure(at=stage)
    _speak(world)
    got: set[str] = set()
    for url, answer in _files(world):
        got.add(_kind(answer.mimetype))
        assert not [said for said in _told(answer.get_data()) if MARK in said], url
        assert str(answer.headers).isascii(), url  # a server sends no other
    assert kinds <= got


def _kind(mime: str) -> str:
    return "odt" if "opendocument" in mime else mime


def test_an_archive_is_in_english_whoever_takes_it(
    a_procedure: Made, marked: Marked, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_procedure(at="closed")
    monkeypatch.setattr(sealing, "seal_for_carrying", lambda plain, _passphrase: plain)
    for key, capacity in (
        ("president", Capacity.PRESIDENT),
        ("focal_point", Capacity.FOCAL_POINT),
        ("office_first", Capacity.OFFICE),
    ):
        with words.using(marked):
            made = archive.take(world.reader(key, capacity), as_of=clock.now(), secret="s")
        parts = list(_told(made.content))
        assert len(parts) > 10 and not [said for said in parts if MARK in said], capacity


def test_a_guide_and_a_working_copy_are_in_english(a_procedure: Made, marked: Marked) -> None:
    room = Room(a_procedure(at="interviews"))
    member, candidate = room.member(room.others[0]), room.first().candidate_id
    with words.using(marked):
        taken = guide.take(member, candidate_id=candidate)
        copy = working_copy.docx(
            "The report", "", [], reader="A Member", number="n1", at=clock.now()
        )
        opened: Any = SimpleNamespace(since=clock.now(), reference="abc")
        assert MARK not in "".join(pictures.mark("A Member", opened))
        assert pictures.mark("A Member", opened)[1].startswith("Monday 12 December 2022")
    for raw in (taken.content, copy):
        assert not [said for said in _told(raw) if MARK in said]


def test_the_word_of_a_rehearsal_is_the_same_in_every_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installation, "_kind", installation.REHEARSAL)
    for lang in languages.NAMES:
        with languages.speaking(lang):  # in names of files it goes into a header as it is
            assert installation.named("calendar.csv") == "REHEARSAL-calendar.csv"
    with languages.speaking("ar"):
        assert speaking.of_page()["mode_banner"] == installation.sentence() != ""
        assert "REHEARSAL." not in installation.sentence()
