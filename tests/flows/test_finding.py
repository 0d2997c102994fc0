"""Finding words in what a reader may open, and in nothing else; on both databases alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from recruit.access.models import Disclosure, Grant
from recruit.applications.models import Candidate
from recruit.applications.operations import changing, filing
from recruit.core import clock, db, ids, keys
from recruit.documents.models import Document, View
from recruit.documents.operations import withdraw
from recruit.finding import indexing, operations, queries, shelving, unread
from recruit.finding.models import Part, Shelf, Token
from recruit.finding.rules.asking import parse
from recruit.prescreening.queries.candidates import circulation_of
from tests.flows.finding_world import (
    AGENCY,
    FOCAL,
    MEMBER,
    STAFF,
    ask,
    bar,
    clear,
    found_in,
    marked,
    read_all,
    rows,
)
from tests.flows.test_prescreening import lock
from tests.unit.documents import making

RECEIVED = datetime(2022, 9, 12, 14, 3, 20, tzinfo=UTC)
LINE = "Received: from relay.example by mx.gichd.example; Mon, 12 Sep 2022 14:03:20 +0000"


def file(world: Any, name: str, *texts: str, **changes: Any) -> filing.Filed:
    """File an application whose documents say these words."""
    given: dict[str, Any] = {
        "name": name,
        "mail": f"{name.split()[0].lower()}@apply.example",
        "channel": "mail",
        "received_at": RECEIVED,
        "evidence": LINE,
        "files": [(f"Paper {n}.docx", making.word(text)) for n, text in enumerate(texts)],
        **changes,
    }
    return filing.file_application(world.reader("focal_point", FOCAL), **given)


def found(reader: Any, words: str, **more: Any) -> queries.Found:
    with db.reading() as connection:
        return operations.search(connection, reader, parse(words), **more)


def references(reader: Any, words: str) -> list[str]:
    return [hit.reference for hit in found(reader, words).hits]


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: applications arrive."""
    return a_procedure(at="composition", read=True)


@pytest.fixture
def circulated(a_procedure: Any) -> Any:
    """7 October: the list was circulated; texts are read."""
    return a_procedure(at="circulated", read=True)


# ---------------------------------------------------------------- words


LANGUAGES = [
    ("mine clearance", "Led mine clearance in Mozambique", "clearance MOZAMBIQUE"),
    ("French", "Chargée du déminage humanitaire à Genève", "deminage geneve"),
    ("Spanish", "Coordinación del desminado en América Central", "coordinacion america"),
    ("Arabic", "خبرة في إزالة الألغَام لمدة عشر سنوات", "ازالة ألغام"),
    ("a phrase", "the action plan on mines", '"action plan"'),
    ("a beginning", "a humanitarian career", "humanit*"),
    ("a phrase that ends in a beginning", "victim assistance", '"victim assist"*'),
]


@pytest.mark.parametrize(("case", "text", "question"), LANGUAGES, ids=[c for c, *_ in LANGUAGES])
def test_words_are_found_in_four_languages_without_case_accents_and_letter_forms(
    receiving: Any, case: str, text: str, question: str
) -> None:
    filed = file(receiving, "Wilhelmina Tarn-Osprey", text)
    other = file(receiving, "Ottoline Vask", "Something else altogether: bookkeeping")
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    assert filed.reference in references(focal, question)
    assert other.reference not in references(focal, question)
    page = ask(receiving.client("focal_point"), FOCAL, question)
    assert filed.reference in found_in(page) and marked(page)


def test_words_apart_are_no_phrase_and_all_words_have_to_stand_in_one_text(receiving: Any) -> None:
    filed = file(receiving, "Wilhelmina Tarn-Osprey", "quoll mines and zorilla", "nothing of it")
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    assert references(focal, '"quoll mines"') == [filed.reference]
    assert references(focal, '"quoll zorilla"') == []
    assert references(focal, "quoll zorilla") == [filed.reference]
    assert references(focal, "quoll altogether") == []


def test_a_name_finds_its_application(receiving: Any) -> None:
    filed = file(receiving, "Wilhelmina Tarn-Osprey", "Thirteen years")
    read_all()
    page = ask(receiving.client("focal_point"), FOCAL, "tarn osprey")
    assert found_in(page) == [filed.reference]
    assert f"/focal-point/applications/{filed.candidate_id}" in page.text


def test_a_page_has_ten_texts_and_the_next_goes_on_where_it_ended(receiving: Any) -> None:
    for n in range(13):
        file(receiving, f"Aline Number{n}", f"quokka {n}")
    read_all()
    browser = receiving.client("focal_point")
    first = ask(browser, FOCAL, "quokka")
    following = first.text.partition('rel="next"')[0].rpartition('href="')[2]
    following = (
        following.partition('"')[0]
        or first.text.partition('rel="next"')[2].partition('href="')[2].partition('"')[0]
    )
    second = browser.get(following.replace("&amp;", "&"))
    one, two = found_in(first), found_in(second)
    assert (len(one), len(two)) == (10, 3) and one + two == sorted(one + two)
    assert len(set(one + two)) == 13


def test_a_question_stands_in_no_address_and_is_nobody_elses(receiving: Any) -> None:
    file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    read_all()
    browser, other = receiving.client("focal_point"), receiving.client("screener_one")
    sent = browser.post(browser.path(FOCAL, "find/"), {"words": "Tarn quokka"})
    address = sent.headers["Location"]
    assert sent.status_code == 303 and "tarn" not in address.lower()
    assert browser.get(address).status_code == 200
    assert other.get(address.replace("focal-point", "gichd")).status_code == 404
    assert browser.get(browser.path(FOCAL, "find/?asked=AAAA")).status_code == 404
    assert browser.get(browser.path(FOCAL, "find/?asked=%F0")).status_code == 404


def test_words_from_a_file_are_never_markup(receiving: Any) -> None:
    file(receiving, "Wilhelmina Tarn-Osprey", "quokka <script>alert(1)</script> <mark>x</mark>")
    read_all()
    page = ask(receiving.client("focal_point"), FOCAL, 'quokka "><b>')
    assert "<script>alert" not in page.text and "<b>" not in page.text
    assert "&lt;script&gt;" in ask(receiving.client("focal_point"), FOCAL, "quokka").text


@pytest.mark.parametrize("words", ["the", "hum*", "x" * 199 + " " + "y" * 30])
def test_what_can_not_be_looked_for_is_said_and_the_words_stay(receiving: Any, words: str) -> None:
    browser = receiving.client("focal_point")
    sent = browser.post(browser.path(FOCAL, "find/"), {"words": words})
    page = browser.get(sent.headers["Location"]) if sent.status_code == 303 else sent
    assert page.status_code in (200, 422) and '<ol class="found">' not in page.text
    assert words.split()[0] in page.text


# ---------------------------------------------------------------- who may


@pytest.mark.rule("A7")
def test_a_screener_in_conflict_finds_nothing_of_that_file_not_even_that_it_is_unread(
    receiving: Any,
) -> None:
    one = file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    two = file(receiving, "Ottoline Vask", "quokka")
    read_all()
    waiting = file(receiving, "Perpetua Lund", "not read yet")
    staff = receiving.reader("screener_one", STAFF)
    with db.reading() as connection:
        before = unread.count(connection, staff)
    assert set(references(staff, "quokka")) == {one.reference, two.reference}
    bar(staff, one.candidate_id)
    bar(staff, waiting.candidate_id, "undecided")
    assert references(staff, "quokka") == [two.reference] and references(staff, "osprey") == []
    with db.reading() as connection:
        assert unread.count(connection, staff) == before - 1
        assert waiting.reference not in [u.reference for u in unread.listed(connection, staff)[0]]
    # the one without a conflict still finds both
    focal = receiving.reader("focal_point", FOCAL)
    assert set(references(focal, "quokka")) == {one.reference, two.reference}


@pytest.mark.rule("C4")
def test_a_member_finds_in_listed_files_once_cleared_and_in_no_other(circulated: Any) -> None:
    browser = circulated.client("member_chile")
    closed = browser.get(browser.path(MEMBER, "find/"))
    assert "First declare on the names" in closed.text and 'name="words"' not in closed.text
    shut = ask(browser, MEMBER, "clearance")
    assert found_in(shut) == [] and "First declare" in shut.text
    clear(circulated, "member_chile")
    page = ask(browser, MEMBER, "mine")
    given = {d.object_id for d in rows(Disclosure, capacity="member")}
    by_reference = {c.reference: c.id for c in rows(Candidate)}
    assert found_in(page)
    assert {by_reference[r] for r in found_in(page)} <= given
    # the name of somebody who is not listed is found by the GICHD and by no member
    unlisted = next(c for c in rows(Candidate) if c.id not in given and c.withdrawn_at is None)
    with db.reading() as connection:
        from recruit.applications.queries import named

        name = named(connection, circulated.cast.procedure_id, [unlisted.id])[unlisted.id].name
    assert unlisted.reference in found_in(ask(circulated.client("focal_point"), FOCAL, str(name)))
    assert found_in(ask(browser, MEMBER, str(name))) == []


@pytest.mark.rule("C5")
def test_a_member_with_an_undecided_declaration_finds_nothing_at_all(circulated: Any) -> None:
    given = sorted(d.object_id for d in rows(Disclosure, capacity="member"))
    clear(circulated, "member_chile", status="undecided", only=given[0])
    clear(circulated, "member_norway")
    browser = circulated.client("member_chile")
    page = ask(browser, MEMBER, "mine")
    assert "No file is open to you now" in page.text and found_in(page) == []
    # not through the query either, whatever a page would show
    reader = circulated.reader("member_chile", MEMBER)
    listed = circulation_of(_milestones(circulated)).object_id  # type: ignore[union-attr]
    assert found(reader, "mine", circulation_id=listed).hits == ()
    with db.reading() as connection:
        assert unread.count(connection, reader) == 0
    other = circulated.reader("member_norway", MEMBER)
    assert found(other, "mine", circulation_id=listed).hits


def _milestones(world: Any) -> Any:
    from recruit.procedure import queries as procedure

    with db.reading() as connection:
        return procedure.milestones(connection, world.cast.procedure_id)


@pytest.mark.rule("R7")
def test_a_document_that_is_not_given_is_not_found_beside_one_that_is(circulated: Any) -> None:
    clear(circulated, "member_chile")
    reader = circulated.reader("member_chile", MEMBER)
    hits = [h for h in found(reader, "mine").hits if h.kind == "document"]
    one = hits[0]
    with db.writing() as session:
        for row in session.exec(sa.select(Disclosure).filter_by(object_id=one.candidate_id)):
            session.delete(row[0])
        session.flush()
    assert one.object_id not in [h.object_id for h in found(reader, "mine").hits]
    with db.writing() as session:
        session.add(
            Disclosure(
                procedure_id=reader.procedure_id,
                object_id=one.object_id,
                capacity="member",
                under="a document",
                since=clock.now(),
            )
        )
    again = found(reader, "mine").hits
    assert [h.object_id for h in again if h.candidate_id == one.candidate_id] == [one.object_id]


def test_a_grant_that_ended_finds_nothing_from_a_page_that_was_open(receiving: Any) -> None:
    file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    read_all()
    reader = receiving.reader("screener_one", STAFF)
    assert found(reader, "quokka").hits
    with db.writing() as session:
        grant = session.get(Grant, reader.grant_id)
        assert grant is not None
        grant.ended_at = clock.now()
        session.add(grant)
    assert found(reader, "quokka").hits == ()
    # nor does a reader who says that the procedure is another
    stranger = replace(receiving.reader("focal_point", FOCAL), procedure_id=ids.new())
    assert found(stranger, "quokka").hits == ()


@pytest.mark.rule("A5")
def test_screening_notes_are_found_by_their_writer_and_by_the_other_once_both_have_locked(
    a_procedure: Any,
) -> None:
    world = a_procedure(at="prescreening")
    clock.freeze(datetime(2022, 9, 29, 8, 0, tzinfo=UTC))
    from tests.flows.test_prescreening import a_file, screeners, words

    candidate_id = a_file(world, 1)
    said = words(world, candidate_id)
    answers = dict(said.answers)
    answers["M3"] = replace(answers["M3"], reason="The wombatine post shows it.")
    first = lock(world, candidate_id, 1, answers=answers)
    read_all()
    second = screeners(world, candidate_id)[1]
    focal = world.reader("focal_point", FOCAL)
    # a place of one's own, still open, shows nothing of the other; nor does the focal point see
    assert [h.kind for h in found(first, "wombatine").hits] == ["vote"]
    assert found(second, "wombatine").hits == () and found(focal, "wombatine").hits == ()
    lock(world, candidate_id, 2)
    read_all()
    assert "vote" in [h.kind for h in found(second, "wombatine").hits]
    if focal.person_id not in (first.person_id, second.person_id):
        assert "vote" in [h.kind for h in found(focal, "wombatine").hits]
    stranger = next(
        world.reader(key, STAFF)
        for key in ("screener_one", "screener_two", "screener_three", "logistics")
        if world.person(key) not in (first.person_id, second.person_id)
    )
    assert found(stranger, "wombatine").hits == ()


def test_the_agency_finds_until_the_list_is_circulated_and_then_has_no_page(
    a_procedure: Any,
) -> None:
    for at, status in (("prescreening", 200), ("circulated", 404)):
        world = a_procedure(at=at)
        key = next(
            k for k, v in world.cast.memory.items() if isinstance(v, str) and _is_agency(world, k)
        )
        browser = world.client(key)
        assert browser.get(browser.path(AGENCY, "find/")).status_code == status


def _is_agency(world: Any, key: str) -> bool:
    try:
        world.reader(key, AGENCY)
    except (LookupError, KeyError):
        return False
    return True


# ---------------------------------------------------------------- what could not be read


def test_every_search_says_how_many_documents_it_could_not_read_and_links_to_them(
    receiving: Any,
) -> None:
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    with db.reading() as connection:
        before = unread.count(connection, focal)
    filed = file(
        receiving,
        "Wilhelmina Tarn-Osprey",
        files=[("Scan.png", making.image("PNG")), ("CV.docx", making.word("quokka"))],
    )
    read_all()
    browser = receiving.client("focal_point")
    page = ask(browser, FOCAL, "quokka")
    assert found_in(page) == [filed.reference]
    said = f"{before + 1} document" + ("s" if before else "") + " could not be searched"
    assert said in page.text
    listed = browser.get(browser.path(FOCAL, "find/unread"))
    line = listed.text.partition("Scan.png")
    assert line[1] and "a scan: an image without words" in line[2] and filed.reference in line[2]
    assert "CV.docx" not in listed.text.partition("Tarn")[0].rpartition("<tr>")[2]


# ---------------------------------------------------------------- recorded (D2)


@pytest.mark.rule("D2")
def test_words_of_a_document_are_recorded_before_they_are_shown_once_in_half_an_hour(
    receiving: Any,
) -> None:
    filed = file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    read_all()
    document = rows(Document, object_id=filed.candidate_id)[0]
    browser = receiving.client("focal_point")
    assert rows(View, document_id=document.id) == []
    ask(browser, FOCAL, "zebu")
    assert rows(View) == [v for v in rows(View) if v.document_id != document.id]
    ask(browser, FOCAL, "quokka")
    ask(browser, FOCAL, "quokka")
    entries = rows(View, document_id=document.id)
    assert [(e.kind, e.person_id) for e in entries] == [
        ("excerpt", receiving.person("focal_point"))
    ]
    clock.freeze(clock.now() + timedelta(minutes=31))
    found(receiving.reader("focal_point", FOCAL), "quokka")
    assert len(rows(View, document_id=document.id)) == 2


# ---------------------------------------------------------------- at rest, and erased


def everything() -> str:
    """All that stands in the database, as text."""
    with db.reading() as connection:
        tables = sa.inspect(connection).get_table_names()
        return "\n".join(
            str(list(row))
            for t in tables
            for row in connection.execute(sa.text(f"SELECT * FROM {t}"))
        )


def test_no_word_stands_in_the_database_and_equal_words_of_two_shelves_are_other_numbers(
    receiving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelving, "CANDIDATES", 1)
    one = file(receiving, "Wilhelmina Tarn-Osprey", "quokka aardwolf")
    two = file(receiving, "Ottoline Vask", "quokka aardwolf")
    read_all()
    held = everything()
    assert "quokka" not in held and "aardwolf" not in held
    kept = {
        one_id: {
            t.token
            for p in rows(Part, candidate_id=one_id, kind="document")
            for t in rows(Token, part=p.number)
        }
        for one_id in (one.candidate_id, two.candidate_id)
    }
    assert all(kept.values()) and not kept[one.candidate_id] & kept[two.candidate_id]
    assert set(references(receiving.reader("focal_point", FOCAL), "quokka")) == {
        one.reference,
        two.reference,
    }


@pytest.mark.rule("D3")
def test_erasing_a_candidate_erases_its_words_in_every_backup_and_the_others_stay_found(
    receiving: Any,
) -> None:
    one = file(receiving, "Wilhelmina Tarn-Osprey", "quokka aardwolf")
    two = file(receiving, "Ottoline Vask", "quokka bilby")
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    assert set(references(focal, "quokka")) == {one.reference, two.reference}
    shelf_ids = {s.id for s in rows(Shelf)}
    keys.ring().erase(keys.file_key(one.candidate_id, focal.procedure_id), clock.now())
    # at once: the text no longer opens
    assert references(focal, "quokka") == [two.reference]
    assert shelving.purge(clock.now()) >= 1
    assert rows(Part, candidate_id=one.candidate_id) == []
    gone = shelf_ids - {s.id for s in rows(Shelf)}
    assert gone
    for shelf in gone:  # the numbers of an old backup have no key any more
        with pytest.raises((keys.Erased, keys.NoKey)):
            keys.ring().get(keys.shelf_key(shelf, focal.procedure_id))
    read_all()
    assert references(focal, "quokka") == [two.reference]
    assert all(rows(Token, part=p.number) == [] for p in rows(Part, candidate_id=one.candidate_id))
    # asked directly, as an erasure does it; and again
    assert shelving.forget([two.candidate_id], focal.procedure_id, clock.now()) == 1
    assert references(focal, "bilby") == []
    assert shelving.forget([two.candidate_id], focal.procedure_id, clock.now()) == 0


@pytest.mark.rule("R25")
def test_who_withdraws_is_found_no_more_at_once_and_the_rows_go_with_the_next_beat(
    receiving: Any,
) -> None:
    filed = file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    assert references(focal, "quokka") == [filed.reference]
    changing.withdraw(
        focal, candidate_id=filed.candidate_id, received_at=clock.now(), evidence="A mail of today."
    )
    assert references(focal, "quokka") == []
    shelving.purge(clock.now())
    assert rows(Part, candidate_id=filed.candidate_id) == []
    assert read_all() == 0


@pytest.mark.rule("A9")
def test_a_withdrawn_document_leaves_the_index_in_the_same_transaction(receiving: Any) -> None:
    from recruit.access.actions import Action
    from recruit.access.frame import act

    filed = file(receiving, "Wilhelmina Tarn-Osprey", "quokka", "bilby")
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    document = next(
        h.object_id for h in found(focal, "quokka").hits if h.reference == filed.reference
    )
    part = rows(Part, object_id=document)[0].number
    with act(focal, Action.APPLICATION_FILE) as a:
        row = a.session.get(Document, document)
        assert row is not None
        withdraw(a, row, "It is another person's.")
        a.record(filed.candidate_id, withdrawn=document)
    assert rows(Part, object_id=document) == [] and rows(Token, part=part) == []
    assert references(focal, "quokka") == [] and references(focal, "bilby") == [filed.reference]
    assert read_all() == 0


# ---------------------------------------------------------------- the worker


def test_the_worker_goes_on_where_it_stood_and_does_nothing_twice(receiving: Any) -> None:
    read_all()
    for n in range(3):
        file(receiving, f"Aline Number{n}", f"quokka {n}")
    from recruit.documents import tending

    tending.extract_due(clock.now())
    assert indexing.index_due(clock.now(), most=1) == 2  # a name and a document
    before = {p.number: p.at for p in rows(Part)}
    read_all()
    after = {p.number: p.at for p in rows(Part)}
    assert before.items() <= after.items()
    assert len(references(receiving.reader("focal_point", FOCAL), "quokka")) == 3
    tokens = len(rows(Token))
    assert read_all() == 0 and len(rows(Token)) == tokens


def test_a_corrected_name_is_found_and_the_old_one_is_not(receiving: Any) -> None:
    filed = file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    read_all()
    focal = receiving.reader("focal_point", FOCAL)
    changing.correct(
        focal,
        candidate_id=filed.candidate_id,
        values={"name": "Wilhelmina Bluefinch"},
        version=1,
        received_at=clock.now(),
        evidence="A mail of today.",
    )
    assert references(focal, "osprey") == []  # before the worker came, too
    read_all()
    assert references(focal, "bluefinch") == [filed.reference] and references(focal, "osprey") == []


def test_the_worker_has_the_jobs(receiving: Any) -> None:
    from recruit import worker

    filed = file(receiving, "Wilhelmina Tarn-Osprey", "quokka")
    assert worker.tick() == []
    with db.reading() as connection, Session(bind=connection) as session:
        assert session.get(Candidate, filed.candidate_id)
    read_all()
    assert references(receiving.reader("focal_point", FOCAL), "quokka") == [filed.reference]
