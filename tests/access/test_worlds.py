"""Worlds that differ only in a secret: who may not know it reads the same, byte for byte.

Each pair is made from one template: the same people, ids, tokens and times. Whoever may
know the secret has to read another thing, or the comparison would notice nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import text

from recruit.access.models import Match
from recruit.access.rules import Capacity, Matched
from recruit.approval.operations import items
from recruit.approval.rules.items import Channel, ItemKind
from recruit.core import clock, db, ids, keys, sealing, vault
from recruit.demo import living
from recruit.demo.acts import shortlist as shortlist_acts
from recruit.documents import keeping
from recruit.finding import deciding, indexing
from recruit.report.operations import references
from recruit.report.queries import reports
from recruit.shortlist.operations import ballots
from tests import worlds
from tests.access import reading
from tests.access.reading import Output, differing
from tests.flows.interviews_world import Room
from tests.worlds import World

PANEL = ("president", "member_chile", "member_malawi", "member_bulgaria", "member_norway")
_SEATED = ("member", "chair")
BREAKING = ("FRA", "DEU", "CHE", "JPN", "MEX", "LAO", "ZMB", "PHL")
REFEREE = "referee@former-employer.example"


@pytest.fixture(autouse=True)
def unseeded() -> Iterator[None]:
    """Nothing stays seeded after a test."""
    yield
    ids.seed(None)


@pytest.fixture
def tuples(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Counts the outputs that were compared."""

    def count(*outputs: Output) -> None:
        record_property("tuples", sum(len(each) for each in outputs[1:]))

    return count


@pytest.fixture
def how_many(pytestconfig: pytest.Config) -> int:
    """How many worlds are compared where a secret can have so many values: two, or eight."""
    return 8 if pytestconfig.getoption("--long") else 2


def _copies(a_procedure: Callable[..., World], at: str, how_many: int = 2) -> Iterator[World]:
    """Worlds of one template, each in turn the one that the application stands on."""
    made = [a_procedure(at=at, read=True) for _number in range(how_many)]
    for world in made:
        worlds.application(world.folder)
        clock.freeze(world.now)
        yield world


def _sealed_anew(
    world: World,
    table: str,
    key_of: Callable[[Any], str],
    change: Callable[[Any], Any],
    where: str,
    **bound: Any,
) -> str:
    """Change one sealed value as if it had been another from the beginning; the row's id."""
    with db.writing() as session:
        connection = session.connection()
        row = connection.execute(
            text(f"SELECT * FROM {table} WHERE {where} ORDER BY id LIMIT 1"), bound
        ).one()
        ids.seed(f"sealed|{table}|{row.id}".encode())
        value = change(vault.unseal(key_of(row), row.sealed, table, row.id))
        connection.execute(
            text(f"UPDATE {table} SET sealed = :sealed WHERE id = :id"),
            {"sealed": vault.seal(key_of(row), value, table, row.id), "id": row.id},
        )
        ids.seed(None)
    return str(row.id)


def _mail(world: World, key: str) -> str:
    with db.reading() as connection:
        found = connection.execute(
            text("SELECT mail FROM accounts_person WHERE id = :id"), {"id": world.person(key)}
        )
        return str(found.scalar_one())


def _seated(world: World) -> set[str]:
    """The addresses of those who live in the panel's seats."""
    with db.reading() as connection:
        return set(
            connection.execute(
                text(
                    "SELECT p.mail FROM accounts_person p JOIN access_grant g"
                    " ON g.person_id = p.id WHERE g.capacity = 'member' AND g.ended_at IS NULL"
                )
            ).scalars()
        )


def _as_seated(key: tuple[str, str, str]) -> bool:
    """Whether this is read in a seat's capacity, or home and mail, which list all of one's."""
    _reader, way, url = key
    return way == "mail" or not url.startswith("/p/") or url.split("/")[3] in _SEATED


def _told(found: list[tuple[str, str, str]]) -> str:
    return f"{len(found)} differ, such as {found[:8]}"


def _lock(world: World, person: str, *, turned: int) -> None:
    with db.reading() as connection:
        reader = living.reader_of(connection, world.cast.procedure_id, person, Capacity.MEMBER)
    assert reader is not None
    content, version = shortlist_acts._content(world.cast, reader)
    content = _ranks_turned(content, turned)
    ballots.lock(reader, content=content, version=version, key=f"lock {person}")


def _register(world: World, state: str) -> None:
    """The office registers the same note verbale, of the one or the other State."""
    items.register(
        world.reader("office_first", Capacity.OFFICE),
        items.Paper(
            channel=Channel.NOTE_VERBALE,
            said=ItemKind.OBJECTION,
            states=(state,),
            received_at=clock.now(),
            evidence="stamp of the registry",
            summary="The mission objects to the proposal.",
        ),
        key="objection",
    )


def _ranks_turned(content: dict[str, Any], number: int) -> dict[str, Any]:
    """The ballot with the order of this number, of eight that all are others; 0: as it is."""
    ranks = dict(content["chosen"])
    order = list(permutations(ranks.values()))[-number]
    return {**content, "chosen": dict(zip(ranks, order, strict=True))}


@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
@pytest.mark.rule("P53b-2")
def test_a_members_ballot_is_read_by_nobody_before_their_own_lock(
    a_procedure: Callable[..., World], tuples: Callable[..., None], how_many: int
) -> None:
    alone: list[Output] = []
    revealed: list[Output] = []
    seated: set[str] = set()
    author = ""
    for turned, world in enumerate(_copies(a_procedure, "shortlist", how_many)):
        at = world.now + timedelta(days=1, hours=2)
        seated, author = _seated(world), _mail(world, "member_chile")
        first = world.person("member_chile")
        for number, person in enumerate([first, *sorted(_members(world) - {first})]):
            reading.act(
                f"lock {number}",
                at + timedelta(minutes=number),
                partial(_lock, world, person, turned=turned * (person == first)),
            )
            if person == first:
                alone.append(reading.everything(world, at + timedelta(seconds=30)))
        revealed.append(reading.everything(world, at + timedelta(hours=1)))
    tuples(*alone)
    tuples(*revealed)
    before = differing(*alone)
    assert {key[0] for key in before} == {author}, _told(before)
    after = differing(*revealed)
    assert {key[0] for key in after} == seated, _told(after)
    assert all(_as_seated(key) for key in after), _told(after)


def _members(world: World) -> set[str]:
    with db.reading() as connection:
        return set(
            connection.execute(
                text(
                    "SELECT person_id FROM access_grant"
                    " WHERE capacity = 'member' AND ended_at IS NULL"
                )
            ).scalars()
        )


@pytest.mark.rule("R15")
@pytest.mark.rule("R16")
@pytest.mark.rule("P53f-2")
@pytest.mark.parametrize("stage", ["report", "designated"])
def test_a_members_score_is_read_in_the_seats_alone(
    a_procedure: Callable[..., World], tuples: Callable[..., None], stage: str, how_many: int
) -> None:
    outputs: list[Output] = []
    seated: set[str] = set()
    for number, world in enumerate(_copies(a_procedure, stage, how_many)):
        seated = _seated(world)

        def change(said: dict[str, Any], number: int = number) -> dict[str, Any]:
            scored = [line for line in said.values() if isinstance(line.get("score"), int)]
            for line, more in zip(scored, (number % 5, number // 5), strict=False):
                line["score"] = 1 + (line["score"] - 1 + more) % 5
            return said

        _sealed_anew(
            world,
            "interviews_sheet",
            lambda row: keys.judgement_key(row.candidate_id, row.procedure_id),
            change,
            "locked_at IS NOT NULL",
        )
        outputs.append(reading.everything(world, world.now + timedelta(hours=2)))
    tuples(*outputs)
    found = differing(*outputs)
    assert found, "the seats should have read another score"
    assert {key[0] for key in found} <= seated, _told(found)
    assert all(_as_seated(key) for key in found), _told(found)


@pytest.mark.rule("A7")
@pytest.mark.rule("P54b")
@pytest.mark.rule("D6")
@pytest.mark.parametrize("stage", ["prescreening", "circulated"])
def test_the_name_of_somebody_not_listed_is_read_at_gichd_alone(
    a_procedure: Callable[..., World], tuples: Callable[..., None], stage: str
) -> None:
    outputs: list[Output] = []
    holders: set[str] = set()
    names = ("Aurelia Vantongeren", "Bartolomeo Wisniewska")
    for name, world in zip(names, _copies(a_procedure, stage), strict=True):

        def change(said: dict[str, Any], name: str = name) -> dict[str, Any]:
            return {**said, "name": name}

        _sealed_anew(
            world,
            "applications_candidate",
            lambda row: keys.file_key(row.id, row.procedure_id),
            change,
            "id NOT IN (SELECT candidate_id FROM prescreening_listed)",
        )
        outputs.append(reading.everything(world, world.now + timedelta(hours=2)))
        with db.reading() as connection:
            holders = set(
                connection.execute(
                    text(
                        "SELECT p.mail FROM accounts_person p JOIN access_grant g"
                        " ON g.person_id = p.id WHERE g.ended_at IS NULL AND"
                        " g.capacity IN ('focal-point', 'gichd', 'agency')"
                    )
                ).scalars()
            )
    tuples(*outputs)
    found = differing(*outputs)
    assert found, "GICHD should have read another name"
    assert {key[0] for key in found} <= holders, _told(found)


def _carry_report_on(world: World, until: datetime) -> None:
    """The panel's people do what is due of the report, and nobody else anything."""
    people = [world.person(key) for key in PANEL]
    seated = [person for person in people if person in _members(world)]
    with db.reading() as connection:
        others = connection.execute(
            text(
                "SELECT person_id FROM access_grant WHERE capacity = 'member'"
                " AND ended_at IS NULL ORDER BY person_id"
            )
        ).scalars()
        seated += [person for person in others if person not in seated]
    at = world.now
    while at < until:
        at += timedelta(days=1)
        clock.freeze(at)
        # with ids drawn at random: nobody but the seats may see what bears them
        living.do_due(world.cast, only=seated)


@pytest.mark.rule("P53f-2")
@pytest.mark.rule("P54g")
@pytest.mark.rule("J9")
def test_nobody_outside_the_seats_learns_whether_there_is_a_report(
    a_procedure: Callable[..., World], tuples: Callable[..., None]
) -> None:
    read_at = datetime(2023, 2, 16, 15, 0, tzinfo=UTC)
    outputs: dict[str, Output] = {}
    seated: set[str] = set()
    kinds = {
        "none": None,
        "draft": datetime(2023, 2, 8, 8, 0, tzinfo=UTC),
        "lodged": datetime(2023, 2, 16, 8, 0, tzinfo=UTC),
    }
    three = _copies(a_procedure, "report", len(kinds))
    for (kind, until), world in zip(kinds.items(), three, strict=True):
        seated = _seated(world)
        if until is None:
            _take_report_away()
        else:
            _carry_report_on(world, until)
        if kind == "draft":
            _ask_a_reference(world)
        with db.reading() as connection:
            lodged = connection.execute(text("SELECT lodged_at FROM report_report")).scalars()
            assert [bool(at) for at in lodged] == {"none": [], "draft": [False]}.get(kind, [True])
        outputs[kind] = reading.everything(world, read_at)
    tuples(*outputs.values())
    for other in ("draft", "lodged"):
        found = differing(outputs["none"], outputs[other])
        mails = [key for key in found if key[0] == REFEREE]  # who is asked is told, by mail alone
        assert len(mails) == (other == "draft")
        found = [key for key in found if key not in mails]
        assert {key[0] for key in found} == seated, _told(
            [key for key in found if key[0] not in seated]
        )
        assert all(_as_seated(key) for key in found), _told(
            [key for key in found if not _as_seated(key)]
        )


def _ask_a_reference(world: World) -> None:
    """The Chair asks a referee on the appointed candidate: the seats' alone too (J10, R16)."""
    with db.reading() as connection:
        decision = reports.decision(connection, world.cast.procedure_id, 1)
    assert decision is not None and decision.candidate_id
    references.ask(
        world.reader(Room(world).chair_key, Capacity.CHAIR),
        candidate_id=decision.candidate_id,
        name="Ines Marlow",
        mail=REFEREE,
    )


def _take_report_away() -> None:
    """As if the report had not been opened: the milestone alone is the panel's to see."""
    with db.writing() as session:
        for statement in (
            "DELETE FROM report_part",
            "DELETE FROM report_opinion",
            "DELETE FROM report_report",
            "DELETE FROM procedure_milestone WHERE kind = 'report_opened'",
        ):
            session.connection().execute(text(statement))


@pytest.mark.rule("S16")
@pytest.mark.rule("S6")
@pytest.mark.rule("S10")
def test_which_state_broke_silence_is_read_by_that_state_president_and_office_alone(
    a_procedure: Callable[..., World], tuples: Callable[..., None], how_many: int
) -> None:
    outputs: list[Output] = []
    may_know: set[str] = set()
    states = BREAKING[:how_many]
    theirs = [f"delegate_{state.lower()}" for state in states]
    for state, world in zip(states, _copies(a_procedure, "silence", how_many), strict=True):
        may_know = _of_capacity("president", "office")

        reading.act(
            "objection",
            world.now + timedelta(hours=1),
            partial(_register, world, state),
        )
        outputs.append(
            reading.everything(world, world.now + timedelta(hours=2), also=tuple(theirs))
        )
        may_know |= {_mail(world, delegate) for delegate in theirs}
    tuples(*outputs)
    found = differing(*outputs)
    who = {key[0] for key in found}
    places = tuple(f"@{state.lower()}.example" for state in states)
    missions = {key[0] for key in found if key[0].endswith(places)}
    assert _mail(world, "president") in who, "the President should have read which State"
    assert _mail(world, "office_first") in who, "the office should have read which State"
    assert who - missions <= may_know, _told([k for k in found if k[0] not in may_know | missions])
    inside = [k for k in found if k[0] in _seated(world) and k[1] == "page"]
    assert not [k for k in inside if k[2].startswith("/p/") and k[2].split("/")[3] in _SEATED]


def _of_capacity(*capacities: str) -> set[str]:
    names = ", ".join(f"'{name}'" for name in capacities)
    with db.reading() as connection:
        return set(
            connection.execute(
                text(
                    "SELECT p.mail FROM accounts_person p JOIN access_grant g"
                    f" ON g.person_id = p.id WHERE g.ended_at IS NULL AND g.capacity IN ({names})"
                )
            ).scalars()
        )


def test_the_same_world_read_twice_reads_the_same(a_procedure: Callable[..., World]) -> None:
    outputs = []
    for world in _copies(a_procedure, "report"):
        outputs.append(reading.everything(world, world.now + timedelta(hours=2)))
    assert len(outputs[0]) > 300
    assert differing(*outputs) == []


WORDS = ("quokkasong", "wombatsong")


def _say_in_a_file(world: World, candidate_id: str, word: str) -> None:
    """A document of this candidate says the word, as if it had from the beginning."""
    with db.writing() as session:
        connection = session.connection()
        row = connection.execute(
            text(
                "SELECT d.id, d.key_id FROM documents_document d JOIN documents_text t"
                " ON t.document_id = d.id WHERE d.object_id = :candidate AND t.status = 'read'"
                " ORDER BY d.id LIMIT 1"
            ),
            {"candidate": candidate_id},
        ).one()
        ids.seed(b"what a file says")
        sealed = sealing.seal_json(
            keys.ring().get(row.key_id),
            {"text": f"Led the work on mines. {word} was its name."},
            keeping.text_place(row.id),
        )
        connection.execute(
            text("UPDATE documents_text SET sealed = :sealed WHERE document_id = :id"),
            {"sealed": sealed, "id": row.id},
        )
        connection.execute(text("DELETE FROM finding_part WHERE object_id = :id"), {"id": row.id})
        ids.seed(None)
    assert indexing.index_due(clock.now()) == 1


def _searched(world: World) -> Output:
    """What everybody reads who asks for either word, in each capacity that can ask at all."""
    out: Output = {}
    asking = ("member", "chair", "gichd", "focal-point", "agency", "surrogate", "president")
    for mail, person_id in reading.readers(world).items():
        reading.seeded("sign in to search", mail)
        browser = worlds.Browser(world.app.test_client(), world.cast.procedure_name)
        browser.sign_in(person_id)
        for capacity in asking:
            address = f"/p/{world.cast.procedure_name}/{capacity}/find/"
            for word in WORDS:
                reading.seeded("search", mail, capacity, word)
                sent = browser.post(address, {"words": word})
                out[mail, f"{capacity} asks", word] = reading.as_bytes(sent)
                if sent.status_code == 303:
                    found = browser.get(sent.headers["Location"])
                    out[mail, f"{capacity} finds", word] = reading.as_bytes(found)
            reading.seeded("unread", mail, capacity)
            unread = browser.get(f"{address}unread")
            out[mail, f"{capacity} could not search", ""] = reading.as_bytes(unread)
    ids.seed(None)
    return out


@pytest.mark.rule("P54b")
@pytest.mark.rule("C4")
def test_a_word_of_a_file_that_is_not_listed_is_found_at_gichd_alone(
    a_procedure: Callable[..., World], tuples: Callable[..., None]
) -> None:
    outputs: list[Output] = []
    at_gichd: set[str] = set()
    for word, world in zip(WORDS, _copies(a_procedure, "shortlist"), strict=True):
        with db.reading() as connection:
            candidate = connection.execute(
                text(
                    "SELECT d.object_id FROM documents_document d JOIN documents_text t"
                    " ON t.document_id = d.id JOIN applications_candidate c ON c.id = d.object_id"
                    " WHERE t.status = 'read' AND c.withdrawn_at IS NULL AND c.merged_into IS NULL"
                    " AND d.object_id NOT IN (SELECT candidate_id FROM prescreening_listed)"
                    " ORDER BY d.object_id LIMIT 1"
                )
            ).scalar_one()
        _say_in_a_file(world, candidate, word)
        outputs.append(_searched(world))
        at_gichd = _of_capacity("focal-point", "gichd", "agency")
    tuples(*outputs)
    found = differing(*outputs)
    assert found, "GICHD should have found another word"
    assert {key[0] for key in found} <= at_gichd, _told(found)
    assert not [key for key in found if key[1].startswith(("member", "chair", "president"))]


@pytest.mark.rule("C5")
@pytest.mark.rule("C6")
def test_a_word_of_a_file_is_found_by_no_member_on_whom_a_conflict_stands(
    a_procedure: Callable[..., World], tuples: Callable[..., None]
) -> None:
    outputs: list[Output] = []
    barred, colleague = "", ""
    for word, world in zip(WORDS, _copies(a_procedure, "shortlist"), strict=True):
        barred, colleague = _mail(world, "member_chile"), _mail(world, "member_malawi")
        with db.writing() as session:
            candidate = (
                session.connection()
                .execute(
                    text(
                        "SELECT l.candidate_id FROM prescreening_listed l JOIN documents_document d"
                        " ON d.object_id = l.candidate_id JOIN documents_text t"
                        " ON t.document_id = d.id WHERE t.status = 'read'"
                        " ORDER BY l.candidate_id LIMIT 1"
                    )
                )
                .scalar_one()
            )
            session.connection().execute(
                text(
                    "UPDATE access_clearance SET status = 'conflict'"
                    " WHERE person_id = :person AND candidate_id = :candidate"
                ),
                {"person": world.person("member_chile"), "candidate": candidate},
            )
        _say_in_a_file(world, candidate, word)
        outputs.append(_searched(world))
    tuples(*outputs)
    who = {key[0] for key in differing(*outputs)}
    assert colleague in who, "a cleared member should have found another word"
    assert barred not in who


def _match(world: World, person: str) -> str:
    """That an applicant may be this person, as the comparison at the filing finds it; its id."""
    with db.writing() as session:
        found = session.connection().execute(
            text("SELECT id FROM applications_candidate ORDER BY id LIMIT 1")
        )
        match = Match(
            id="match-of-the-worlds",
            procedure_id=world.cast.procedure_id,
            person_id=world.person(person),
            candidate_id=str(found.scalar_one()),
            grounds="spelling",
            status=Matched.ASKED,
            found_at=world.now,
        )
        session.add(match)
        return match.id


@pytest.mark.rule("C12")
def test_that_an_applicant_holds_an_account_is_read_by_who_decides_and_that_person_alone(
    a_procedure: Callable[..., World], tuples: Callable[..., None]
) -> None:
    outputs: list[Output] = []
    person = chair = ""
    for found, world in zip((False, True), _copies(a_procedure, "prescreening"), strict=True):
        person, chair = _mail(world, "member_malawi"), _mail(world, "president")
        if found:
            match = _match(world, "member_malawi")
            reading.act(
                "decide the match",
                world.now + timedelta(minutes=5),
                partial(
                    deciding.decide,
                    world.reader("president", Capacity.CHAIR),
                    match_id=match,
                    same=True,
                    reason="The same year of birth.",
                    key="of the worlds",
                ),
            )
        outputs.append(reading.everything(world, world.now + timedelta(hours=2)))
    tuples(*outputs)
    differ = differing(*outputs)
    assert {key[0] for key in differ} == {person, chair}, _told(differ)
    assert any(key[0] == person and "/member/" in key[2] for key in differ), _told(differ)
