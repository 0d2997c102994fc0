"""Worlds that differ only in words of files: who may not open the file finds nothing of it.

A crawl types no words, so every reader asks here, in every capacity, for each word of the
one and of the other world; pages, next pages and the list of what could not be read are
compared byte for byte, headers included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity
from recruit.core import clock, db, ids, keys, sealing
from recruit.documents import keeping
from recruit.documents.models import Document
from recruit.documents.operations import withdraw
from recruit.finding import indexing
from tests import worlds
from tests.access import reading
from tests.access.reading import Output
from tests.flows.finding_world import FOCAL, STAFF, bar, clear
from tests.worlds import Browser, World

UNLISTED, LISTED, WITHDRAWN = "unlisted", "listed", "withdrawn"
WORDS = {
    UNLISTED: ("quokka", "wombat"),
    LISTED: ("zorilla", "caracal"),
    WITHDRAWN: ("axolotl", "pangolin"),
}
_FILES = """
SELECT d.id, d.object_id FROM documents_document d
JOIN documents_text t ON t.document_id = d.id JOIN applications_candidate c ON c.id = d.object_id
WHERE d.action = 'applications:application:read' AND t.status = 'read'
AND d.withdrawn_at IS NULL AND c.withdrawn_at IS NULL AND c.merged_into IS NULL
AND c.id {} (SELECT candidate_id FROM prescreening_listed)
ORDER BY d.object_id, d.id
"""


@pytest.fixture(autouse=True)
def unseeded() -> Iterator[None]:
    """Nothing stays seeded after a test."""
    yield
    ids.seed(None)


def _files() -> dict[str, tuple[str, str]]:
    """Document and candidate of each kind of file; another candidate's of each kind."""
    with db.reading() as connection:
        listed = list(connection.execute(text(_FILES.format("IN"))))
        others = list(connection.execute(text(_FILES.format("NOT IN"))))
    withdrawn = next(row for row in listed if row[1] != listed[0][1])
    return {UNLISTED: tuple(others[0]), LISTED: tuple(listed[0]), WITHDRAWN: tuple(withdrawn)}


def _says(document_id: str, word: str | None) -> None:
    """As if the document had held this word from the beginning; None: as if it had been a
    scan without any."""
    with db.writing() as session:
        document = session.get(Document, document_id)
        assert document is not None
        said = {"text": f"Certificate of the {word} course, signed and stamped."}
        sealed = sealing.seal_json(
            keys.ring().get(document.key_id), said, keeping.text_place(document_id)
        )
        session.connection().execute(
            text("UPDATE documents_text SET sealed = :s, status = :t WHERE document_id = :d"),
            {"s": sealed if word else None, "t": "read" if word else "scan", "d": document_id},
        )
        session.connection().execute(
            text("DELETE FROM finding_part WHERE object_id = :d"), {"d": document_id}
        )


def _write_down() -> None:
    while indexing.index_due(clock.now()):
        pass


def _prepared(
    a_procedure: Callable[..., World], change: Callable[[int, dict[str, tuple[str, str]]], None]
) -> Iterator[World]:
    """Two worlds of one template with the list circulated, each changed in its own way;
    members and screeners stand to the listed file in every way that there is."""
    for number, world in enumerate(_copies(a_procedure)):
        files = _files()
        ids.seed(b"declared")
        clear(world, "member_chile")
        clear(world, "member_bulgaria")
        clear(world, "member_norway", status="conflict", only=files[LISTED][1])
        clear(world, "member_malawi", status="undecided", only=files[LISTED][1])
        for kind in (UNLISTED, LISTED):
            bar(world.reader("screener_one", STAFF), files[kind][1])
        reading.act("change", world.now, partial(change, number, files))
        reading.act("write down", world.now, _write_down)
        yield world


def _capacities() -> list[tuple[str, str, str]]:
    """Mail, person and capacity of everybody who has one, each once."""
    with db.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT DISTINCT p.mail, p.id, g.capacity FROM access_grant g"
                " JOIN accounts_person p ON p.id = g.person_id WHERE g.ended_at IS NULL"
                " ORDER BY p.mail, g.capacity"
            )
        ).all()
    seen: dict[str, int] = {}
    found = []
    for mail, person, capacity in rows:
        seen[capacity] = seen.get(capacity, 0) + 1
        few = Capacity(capacity) in (Capacity.DELEGATE, Capacity.COMMITTEE, Capacity.SURROGATE)
        if not few or seen[capacity] <= 1:
            found.append((mail, person, capacity))
    return found


def _asked(world: World, words: list[str], at: Any) -> Output:
    """What everybody reads of each word in each capacity: (mail, capacity, word and way)."""
    clock.freeze(at)
    out: Output = {}
    for mail, person, name in _capacities():
        capacity = Capacity(name)
        ids.seed(f"sign in|{mail}|{name}".encode())
        browser = Browser(world.app.test_client(), world.cast.procedure_name)
        browser.sign_in(person)
        for word in words:
            ids.seed(f"ask|{mail}|{name}|{word}".encode())
            sent = browser.post(browser.path(capacity, "find/"), {"words": word})
            out[mail, name, f"{word} sent"] = reading.as_bytes(sent)
            if sent.status_code == 303:
                page = browser.get(sent.headers["Location"])
                out[mail, name, f"{word} found"] = reading.as_bytes(page)
        ids.seed(f"unread|{mail}|{name}".encode())
        out[mail, name, "unread"] = reading.as_bytes(
            browser.get(browser.path(capacity, "find/unread"))
        )
    ids.seed(None)
    return out


def _readers(found: list[tuple[str, str, str]], *words: str) -> set[tuple[str, str]]:
    """Who, in which capacity, read something else of one of these words."""
    return {(mail, name) for mail, name, what in found if what.split()[0] in words}


def _mail(world: World, key: str) -> str:
    with db.reading() as connection:
        return str(
            connection.execute(
                text("SELECT mail FROM accounts_person WHERE id = :id"), {"id": world.person(key)}
            ).scalar_one()
        )


@pytest.mark.rule("A7")
@pytest.mark.rule("A9")
@pytest.mark.rule("C4")
@pytest.mark.rule("C5")
def test_a_word_of_a_file_is_found_by_nobody_who_may_not_open_it(
    a_procedure: Callable[..., World], record_property: Callable[[str, object], None]
) -> None:
    def change(number: int, files: dict[str, tuple[str, str]]) -> None:
        for kind, (document, _candidate) in files.items():
            _says(document, WORDS[kind][number])

    outputs = []
    for world in _prepared(a_procedure, change):
        reading.act("withdraw", world.now, partial(_withdraw, world, *_files()[WITHDRAWN]))
        words = [word for pair in WORDS.values() for word in pair]
        outputs.append(_asked(world, words, world.now + timedelta(hours=1)))
    record_property("tuples", len(outputs[1]))
    found = reading.differing(*outputs)
    gichd = {(m, n) for m, _p, n in _capacities() if n in ("focal-point", "gichd")}
    barred = (_mail(world, "screener_one"), "gichd")
    cleared = {(_mail(world, key), "member") for key in ("member_chile", "member_bulgaria")}
    # who may open the file reads the word, or the comparison would notice nothing
    assert _readers(found, *WORDS[UNLISTED]) == gichd - {barred}
    assert _readers(found, *WORDS[LISTED]) == (gichd - {barred}) | cleared
    assert _readers(found, *WORDS[WITHDRAWN]) == set()
    assert _readers(found, "unread") == set()
    # and everybody was asked: those without a search are answered alike, whatever the word
    assert {name for _m, _p, name in _capacities()} == {name for _m, name, _w in outputs[0]}


def _withdraw(world: World, document_id: str, candidate_id: str) -> None:
    with act(world.reader("focal_point", FOCAL), Action.APPLICATION_WITHDRAW, "withdraw") as a:
        document = a.session.get(Document, document_id)
        assert document is not None
        withdraw(a, document, "It is another person's.")
        a.record(candidate_id, withdrawn=document_id)


@pytest.mark.rule("A7")
@pytest.mark.rule("C4")
def test_that_a_file_could_not_be_read_is_counted_for_nobody_who_may_not_open_it(
    a_procedure: Callable[..., World], record_property: Callable[[str, object], None]
) -> None:
    def change(number: int, files: dict[str, tuple[str, str]]) -> None:
        _says(files[UNLISTED][0], "quokka" if number else None)

    outputs = []
    for world in _prepared(a_procedure, change):
        outputs.append(_asked(world, ["certificate"], world.now + timedelta(hours=1)))
    record_property("tuples", len(outputs[1]))
    found = reading.differing(*outputs)
    gichd = {(m, n) for m, _p, n in _capacities() if n in ("focal-point", "gichd")}
    barred = (_mail(world, "screener_one"), "gichd")
    assert _readers(found, "unread", "certificate") == gichd - {barred}


@pytest.mark.rule("W5")
@pytest.mark.rule("C4")
def test_what_the_papers_say_of_a_member_is_read_by_that_member_while_declaring_and_nobody_else(
    a_procedure: Callable[..., World], record_property: Callable[[str, object], None]
) -> None:
    outputs = []
    member = ""
    for number, world in enumerate(_copies(a_procedure)):
        document, _candidate = _files()[LISTED]
        member = _mail(world, "member_norway")
        named = (_name(world, "member_norway"), "Nobody of the panel")[number]
        reading.act("change", world.now, partial(_says, document, named))
        reading.act("write down", world.now, _write_down)
        outputs.append(reading.everything(world, world.now + timedelta(hours=1)))
    record_property("tuples", len(outputs[1]))
    found = reading.differing(*outputs)
    opens = {m for m, _p, n in _capacities() if n in ("focal-point", "gichd", "agency")}
    others = {(mail, way, url) for mail, way, url in found if mail not in opens}
    # nobody has declared, so no member opens a file: the one page is that of the declaring
    assert {mail for mail, _way, _url in others} == {member}
    assert {url.rpartition("/panel/")[2].partition("?")[0] for _m, _w, url in others} == {"declare"}


def _copies(a_procedure: Callable[..., World]) -> Iterator[World]:
    made = [a_procedure(at="circulated", read=True) for _number in range(2)]
    for world in made:
        worlds.application(world.folder)
        clock.freeze(world.now)
        yield world


def _name(world: World, key: str) -> str:
    with db.reading() as connection:
        return str(
            connection.execute(
                text("SELECT name FROM accounts_person WHERE id = :id"), {"id": world.person(key)}
            ).scalar_one()
        )
