"""The prescreening: two blind screeners, outcome, circulation, the panel's list, requests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from recruit.access.models import Clearance, Disclosure
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.core import clock, db, ids
from recruit.core.errors import Kind, Refusal
from recruit.demo.acts.applications import recall
from recruit.demo.acts.prescreening import written
from recruit.panel.operations import meetings
from recruit.panel.queries import meetings as queries_of_meetings
from recruit.panel.queries import seats
from recruit.prescreening import models
from recruit.prescreening.operations import (
    assigning,
    circulating,
    oversight,
    requests,
    rulings,
    screening,
)
from recruit.prescreening.queries import candidates, files, lists, work
from recruit.prescreening.rules.criteria import Finding
from recruit.prescreening.rules.experience import Path
from recruit.prescreening.rules.outcome import Settlement
from recruit.prescreening.rules.written import Said
from tests.flows.finding_world import clear

FOCAL, STAFF, AGENCY = Capacity.FOCAL_POINT, Capacity.STAFF, Capacity.AGENCY
MEMBER, CHAIR = Capacity.MEMBER, Capacity.CHAIR
OPEN = datetime(2022, 9, 29, 8, 0, tzinfo=UTC)


def refusal(run: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        run()
    return refused.value


def rows(model: Any, **where: Any) -> list[Any]:
    with db.reading() as connection, Session(bind=connection) as session:
        return list(session.exec(select(model).filter_by(**where)).all())


@pytest.fixture
def given_out(a_procedure: Any) -> Any:
    """28 September: each file has two screeners, nothing is locked."""
    world = a_procedure(at="prescreening")
    clock.freeze(OPEN)
    return world


@pytest.fixture
def circulated(a_procedure: Any) -> Any:
    """7 October: the list was circulated the day before; nobody has declared."""
    return a_procedure(at="circulated")


KEYS = ("screener_one", "screener_two", "screener_three", "logistics")


def screeners(world: Any, candidate_id: str) -> list[Reader]:
    """The readers who hold place 1 and 2 of a file."""
    held = rows(models.Assignment, candidate_id=candidate_id, ended_at=None)
    persons = [a.person_id for a in sorted(held, key=lambda a: a.place)]
    found = []
    for person in persons:
        key = next(k for k, v in world.cast.memory.items() if v == person)
        for capacity in (STAFF, AGENCY, FOCAL):
            try:
                found.append(world.reader(key, capacity))
                break
            except LookupError:
                continue
    return found


def a_file(world: Any, number: int) -> str:
    """The candidate whose invented application has this number."""
    reference = next(r for r, p in recall(world.cast).items() if p.number == number)
    return str(rows(Candidate, reference=reference)[0].id)


def words(world: Any, candidate_id: str, *, second: bool = False) -> Any:
    reference = rows(Candidate, id=candidate_id)[0].reference
    return written(recall(world.cast)[reference], second=second)


def lock(world: Any, candidate_id: str, place: int, **changes: Any) -> Reader:
    reader = screeners(world, candidate_id)[place - 1]
    said = replace(words(world, candidate_id, second=place == 2), **changes)
    screening.lock(reader, candidate_id=candidate_id, written=said, version=0)
    return reader


# ---------------------------------------------------------------- entering, assigning


@pytest.mark.rule("R2")
@pytest.mark.rule("P54b")
def test_the_stage_is_not_entered_before_the_close_and_the_window(given_out: Any) -> None:
    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    clock.freeze(datetime(2022, 9, 25, 12, 0, tzinfo=UTC))
    early = refusal(
        lambda: screening.lock(reader, candidate_id=one, written=words(given_out, one), version=0)
    )
    assert "54(a)" in early.paragraph or "54(b)" in early.paragraph
    assert not [v for v in rows(models.Vote) if v.locked_at]
    clock.freeze(OPEN)
    lock(given_out, one, 1)
    assert [v for v in rows(models.Vote) if v.locked_at]


@pytest.mark.rule("A10")
@pytest.mark.rule("A5")
def test_files_go_evenly_to_two_different_persons_and_an_unlocked_one_passes_on_with_a_reason(
    given_out: Any,
) -> None:
    for candidate in rows(Candidate, merged_into=None):
        held = rows(models.Assignment, candidate_id=candidate.id, ended_at=None)
        if candidate.late and candidate.admitted_at is None:
            assert not held
        else:
            assert len({a.person_id for a in held}) == 2
    one = a_file(given_out, 1)
    focal = given_out.reader("focal_point", FOCAL)
    first, second = sorted(
        rows(models.Assignment, candidate_id=one, ended_at=None), key=lambda a: a.place
    )
    twice = refusal(
        lambda: assigning.reassign(
            focal, assignment_id=first.id, person_id=second.person_id, reason="Leave."
        )
    )
    assert twice.rule == "A5"
    other = next(
        given_out.person(k)
        for k in KEYS
        if given_out.person(k) not in (first.person_id, second.person_id)
    )
    bare = refusal(
        lambda: assigning.reassign(focal, assignment_id=first.id, person_id=other, reason="")
    )
    assert bare.rule == "A10"
    assigning.reassign(focal, assignment_id=first.id, person_id=other, reason="On leave.")
    lock(given_out, one, 1)
    locked = rows(models.Assignment, candidate_id=one, place=1, ended_at=None)[0]
    stays = refusal(
        lambda: assigning.reassign(
            focal, assignment_id=locked.id, person_id=first.person_id, reason="Back."
        )
    )
    assert "locked" in stays.reason


# ---------------------------------------------------------------- drafts and locks


@pytest.mark.rule("A2")
@pytest.mark.rule("A3")
def test_a_lock_needs_every_answer_with_reason_and_evidence_and_the_months_asked_for(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    said = words(given_out, one)

    def tried(**changes: Any) -> Refusal:
        return refusal(
            lambda: screening.lock(
                reader, candidate_id=one, written=replace(said, **changes), version=0
            )
        )

    bare = dict(said.answers) | {"M5": Said(Finding.MET, "", "page 2")}
    assert tried(answers=bare).rule == "A2"
    missing = {k: v for k, v in said.answers.items() if k != "M6"}
    assert "M6" in tried(answers=missing).reason
    few = tried(periods=said.periods[:1])
    assert few.rule == "A3" and "M2" in few.reason
    assert tried(path=Path.B, periods=said.periods[:1]).rule == "A3"


@pytest.mark.rule("R24")
def test_a_draft_in_two_windows_is_not_overwritten_and_leaves_no_entry_in_the_record(
    given_out: Any,
) -> None:
    from recruit.core import log

    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    origin = f"procedure/{given_out.cast.procedure_id}"
    with db.reading() as connection:
        before = log.size(connection, origin) if hasattr(log, "size") else None
    said = words(given_out, one)
    assert screening.save(reader, candidate_id=one, written=said, version=0) == 1
    lost = refusal(lambda: screening.save(reader, candidate_id=one, written=said, version=0))
    assert lost.rule == "R24"
    assert screening.save(reader, candidate_id=one, written=said, version=1) == 2
    if before is not None:
        with db.reading() as connection:
            assert log.size(connection, origin) == before


@pytest.mark.rule("A5")
def test_a_screener_reads_nothing_of_the_other_before_both_have_locked(given_out: Any) -> None:
    one = a_file(given_out, 4)
    first, second = screeners(given_out, one)
    marked = dict(words(given_out, one).answers)
    marked["M5"] = Said(Finding.UNCLEAR, "A mark that only the first wrote.", "page 9")
    lock(given_out, one, 1, answers=marked)
    with db.reading() as connection:
        seen = work.file(connection, second, one)
        assert seen is not None and seen.both == ()
        assert work.votes(connection, second, one) == ()
    key = next(k for k, v in given_out.cast.memory.items() if v == second.person_id)
    browser = given_out.client(key)
    path = browser.path(second.capacity, f"prescreening/file/{one}")
    page = browser.get(path).text
    assert "only the first wrote" not in page and "Two judgements are two" in page
    assert browser.get(path + "/settle").status_code == 404
    lock(given_out, one, 2)
    page = browser.get(path).text
    assert "only the first wrote" in page
    own = given_out.client(
        next(k for k, v in given_out.cast.memory.items() if v == first.person_id)
    )
    assert "differ" in own.get(own.path(first.capacity, f"prescreening/file/{one}")).text


@pytest.mark.rule("A5")
def test_a_locked_vote_is_changed_by_nobody(given_out: Any) -> None:
    one = a_file(given_out, 1)
    reader = lock(given_out, one, 1)
    for attempt in (screening.save, screening.lock):
        again = refusal(
            lambda attempt=attempt: attempt(
                reader, candidate_id=one, written=words(given_out, one), version=1
            )
        )
        assert "locked" in again.reason


@pytest.mark.rule("A4")
def test_two_agreeing_votes_give_the_outcome_and_one_gives_none(given_out: Any) -> None:
    one, other = a_file(given_out, 1), a_file(given_out, 21)
    lock(given_out, one, 1)
    assert rows(models.Outcome, candidate_id=one) == []
    lock(given_out, one, 2)
    lock(given_out, other, 1)
    lock(given_out, other, 2)
    assert rows(models.Outcome, candidate_id=one)[0].outcome == "suitable"
    assert rows(models.Outcome, candidate_id=other)[0].outcome == "not_suitable"


@pytest.mark.rule("A5")
def test_a_difference_goes_to_a_third_person_or_is_settled_with_a_note_and_votes_stay(
    given_out: Any,
) -> None:
    one = a_file(given_out, 4)
    lock(given_out, one, 1)
    focal = given_out.reader("focal_point", FOCAL)
    settled = Settlement("M3", "", "The field post shows it.", Finding.MET)
    early = refusal(lambda: screening.settle(focal, candidate_id=one, settlements=[settled]))
    assert early.rule == "A5"
    second = lock(given_out, one, 2)
    votes = {v.id: v.sealed for v in rows(models.Vote, candidate_id=one)}
    bare = replace(settled, note=" ")
    assert (
        refusal(lambda: screening.settle(focal, candidate_id=one, settlements=[bare])).kind
        is Kind.INVALID
    )
    assert refusal(lambda: screening.settle(focal, candidate_id=one, settlements=[])).rule == "A5"
    stranger = next(
        given_out.reader(k, STAFF)
        for k in KEYS
        if given_out.person(k) not in [s.person_id for s in screeners(given_out, one)]
    )
    assert (
        refusal(lambda: screening.settle(stranger, candidate_id=one, settlements=[settled])).kind
        is Kind.UNKNOWN
    )
    screening.settle(second, candidate_id=one, settlements=[settled])
    outcome = rows(models.Outcome, candidate_id=one)[0]
    assert (outcome.outcome, outcome.how) == ("suitable", "note")
    assert {v.id: v.sealed for v in rows(models.Vote, candidate_id=one)} == votes


@pytest.mark.rule("A7")
def test_a_screener_in_conflict_loses_the_file_at_once_and_it_goes_to_others(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    key = next(k for k, v in given_out.cast.memory.items() if v == reader.person_id)
    browser = given_out.client(key)
    path = browser.path(reader.capacity, f"prescreening/file/{one}")
    document = browser.get(path).text.split("/document/")[1].split("/")[0]
    door = browser.path(reader.capacity, f"document/{document}")
    assert browser.get(door).status_code == 200
    assigning.declare(reader, candidate_id=one, kind="friendship", text="We studied together.")
    closed = browser.get(path).text
    assert "closed to you" in closed and "/document/" not in closed
    assert browser.get(door).status_code == 404
    assert (
        refusal(
            lambda: screening.save(
                reader, candidate_id=one, written=words(given_out, one), version=0
            )
        ).kind
        is Kind.CLOSED
    )
    declared = rows(models.ScreenerDeclaration)[0]
    focal = given_out.reader("focal_point", FOCAL)
    chair = given_out.reader("president", CHAIR)
    decision = {"declaration_id": declared.id, "conflict": True, "reason": "A friend."}
    assert refusal(lambda: assigning.decide_declaration(chair, **decision)).kind is Kind.UNKNOWN
    assigning.decide_declaration(focal, **decision)
    held = rows(models.Assignment, candidate_id=one, ended_at=None)
    assert reader.person_id not in [a.person_id for a in held] and len(held) == 1
    again = refusal(
        lambda: assigning.assign(focal, candidate_id=one, person_id=reader.person_id, place=1)
    )
    assert again.rule in ("A7", "A10")


@pytest.mark.rule("A7")
def test_on_the_focal_points_conflict_the_chair_decides_by_reference(given_out: Any) -> None:
    one = a_file(given_out, 1)
    focal = given_out.reader("focal_point", FOCAL)
    assigning.declare(focal, candidate_id=one, kind="family", text="My cousin.")
    declared = rows(models.ScreenerDeclaration)[0]
    decision = {"declaration_id": declared.id, "conflict": True, "reason": "Family."}
    assert refusal(lambda: assigning.decide_declaration(focal, **decision)).kind is Kind.UNKNOWN
    chair = given_out.client("president")
    page = chair.get(chair.path(CHAIR, "prescreening/oversight")).text
    person = recall(given_out.cast)[rows(Candidate, id=one)[0].reference]
    assert rows(Candidate, id=one)[0].reference in page and person.name not in page
    assigning.decide_declaration(given_out.reader("president", CHAIR), **decision)
    own = given_out.client("focal_point")
    page = own.get(own.path(FOCAL, f"applications/{one}")).text
    assert "closed to you" in page and person.name not in page


@pytest.mark.rule("A7")
def test_an_applicant_employed_here_is_screened_only_outside_the_line(given_out: Any) -> None:
    with db.writing() as session:
        found = session.get(Candidate, a_file(given_out, 1))
        assert found is not None
        found.staff = True
        session.add(found)
        for old in session.exec(
            select(models.Assignment).where(models.Assignment.candidate_id == found.id)
        ):
            old.ended_at = clock.now()
            session.add(old)
    focal = given_out.reader("focal_point", FOCAL)
    assert assigning.assign_evenly(focal)[1] == 1
    where = {"candidate_id": found.id, "person_id": given_out.person("screener_one"), "place": 1}
    assert refusal(lambda: assigning.assign(focal, **where)).rule == "A7"
    assigning.assign(focal, outside_line=True, **where)


def test_the_screening_page_keeps_what_can_not_be_read_and_saves_by_itself(given_out: Any) -> None:
    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    key = next(k for k, v in given_out.cast.memory.items() if v == reader.person_id)
    browser = given_out.client(key)
    path = browser.path(reader.capacity, f"prescreening/file/{one}")
    typed = {"version": "0", "M3-answer": "met", "M3-reason": "A long reason.", "p0-first": "soon"}
    bad = browser.post(path, typed)
    assert bad.status_code == 422
    assert "A long reason." in bad.text and 'value="soon"' in bad.text
    good = browser.post(path, typed | {"p0-first": "2014-03"}, headers={"X-Autosave": "1"})
    saved = json.loads(good.text)
    assert good.status_code == 200 and saved["fields"]["version"] == "1"
    shown = saved["shown"]  # what the page counts comes with the draft, not by a load of the page
    assert "M3" not in shown["waits"] and "M1" in shown["waits"] and "<svg" in shown["years"]
    stale = browser.post(path, typed | {"p0-first": ""}, headers={"X-Autosave": "1"})
    assert stale.status_code == 409


# ---------------------------------------------------------------- oversight (54(b), C11)


@pytest.mark.rule("C11")
@pytest.mark.rule("P54b")
def test_oversight_has_counts_and_instructions_and_no_file(given_out: Any) -> None:
    chair = given_out.reader("president", CHAIR)
    oversight.instruct(chair, text="Please screen the oldest first.")
    for key, capacity in (("president", CHAIR), ("member_chile", MEMBER)):
        browser = given_out.client(key)
        text = browser.get(browser.path(capacity, "prescreening/oversight")).text
        assert "Please screen the oldest first." in text and "Advanced university degree" in text
        assert not [p for p in recall(given_out.cast).values() if p.name in text]
    member = given_out.client("member_chile")
    assert member.get(member.path(MEMBER, "prescreening/candidates")).status_code == 404
    focal = given_out.client("focal_point")
    assert "oldest first" in focal.get(focal.path(FOCAL, "prescreening/")).text


# ---------------------------------------------------------------- circulation (A8, C4)


@pytest.mark.rule("A8")
@pytest.mark.rule("A4")
def test_nothing_is_circulated_while_a_file_lacks_its_two_locks(given_out: Any) -> None:
    focal = given_out.reader("focal_point", FOCAL)
    early = refusal(lambda: circulating.circulate(focal))
    assert early.rule == "A4" and "D22-" in early.reason
    assert rows(models.Circulation) == []


@pytest.mark.rule("A8")
@pytest.mark.rule("P54b")
def test_the_list_is_numbered_alphabetical_and_leaves_out_who_is_not_suitable(
    circulated: Any,
) -> None:
    with db.reading() as connection:
        found = lists.current(connection, circulated.cast.procedure_id)
    assert found is not None and found.version == 1
    names = [e.name or "" for e in found.entries]
    family = [name.casefold().rpartition(" ")[2] for name in names]
    assert family == sorted(family) and len(names) == len(set(names))
    people = {p.name: p for p in recall(circulated.cast).values()}
    assert {people[n].outcome for n in names} <= {"suitable", "borderline"}
    assert all(e.answers["M1"]["reason"] for e in found.entries)
    given = {d.object_id for d in rows(Disclosure, capacity="member")}
    assert given == {e.candidate_id for e in found.entries}
    late = {c.id for c in rows(Candidate, late=True) if c.admitted_at is None}
    merged = {c.id for c in rows(Candidate) if c.merged_into}
    assert not (late | merged) & given


@pytest.mark.rule("C4")
def test_before_declaring_on_all_names_a_member_has_no_list_and_no_file(circulated: Any) -> None:
    with db.reading() as connection:
        entry = lists.current(connection, circulated.cast.procedure_id).entries[0]  # type: ignore[union-attr]
    browser = circulated.client("member_chile")
    page = browser.get(browser.path(MEMBER, "prescreening/candidates"))
    assert page.status_code == 200 and "declare" in page.text.lower()
    assert str(entry.name) not in page.text
    one = browser.get(browser.path(MEMBER, f"prescreening/candidates/{entry.candidate_id}")).text
    assert "/document/" not in one and "First declare" in one


@pytest.mark.rule("C4")
@pytest.mark.rule("A8")
def test_a_cleared_member_has_the_list_the_answers_and_the_documents(circulated: Any) -> None:
    clear(circulated, "member_chile")
    browser = circulated.client("member_chile")
    page = browser.get(browser.path(MEMBER, "prescreening/candidates")).text
    with db.reading() as connection:
        entries = lists.current(connection, circulated.cast.procedure_id).entries  # type: ignore[union-attr]
    assert all(str(e.name) in page and e.reference in page for e in entries)
    one = browser.get(
        browser.path(MEMBER, f"prescreening/candidates/{entries[0].candidate_id}")
    ).text
    document = one.split("/document/")[1].split("/")[0]
    assert browser.get(browser.path(MEMBER, f"document/{document}")).status_code == 200
    never = browser.get(browser.path(MEMBER, f"prescreening/candidates/{ids.new()}"))
    unlisted = next(c.id for c in rows(Candidate) if c.id not in {e.candidate_id for e in entries})
    hidden = browser.get(browser.path(MEMBER, f"prescreening/candidates/{unlisted}"))
    assert (never.status_code, hidden.status_code) == (404, 404)


@pytest.mark.rule("C5")
def test_a_member_with_an_undecided_declaration_has_no_file_and_no_list(circulated: Any) -> None:
    with db.reading() as connection:
        entries = lists.current(connection, circulated.cast.procedure_id).entries  # type: ignore[union-attr]
    clear(circulated, "member_chile", status="undecided", only=entries[1].candidate_id)
    browser = circulated.client("member_chile")
    page = browser.get(browser.path(MEMBER, "prescreening/candidates")).text
    assert "No file and no judgement" in page and str(entries[0].name) not in page
    one = browser.get(
        browser.path(MEMBER, f"prescreening/candidates/{entries[0].candidate_id}")
    ).text
    assert "/document/" not in one
    counts = browser.get(browser.path(MEMBER, "prescreening/oversight"))
    assert counts.status_code == 200


# ---------------------------------------------------------------- rulings (A4, A6)


def meeting(world: Any) -> str:
    from recruit.demo.acts.prescreening import meeting as hold

    return hold(world.cast, world.reader("president", CHAIR), "Files")


@pytest.mark.rule("A6")
@pytest.mark.rule("A4")
def test_the_panel_decides_borderline_files_and_equivalences_with_a_reason(
    circulated: Any,
) -> None:
    chair = circulated.reader("president", CHAIR)
    with db.reading() as connection:
        entries = lists.current(connection, circulated.cast.procedure_id).entries  # type: ignore[union-attr]
        before = {e.candidate_id for e in lists.ballotable(connection, chair.procedure_id)}
    borderline = next(e for e in entries if e.status == "borderline")
    equal = next(e for e in entries if e.equivalence)
    plain = next(e for e in entries if e.status == "suitable" and not e.equivalence)
    assert borderline.candidate_id not in before and equal.candidate_id in before
    held = meeting(circulated)
    about = {"candidate_id": borderline.candidate_id, "meeting_id": held}
    assert (
        refusal(lambda: rulings.decide_borderline(chair, accepted=True, reason=" ", **about)).rule
        == "A6"
    )
    assert (
        refusal(
            lambda: rulings.decide_borderline(
                chair, accepted=True, reason="R.", candidate_id=plain.candidate_id, meeting_id=held
            )
        ).rule
        == "A6"
    )
    rulings.decide_borderline(chair, accepted=True, reason="The rest speaks for it.", **about)
    rulings.decide_equivalence(
        chair,
        candidate_id=equal.candidate_id,
        accepted=False,
        reason="The degree is in another field.",
        meeting_id=held,
    )
    with db.reading() as connection:
        after = {e.candidate_id for e in lists.ballotable(connection, chair.procedure_id)}
    assert borderline.candidate_id in after and equal.candidate_id not in after
    focal = circulated.reader("focal_point", FOCAL)
    assert (
        refusal(
            lambda: rulings.decide_borderline(focal, accepted=False, reason="Drop it.", **about)
        ).kind
        is Kind.UNKNOWN
    )


def minuted(world: Any, held: str) -> None:
    """The minutes of a meeting are written, and confirmed by all who were present."""
    chair = world.reader("president", CHAIR)
    meetings.write_minutes(chair, meeting_id=held, minutes="As it was.")
    with db.reading() as connection:
        present = next(
            m.present
            for m in queries_of_meetings.meetings(connection, world.cast.procedure_id, clock.now())
            if m.id == held
        )
        sitting = seats.members(connection, world.cast.procedure_id)
    names = {v: k for k, v in world.cast.memory.items() if isinstance(v, str)}
    for seat in sitting:
        if seat.grant_id in present:
            meetings.confirm(world.reader(names[seat.person_id], MEMBER), meeting_id=held)


def titles(world: Any, key: str, words: str) -> list[str]:
    """The titles of this person's tasks that have these words."""
    from recruit.web import tasks

    with db.reading() as connection:
        found = tasks.of_person(connection, world.person(key), clock.now())
    return [task.title for _row, task in found if words in task.title]


def ruled(world: Any, held: str, *, accepted: bool = True) -> str:
    """The panel's decision on the one borderline file, recorded; the candidate."""
    with db.reading() as connection:
        entries = lists.current(connection, world.cast.procedure_id).entries  # type: ignore[union-attr]
    borderline = next(e for e in entries if e.status == "borderline")
    rulings.decide_borderline(
        world.reader("president", CHAIR),
        candidate_id=borderline.candidate_id,
        accepted=accepted,
        reason="The rest speaks for it.",
        meeting_id=held,
    )
    return borderline.candidate_id


@pytest.mark.rule("C10")
@pytest.mark.rule("A6")
def test_a_ruling_has_effect_when_recorded_and_no_ballot_rests_on_it_before_the_minutes(
    circulated: Any,
) -> None:
    from recruit.shortlist.queries import ballots

    procedure_id = circulated.cast.procedure_id
    held = meeting(circulated)
    one = ruled(circulated, held)

    def is_open() -> bool:
        with db.reading() as connection:
            names = ballots.names(connection, procedure_id, clock.now())
        return next(n.borderline_open for n in names if n.candidate_id == one)

    with db.reading() as connection:
        assert one in {e.candidate_id for e in lists.ballotable(connection, procedure_id)}
    assert is_open()
    clear(circulated, "member_chile")
    browser = circulated.client("member_chile")
    page = browser.get(browser.path(MEMBER, "prescreening/candidates")).text
    assert "recorded, waits for the minutes" in page
    minuted(circulated, held)
    assert not is_open()
    page = browser.get(browser.path(MEMBER, "prescreening/candidates")).text
    assert "recorded, waits for the minutes" not in page and "taken by the panel" in page


@pytest.mark.rule("C10")
def test_minutes_that_nobody_confirms_count_after_two_working_days(circulated: Any) -> None:
    from recruit.shortlist.queries import ballots

    held = meeting(circulated)
    one = ruled(circulated, held)
    meetings.write_minutes(
        circulated.reader("president", CHAIR), meeting_id=held, minutes="As it was."
    )
    with db.reading() as connection:
        soon = ballots.names(connection, circulated.cast.procedure_id, clock.now())
        later = ballots.names(
            connection, circulated.cast.procedure_id, clock.now() + timedelta(days=6)
        )
    assert next(n.borderline_open for n in soon if n.candidate_id == one)
    assert not next(n.borderline_open for n in later if n.candidate_id == one)


@pytest.mark.rule("C10")
@pytest.mark.rule("A6")
def test_a_ruling_that_the_vote_after_a_dissent_does_not_carry_falls_and_is_decided_anew(
    circulated: Any,
) -> None:
    procedure_id = circulated.cast.procedure_id
    chair, held = circulated.reader("president", CHAIR), meeting(circulated)
    one = ruled(circulated, held)
    again = refusal(lambda: ruled(circulated, held))
    assert again.rule == "R24"
    motion_id = rows(models.PanelRuling, candidate_id=one)[0].motion_id
    meetings.write_minutes(chair, meeting_id=held, minutes="As it was.")
    member = circulated.reader("member_chile", MEMBER)
    meetings.dissent(member, meeting_id=held, motion_id=motion_id, reason="It is not shown.")
    browser = circulated.client("president")
    path = browser.path(CHAIR, "prescreening/rulings")
    assert "a member dissents" in browser.get(path).text
    with db.reading() as connection:
        sitting = [m.grant_id for m in seats.members(connection, procedure_id)]
    meetings.ballot(
        chair,
        meeting_id=held,
        motion_id=motion_id,
        votes=dict.fromkeys(sitting[:2], "yes") | dict.fromkeys(sitting[2:], "no"),
    )
    with db.reading() as connection:
        assert one not in {e.candidate_id for e in lists.ballotable(connection, procedure_id)}
    assert titles(circulated, "president", "Put borderline file")
    later = meeting(circulated)
    assert ruled(circulated, later, accepted=False) == one
    assert [r.accepted for r in rows(models.PanelRuling, candidate_id=one, fallen_at=None)] == [
        False
    ]
    assert len(rows(models.PanelRuling, candidate_id=one)) == 2


# ---------------------------------------------------------------- requests (R7)


@pytest.mark.rule("R7")
def test_a_request_becomes_the_panels_by_the_chairs_second_and_is_answered(
    circulated: Any,
) -> None:
    mover = circulated.reader("member_chile", MEMBER)
    assert refusal(lambda: requests.move(mover, kind="list", reason=" ")).rule == "R7"
    assert refusal(lambda: requests.move(mover, kind="files", reason="All.")).rule == "R7"
    number = requests.move(mover, kind="list", reason="To see from how many.")
    focal = circulated.reader("focal_point", FOCAL)
    assert refusal(lambda: requests.answer(focal, request_id=number)).kind is Kind.UNKNOWN
    requests.speak(circulated.reader("president", MEMBER), request_id=number, objects=False)
    requests.answer(focal, request_id=number, note="In full.")
    assert refusal(lambda: requests.answer(focal, request_id=number)).rule == "R7"
    clear(circulated, "member_chile")
    browser = circulated.client("member_chile")
    page = browser.get(browser.path(MEMBER, "prescreening/given")).text
    assert all(c.reference in page for c in rows(Candidate, merged_into=None, withdrawn_at=None))


@pytest.mark.rule("R7")
def test_without_objection_it_is_the_panels_after_two_working_days_and_an_objection_stops_it(
    circulated: Any,
) -> None:
    mover = circulated.reader("member_chile", MEMBER)
    number = requests.move(mover, kind="list", reason="To see from how many.")
    focal = circulated.reader("focal_point", FOCAL)
    clock.freeze(datetime(2022, 10, 10, 12, 0, tzinfo=UTC))
    assert refusal(lambda: requests.answer(focal, request_id=number)).kind is Kind.UNKNOWN
    other = circulated.reader("member_malawi", MEMBER)
    assert (
        refusal(lambda: requests.speak(other, request_id=number, objects=True)).kind is Kind.INVALID
    )
    requests.speak(other, request_id=number, objects=True, reason="The list is enough.")
    clock.freeze(datetime(2022, 10, 12, 12, 0, tzinfo=UTC))
    assert refusal(lambda: requests.answer(focal, request_id=number)).kind is Kind.UNKNOWN
    chair = circulated.reader("president", CHAIR)
    requests.put_to_vote(
        chair,
        request_id=number,
        made=True,
        meeting_id=meeting(circulated),
        reason="Four want to see it.",
    )
    requests.answer(circulated.reader("focal_point", FOCAL), request_id=number)
    second = requests.move(
        circulated.reader("member_chile", MEMBER), kind="list", reason="Once more."
    )
    clock.freeze(clock.now() + timedelta(days=5))
    requests.answer(circulated.reader("focal_point", FOCAL), request_id=second)


def all_given(world: Any) -> None:
    mover = world.reader("member_chile", MEMBER)
    number = requests.move(mover, kind="list", reason="To see from how many.")
    requests.speak(world.reader("president", MEMBER), request_id=number, objects=False)
    requests.answer(world.reader("focal_point", FOCAL), request_id=number)


@pytest.mark.rule("R7")
@pytest.mark.rule("A8")
def test_files_are_given_with_named_documents_withheld_and_an_application_is_placed(
    circulated: Any,
) -> None:
    from recruit.access import models as access
    from recruit.documents.models import Document
    from recruit.documents.rules import MIME
    from recruit.documents.rules.redaction import Area
    from tests.flows.test_redaction import released

    all_given(circulated)
    out = a_file(circulated, 21)
    papers = [d.id for d in rows(Document, object_id=out)]
    mover = circulated.reader("member_chile", MEMBER)
    number = requests.move(mover, kind="files", reason="This one.", objects=[out])
    requests.speak(circulated.reader("president", MEMBER), request_id=number, objects=False)
    focal = circulated.reader("focal_point", FOCAL)
    bare = refusal(lambda: requests.answer(focal, request_id=number, withheld={papers[0]: " "}))
    assert bare.rule == "R7"
    foreign = rows(Document, object_id=a_file(circulated, 1))[0].id
    assert (
        refusal(
            lambda: requests.answer(focal, request_id=number, withheld={foreign: "Not theirs."})
        ).kind
        is Kind.UNKNOWN
    )
    original = next(
        d for d in rows(Document, object_id=out) if d.id in papers[1:] and d.mime == MIME["pdf"]
    )
    copy = released(circulated, original, [Area(1, 1000, 1000, 5000, 500)]).copy_id
    requests.answer(focal, request_id=number, withheld={papers[0]: "A third person's data."})
    given = {d.object_id for d in rows(access.Disclosure, capacity="member")}
    assert out not in given and papers[0] not in given
    # the redacted one's copy in its place (W4)
    assert given & {*papers[1:], copy} == {*papers[1:], copy} - {original.id}


@pytest.mark.rule("A8")
@pytest.mark.rule("C5")
def test_placing_needs_a_reason_for_each_criterion_and_nobody_in_conflict(
    circulated: Any,
) -> None:
    from recruit.prescreening.rules.criteria import REQUIRED

    all_given(circulated)
    out = a_file(circulated, 21)
    mover = circulated.reader("member_chile", MEMBER)
    number = requests.move(mover, kind="files", reason="This one.", objects=[out])
    requests.speak(circulated.reader("president", MEMBER), request_id=number, objects=False)
    requests.answer(circulated.reader("focal_point", FOCAL), request_id=number)
    chair = circulated.reader("president", CHAIR)
    reasons = {c: f"{c} is met in the panel's reading." for c in REQUIRED}
    held = meeting(circulated)
    undeclared = refusal(
        lambda: rulings.place(chair, candidate_id=out, reasons=reasons, meeting_id=held)
    )
    assert undeclared.rule == "C5"
    with db.writing() as session:
        session.add(
            Clearance(
                procedure_id=circulated.cast.procedure_id,
                person_id=circulated.person("president"),
                candidate_id=out,
                status="cleared",
                at=clock.now(),
            )
        )
    short = {k: v for k, v in reasons.items() if k != "M4"}
    assert (
        "M4"
        in refusal(
            lambda: rulings.place(chair, candidate_id=out, reasons=short, meeting_id=held)
        ).reason
    )
    rulings.place(chair, candidate_id=out, reasons=reasons, meeting_id=held)
    early = refusal(lambda: rulings.enter_placing(chair, candidate_id=out))
    assert early.rule == "C10" and "minutes" in early.reason
    with db.reading() as connection:
        before = lists.current(connection, circulated.cast.procedure_id)
    assert before is not None and before.version == 1
    browser = circulated.client("president")
    page = browser.get(browser.path(CHAIR, "prescreening/rulings")).text
    assert "recorded, waits for the minutes" in page and "Make the new version" not in page
    minuted(circulated, held)
    assert titles(circulated, "president", "Enter the placing")
    entered = browser.post(browser.path(CHAIR, f"prescreening/rulings/placing/{out}"))
    assert entered.status_code == 303
    assert refusal(lambda: rulings.enter_placing(chair, candidate_id=out)).rule == "R24"
    with db.reading() as connection:
        found = lists.current(connection, circulated.cast.procedure_id)
    assert found is not None and found.version == 2
    placed = next(e for e in found.entries if e.candidate_id == out)
    assert placed.status == "placed" and placed.since_version == 2
    assert next(e for e in found.entries if e.candidate_id != out).since_version == 1
    focal = circulated.client("focal_point")
    assert "Version 2" not in focal.get(focal.path(FOCAL, "prescreening/circulation")).text


# ---------------------------------------------------------------- at speed


def test_the_words_of_a_document_stand_beside_the_criteria_and_opening_them_is_recorded(
    given_out: Any,
) -> None:
    from recruit.documents import tending
    from recruit.documents.models import Document, View

    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    key = next(k for k, v in given_out.cast.memory.items() if v == reader.person_id)
    browser = given_out.client(key)
    path = browser.path(reader.capacity, f"prescreening/file/{one}")
    assert "not read yet" in browser.get(path + "?view=text").text
    while tending.extract_due(clock.now()):
        pass
    seen = {v.document_id for v in rows(View) if v.person_id == reader.person_id}
    papers = [d.id for d in rows(Document, object_id=one)]
    assert len(seen) == 1 and seen < set(papers)
    other = next(d for d in papers if d not in seen)
    page = browser.get(f"{path}?document={other}&view=text").text
    assert "data-words" in page and 'name="M1-evidence"' in page
    assert {v.document_id for v in rows(View) if v.person_id == reader.person_id} > seen
    foreign = rows(Document, object_id=a_file(given_out, 4))[0].id
    page = browser.get(f"{path}?document={foreign}&view=text").text
    assert f"/document/{foreign}" not in page  # an id is resolved inside the file alone


def test_a_draft_is_kept_and_the_next_open_file_follows_and_enter_in_a_field_never_locks(
    given_out: Any,
) -> None:
    one = a_file(given_out, 1)
    reader = screeners(given_out, one)[0]
    key = next(k for k, v in given_out.cast.memory.items() if v == reader.person_id)
    browser = given_out.client(key)
    path = browser.path(reader.capacity, f"prescreening/file/{one}")
    page = browser.get(path).text
    form = page[page.index('id="screening"') :]
    first = form[form.index("<button") : form.index("</button>")]
    assert "formaction" not in first  # what Enter in a field presses keeps the draft
    said = {"version": "0", "M5-answer": "met", "M5-reason": "Led a team.", "then": "next"}
    answer = browser.post(path, said)
    assert answer.status_code == 303
    assert "/prescreening/file/" in answer.location and one not in answer.location
    assert rows(models.Vote, candidate_id=one)[0].locked_at is None
    assert "Led a team." in browser.get(path).text


# ---------------------------------------------------------------- rights


def test_a_forged_id_opens_nothing_and_a_screener_has_only_the_own_files(given_out: Any) -> None:
    one = a_file(given_out, 1)
    mine = [s.person_id for s in screeners(given_out, one)]
    key = next(k for k in KEYS if given_out.person(k) not in mine)
    browser = given_out.client(key)
    foreign = browser.get(browser.path(STAFF, f"prescreening/file/{one}"))
    never = browser.get(browser.path(STAFF, f"prescreening/file/{ids.new()}"))
    assert (foreign.status_code, never.status_code) == (404, 404)
    for path in ("files", "circulation", f"settle/{one}"):
        assert browser.get(browser.path(STAFF, f"prescreening/{path}")).status_code == 404
    posted = browser.post(browser.path(STAFF, f"prescreening/file/{one}/lock"), {"version": "0"})
    assert posted.status_code == 404
    with db.reading() as connection:
        assert candidates.candidate(connection, given_out.reader(key, STAFF), one, []) is None
        assert files.progress(connection, given_out.cast.procedure_id).locked_once == 0


@pytest.mark.rule("P53b-2")
def test_a_surrogate_who_is_not_seated_has_no_list(circulated: Any) -> None:
    from recruit.demo import people

    browser = circulated.client(people.SURROGATES[0].key)
    for page in ("candidates", "given", "requests"):
        path = browser.path(Capacity.SURROGATE, f"prescreening/{page}")
        assert browser.get(path).status_code == 404
