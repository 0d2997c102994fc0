"""Criteria and ballots: alone, blind, locked for good, then opened together (54(c), J1, R15)."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from recruit.access.rules import Capacity
from recruit.core import clock, db, ids, keys
from recruit.core.errors import Refusal
from recruit.core.log_tables import core_entry
from recruit.panel.operations import declarations, seats
from recruit.panel.rules.conflicts import Relation
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import Audience, MilestoneKind, latest
from recruit.shortlist.operations import ballots, criteria, decision
from recruit.shortlist.queries import ballots as queries
from tests.flows.shortlist_world import Panel, said

M, C = Capacity.MEMBER, Capacity.CHAIR


@pytest.fixture
def early(a_procedure: Any) -> Panel:
    """The list is circulated; nobody has declared, no criterion is written."""
    return Panel(a_procedure(at="circulated"))


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    """22 November: criteria locked, everybody has a draft, nobody has locked."""
    return Panel(a_procedure(at="shortlist"))


def last_day_over(panel: Panel) -> None:
    clock.freeze(at_geneva(date(2022, 12, 1), time(0, 0)))


# -- criteria (J1) --------------------------------------------------------------------


@pytest.mark.rule("J1")
def test_no_ballot_is_begun_before_the_criteria_are_locked(early: Panel) -> None:
    with pytest.raises(Refusal) as refused:
        ballots.save(early.member(early.others[0]), content=early.content())
    assert refused.value.rule == "J1"
    browser = early.world.client(early.others[0])
    page = said(browser.get(browser.path(M, "shortlist/ballot")))
    assert "The ballot has not begun" in page


@pytest.mark.rule("J1")
def test_the_chair_drafts_the_criteria_from_annex_i_and_locks_them_once(early: Panel) -> None:
    browser = early.world.client(early.chair_key)
    page = said(browser.get(browser.path(C, "shortlist/chair")))
    assert "Proven track record of management at an international level." in page
    fields = {
        "version": "0",
        "label-1": "Policy",
        "text-1": "Policy that States adopted.",
        "label-2": "People",
        "text-2": "Teams led.",
        "last_day": "2022-11-30",
    }
    saved = browser.post(browser.path(C, "shortlist/chair/criteria"), fields)
    assert saved.status_code == 303
    stale = browser.post(browser.path(C, "shortlist/chair/criteria"), {**fields, "text-1": "Other"})
    assert stale.status_code == 409 and "Other" in said(stale)
    undated = browser.post(
        browser.path(C, "shortlist/chair/criteria/lock"), {**fields, "version": "1", "last_day": ""}
    )
    assert undated.status_code == 422
    locked = browser.post(
        browser.path(C, "shortlist/chair/criteria/lock"), {**fields, "version": "1"}
    )
    assert locked.status_code == 303
    found = latest(early.milestones(), MilestoneKind.CRITERIA_LOCKED)
    assert found is not None and found.audience is Audience.PANEL
    assert keys.ring().get(keys.ballots_key(early.procedure_id, 1))
    again = browser.post(
        browser.path(C, "shortlist/chair/criteria/lock"), {**fields, "version": "2"}
    )
    assert again.status_code == 409
    with pytest.raises(Refusal):
        criteria.draft(early.chair, items=[], version=2)


@pytest.mark.rule("J1")
@pytest.mark.rule("R15")
def test_criteria_need_words_and_a_last_day_to_come(early: Panel) -> None:
    with pytest.raises(Refusal) as empty:
        criteria.lock(early.chair, items=[], last_day=date(2022, 11, 30))
    assert empty.value.rule == "J1"
    with pytest.raises(Refusal) as over:
        criteria.lock(early.chair, last_day=date(2022, 10, 6))
    assert over.value.rule == "R15"
    criteria.lock(early.chair, last_day=date(2022, 10, 7))


# -- the draft ------------------------------------------------------------------------


@pytest.mark.rule("R3")
@pytest.mark.rule("P54c")
def test_a_sixth_choice_is_refused_and_nothing_typed_is_lost(panel: Panel) -> None:
    key = panel.others[0]
    browser, listed = panel.world.client(key), panel.listed()
    five = panel.form(key)
    before = panel.version(key)
    sixth = browser.post(
        browser.path(M, "shortlist/ballot"),
        {**five, "in": listed[5].reference, f"reason-{listed[6].reference}": "Typed just now."},
    )
    page = said(sixth)
    assert sixth.status_code == 422 and "chooses up to five" in page and "Typed just now." in page
    assert panel.version(key) == before
    with pytest.raises(Refusal) as refused:
        ballots.save(panel.member(key), content=panel.content(6), version=before)
    assert refused.value.rule == "R3" and "54(c)" in refused.value.paragraph


@pytest.mark.rule("R3")
def test_two_requests_at_once_do_not_add_up_to_six(panel: Panel) -> None:
    key = panel.others[0]
    reader, listed = panel.member(key), [e.candidate_id for e in panel.listed()]
    four = panel.content(4)
    version = ballots.save(reader, content=four, version=panel.version(key))
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def add(candidate: str) -> None:
        content = {**four, "chosen": {**four["chosen"], candidate: 5}}
        ready.wait()
        try:
            ballots.save(reader, content=content, version=version)
            outcomes.append("saved")
        except Refusal as refusal:
            outcomes.append(refusal.rule)

    both = [threading.Thread(target=add, args=(c,)) for c in listed[4:6]]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == ["R24", "saved"]
    saved = panel.own(key)
    assert saved is not None and len(saved.content["chosen"]) == 5


@pytest.mark.rule("R24")
def test_a_draft_is_saved_as_it_is_typed_and_never_overwrites_a_newer_one(panel: Panel) -> None:
    key = panel.others[0]
    browser = panel.world.client(key)
    path = browser.path(M, "shortlist/ballot")
    first = browser.post(path, panel.form(key, autosave="1"), headers={"X-Autosave": "1"})
    assert first.status_code == 200
    version = first.get_json()["fields"]["version"]
    assert version == str(panel.version(key))
    reference = panel.listed()[0].reference
    stale = panel.form(key, version=str(int(version) - 1))
    refused = browser.post(path, {**stale, f"reason-{reference}": "From the other window."})
    page = said(refused)
    assert refused.status_code == 409
    assert "From the other window." in page and "Considered as number 1." in page
    assert panel.version(key) == int(version)


@pytest.mark.rule("J1")
def test_ranks_are_written_one_two_two_four(panel: Panel) -> None:
    key = panel.others[0]
    listed = [e.candidate_id for e in panel.listed()]
    content = {**panel.content(), "chosen": dict(zip(listed, (1, 2, 2, 3, 9), strict=False))}
    ballots.save(panel.member(key), content=content, version=panel.version(key))
    saved = panel.own(key)
    assert saved is not None and sorted(saved.content["chosen"].values()) == [1, 2, 2, 4, 5]


@pytest.mark.rule("J1")
@pytest.mark.rule("P54c")
def test_a_stranger_or_a_mark_out_of_scale_is_refused(panel: Panel) -> None:
    key, version = panel.others[0], panel.version(panel.others[0])
    content = panel.content()
    with pytest.raises(Refusal) as stranger:
        ballots.save(
            panel.member(key),
            content={**content, "reasons": {**content["reasons"], "nobody": "x"}},
            version=version,
        )
    assert stranger.value.rule == "P54c"
    first = panel.listed()[0].candidate_id
    for wrong in ({first: {"c1": 6}}, {first: {"c99": 3}}):
        with pytest.raises(Refusal) as refused:
            ballots.save(panel.member(key), content={**content, "marks": wrong}, version=version)
        assert refused.value.rule == "J1"


# -- the lock -------------------------------------------------------------------------


@pytest.mark.rule("C4")
def test_a_ballot_is_not_locked_before_every_name_is_declared_on(early: Panel) -> None:
    criteria.lock(early.chair, last_day=date(2022, 11, 30))
    with pytest.raises(Refusal) as refused:
        ballots.lock(early.member(early.others[0]), content=early.content())
    assert refused.value.rule == "C4"
    assert early.own(early.others[0]) is None


@pytest.mark.rule("J1")
def test_a_lock_names_the_reasons_that_are_missing(panel: Panel) -> None:
    key, content = panel.others[0], panel.content()
    last = panel.listed()[-1]
    del content["reasons"][last.candidate_id]
    with pytest.raises(Refusal) as refused:
        ballots.lock(panel.member(key), content=content, version=panel.version(key))
    assert refused.value.rule == "J1" and last.reference in refused.value.reason
    saved = panel.own(key)
    assert saved is not None and saved.locked_at is None


@pytest.mark.rule("A4")
@pytest.mark.rule("A6")
@pytest.mark.rule("C5")
def test_an_open_equivalence_borderline_file_or_declaration_holds_the_lock(panel: Panel) -> None:
    key = panel.others[0]
    state = panel.state()
    with db.reading() as connection:
        names = queries.names(connection, panel.procedure_id, clock.now())
        asked = queries.criteria(connection, panel.procedure_id, 1)
    eligible = {e.candidate_id: e.reference for e in panel.listed()}
    open_ones = [
        queries.Name(n.candidate_id, n.reference, n.withdrawn, i == 0, i == 1)
        for i, n in enumerate(names)
    ]
    found = ballots.locking_facts(
        reader_grant=panel.member(key).grant_id,
        state=state,
        eligible=eligible,
        names=open_ones,
        declared=frozenset(n.candidate_id for n in names),
        undecided=True,
        criteria=asked,
        content=panel.content(),
        locked=False,
    )
    assert {c.id for c in ballots.checklist(found) if not c.holds} == {"A4", "A6", "C5"}


@pytest.mark.rule("R24")
@pytest.mark.rule("J1")
def test_locking_gives_a_receipt_and_makes_it_the_vote(panel: Panel) -> None:
    key = panel.others[0]
    browser = panel.world.client(key)
    form = {**panel.form(key), "key": ids.token()}
    path = browser.path(M, "shortlist/ballot/lock")
    assert browser.post(path, form).status_code == 303
    page = said(browser.get(browser.path(M, "shortlist/")))
    assert "Receipt" in page
    saved = panel.own(key)
    assert saved is not None and saved.locked_at is not None
    # the same form sent twice does one thing
    assert browser.post(path, form).status_code == 303
    with db.reading() as connection:
        entries = connection.execute(
            select(func.count())
            .select_from(core_entry)
            .where(core_entry.c.log_id == f"panel/{panel.procedure_id}")
        ).scalar()
    assert browser.post(path, panel.form(key)).status_code == 409
    late = browser.post(browser.path(M, "shortlist/ballot"), panel.form(key))
    assert late.status_code == 409 and "it is your vote" in said(late)
    assert panel.own(key) == saved
    with db.reading() as connection:
        after = connection.execute(
            select(func.count())
            .select_from(core_entry)
            .where(core_entry.c.log_id == f"panel/{panel.procedure_id}")
        ).scalar()
    assert entries == after


@pytest.mark.rule("R24")
def test_a_lock_asks_for_a_fresh_second_factor(panel: Panel) -> None:
    key = panel.others[0]
    browser = panel.world.client(key)
    clock.freeze(clock.now() + timedelta(minutes=6))
    asked = browser.post(browser.path(M, "shortlist/ballot/lock"), panel.form(key))
    assert asked.status_code == 303 and "parked" in asked.headers["Location"]
    saved = panel.own(key)
    assert saved is not None and saved.locked_at is None


@pytest.mark.rule("R24")
def test_of_two_locks_at_once_one_counts(panel: Panel) -> None:
    reader, outcomes = panel.member(panel.others[0]), []
    ready = threading.Barrier(2)

    def lock() -> None:
        ready.wait()
        try:
            ballots.lock(reader)
            outcomes.append("locked")
        except Refusal as refusal:
            outcomes.append(refusal.rule)

    both = [threading.Thread(target=lock) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(outcomes) == ["R24", "locked"]


# -- blindness (R15) ------------------------------------------------------------------

PAGES = ("shortlist/ballot", "shortlist/", "shortlist/papers?part=profile", "panel/meetings")


@pytest.mark.rule("R15")
def test_before_the_own_lock_no_page_tells_anything_of_other_ballots(panel: Panel) -> None:
    blind, *rest = panel.others
    browser = panel.world.client(blind)
    chair = panel.world.client(panel.chair_key)

    def everything() -> list[str]:
        assert browser.get(browser.path(M, "shortlist/")).status_code == 200
        mine = [said(browser.get(browser.path(M, p))) for p in PAGES]
        chairs = [said(chair.get(chair.path(C, "shortlist/chair"))), said(chair.get("/"))]
        return [*mine, said(browser.get("/")), *chairs]

    before = everything()
    panel.lock(rest)
    assert everything() == before


@pytest.mark.rule("R15")
def test_after_the_own_lock_members_see_who_is_missing_and_no_ballot(panel: Panel) -> None:
    first, second, *_ = panel.others
    panel.lock([first])
    browser = panel.world.client(first)
    page = said(browser.get(browser.path(M, "shortlist/")))
    names = {o.grant_id: o.name for o in panel.state().occupants}
    assert "Still missing" in page and names[panel.member(second).grant_id] in page
    assert "Comparing the ballots" not in page


@pytest.mark.rule("R15")
@pytest.mark.rule("J1")
def test_with_the_last_lock_all_ballots_open_side_by_side(panel: Panel) -> None:
    panel.lock(panel.keys[:-1])
    first = panel.world.client(panel.keys[0])
    assert "Comparing" not in said(first.get(first.path(M, "shortlist/")))
    panel.lock(panel.keys[-1:])
    page = said(first.get(first.path(M, "shortlist/")))
    assert "Comparing the ballots" in page and "Kendall" in page and "Mean rank" in page
    for key in panel.keys:
        ballot = panel.own(key)
        assert ballot is not None
        assert any(reason in page for reason in ballot.content["reasons"].values())


@pytest.mark.rule("R15")
def test_an_absence_is_recorded_after_the_last_day_where_four_have_locked(panel: Panel) -> None:
    *some, missing = panel.others
    absent = panel.member(missing).grant_id

    def refused(reason: str = "Did not answer for a week.") -> str:
        with pytest.raises(Refusal) as found:
            ballots.record_absence(panel.chair, grant_id=absent, reason=reason)
        return found.value.reason

    last_day_over(panel)
    panel.lock(some)
    assert "Your own ballot is not locked" in refused()
    assert "Fewer than four" not in refused()
    panel.lock([panel.chair_key])
    assert "A reason is missing." in refused(" ")
    clock.freeze(at_geneva(date(2022, 11, 30), time(23, 59)))
    assert "not over yet" in refused()
    last_day_over(panel)
    with pytest.raises(Refusal):
        ballots.record_absence(panel.chair, grant_id=panel.member(some[0]).grant_id, reason="x")
    browser = panel.world.client(panel.chair_key)
    done = browser.post(
        browser.path(C, "shortlist/chair/absence"), {"grant": absent, "reason": "Unreachable."}
    )
    assert done.status_code == 303
    # the others' ballots are open to who locked, closed to the absent until the decision
    assert "Comparing" in said(browser.get(browser.path(M, "shortlist/")))
    away = panel.world.client(missing)
    assert "Comparing" not in said(away.get(away.path(M, "shortlist/")))
    with pytest.raises(Refusal):
        ballots.lock(panel.member(missing))
    with pytest.raises(Refusal):
        ballots.save(panel.member(missing), content=panel.content(), version=panel.version(missing))
    decision.decide(panel.chair, meeting_id=panel.meeting(), decision=panel.decision())
    assert "Where the ballots differ most" in said(away.get(away.path(M, "shortlist/")))


@pytest.mark.rule("R15")
def test_three_locks_are_too_few_for_an_absence(panel: Panel) -> None:
    last_day_over(panel)
    panel.lock([panel.chair_key, *panel.others[:2]])
    with pytest.raises(Refusal) as refused:
        ballots.record_absence(
            panel.chair, grant_id=panel.member(panel.others[3]).grant_id, reason="Away."
        )
    assert "Fewer than four" in refused.value.reason


@pytest.mark.rule("P53b-3")
@pytest.mark.rule("R15")
def test_a_replaced_members_page_is_dead_and_the_ballot_counts_no_more(panel: Panel) -> None:
    *rest, leaving = panel.others
    panel.lock([panel.chair_key, *rest, leaving])
    reader, browser = panel.member(leaving), panel.world.client(leaving)
    form = panel.form(leaving)
    grant = reader.grant_id
    seats.stand_down(reader)
    for path in ("shortlist/", "shortlist/ballot"):
        assert browser.get(browser.path(M, path)).status_code == 404
    assert browser.post(browser.path(M, "shortlist/ballot"), form).status_code == 404
    assert browser.post(browser.path(M, "shortlist/ballot/lock"), form).status_code == 404
    with pytest.raises(Refusal):
        ballots.save(reader, content=panel.content())
    state = panel.state().ballots
    assert grant not in state.living and grant not in state.locks
    chair = panel.world.client(panel.chair_key)
    page = said(chair.get(chair.path(M, "shortlist/")))
    assert page.count("Ballots compared") == 1 and ">4<" in page


@pytest.mark.rule("C7")
@pytest.mark.rule("R15")
def test_who_takes_a_seat_between_reveal_and_decision_closes_it_until_they_lock(
    panel: Panel,
) -> None:
    leaving = panel.others[-1]
    panel.lock(panel.keys)
    seats.stand_down(panel.member(leaving))
    panel.pass_seat()
    after = Panel(panel.world)
    newcomer = next(k for k in after.keys if k not in panel.keys)
    for key in (newcomer, panel.chair_key):
        browser = panel.world.client(key)
        page = said(browser.get(browser.path(M, "shortlist/")))
        assert "Comparing" not in page
    assert "Still missing" not in said(
        panel.world.client(newcomer).get(panel.world.client(newcomer).path(M, "shortlist/"))
    )
    ballots.lock(after.member(newcomer), content=after.content())
    browser = panel.world.client(newcomer)
    assert "Comparing" in said(browser.get(browser.path(M, "shortlist/")))


# -- nobody else (P53a-1, R16) --------------------------------------------------------

ROUTES = (
    ("get", "shortlist/"),
    ("get", "shortlist/ballot"),
    ("get", "shortlist/chair"),
    ("post", "shortlist/ballot"),
    ("post", "shortlist/ballot/lock"),
    ("post", "shortlist/confirm"),
    ("post", "shortlist/chair/criteria"),
    ("post", "shortlist/chair/criteria/lock"),
    ("post", "shortlist/chair/absence"),
    ("post", "shortlist/chair/decide"),
    ("post", "shortlist/chair/anew"),
    ("post", "shortlist/chair/release"),
    ("post", "shortlist/chair/follow"),
    ("post", "shortlist/chair/adopt/profile"),
)
NOBODY = (
    ("president", Capacity.PRESIDENT),
    ("focal_point", Capacity.FOCAL_POINT),
    ("logistics", Capacity.STAFF),
    ("agency_lead", Capacity.AGENCY),
    ("office_first", Capacity.OFFICE),
    ("delegate_fra", Capacity.DELEGATE),
    ("auditor", Capacity.AUDITOR),
    ("reader_fra", Capacity.COMMITTEE),
    ("surrogate_gambia", Capacity.SURROGATE),
    ("surrogate_gambia", Capacity.MEMBER),
)


@pytest.mark.rule("P53a-1")
@pytest.mark.rule("R16")
@pytest.mark.rule("P53b-2")
@pytest.mark.parametrize(("key", "capacity"), NOBODY)
def test_no_other_capacity_reads_or_makes_a_shortlist(
    panel: Panel, key: str, capacity: Capacity
) -> None:
    panel.lock(panel.keys)
    browser = panel.world.client(key)
    for method, path in ROUTES:
        url = browser.path(capacity, path)
        answer = browser.get(url) if method == "get" else browser.post(url)
        assert answer.status_code == 404, path


@pytest.mark.rule("R15")
def test_the_chair_page_is_no_way_around_the_seat(panel: Panel) -> None:
    """The Chair's own grant reads no ballot; a member's address of the Chair's page is nothing."""
    panel.lock(panel.keys)
    browser = panel.world.client(panel.chair_key)
    page = said(browser.get(browser.path(C, "shortlist/chair")))
    for key in panel.keys:
        ballot = panel.own(key)
        assert ballot is not None
        assert not any(reason in page for reason in ballot.content["reasons"].values())
    member = panel.world.client(panel.others[0])
    assert member.get(member.path(C, "shortlist/chair")).status_code == 404
    assert member.get(member.path(M, "shortlist/chair")).status_code == 404


# -- one page, its marks, and the sheet for where there is no network (J1, W7) ----------


def statements(browser: Any, path: str) -> int:
    """How many statements the database is asked for one page."""
    seen: list[str] = []

    def count(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    assert browser.get(path).status_code == 200
    event.listen(db.engine(), "before_cursor_execute", count)
    try:
        assert browser.get(path).status_code == 200
    finally:
        event.remove(db.engine(), "before_cursor_execute", count)
    return len(seen)


def test_the_ballot_and_the_comparison_ask_the_database_few_things(panel: Panel) -> None:
    browser = panel.world.client(panel.others[0])
    assert statements(browser, browser.path(M, "shortlist/ballot")) <= 8
    panel.lock(panel.keys)
    assert statements(browser, browser.path(M, "shortlist/")) <= 8


@pytest.mark.rule("J1")
@pytest.mark.rule("R15")
def test_the_own_marks_stand_side_by_side_and_nobody_elses(panel: Panel) -> None:
    key, other, *_ = panel.others
    own = panel.own(key)
    with db.reading() as connection:
        asked = queries.criteria(connection, panel.procedure_id, panel.run)
    assert own is not None and asked is not None
    browser = panel.world.client(key)
    page = browser.get(browser.path(M, "shortlist/ballot")).get_data(as_text=True)
    assert "Your marks side by side" in page and "your mean" in page
    every = [c["id"] for c in asked.items]
    content = {
        **panel.content(),
        "marks": {panel.listed()[0].candidate_id: dict.fromkeys(every, 1)},
    }
    ballots.save(panel.member(key), content=content, version=own.version)
    changed = browser.get(browser.path(M, "shortlist/ballot")).get_data(as_text=True)
    assert ">1.00<" in changed and ">1.00<" not in page
    theirs = panel.world.client(other)
    assert ">1.00<" not in theirs.get(theirs.path(M, "shortlist/ballot")).get_data(as_text=True)


@pytest.mark.rule("W7")
def test_the_sheet_on_paper_has_references_and_no_name(panel: Panel) -> None:
    browser = panel.world.client(panel.others[0])
    page = said(browser.get(browser.path(M, "shortlist/ballot/sheet")))
    for entry in panel.listed():
        assert entry.reference in page
        assert entry.name is not None and entry.name not in page


@pytest.mark.rule("W7")
@pytest.mark.rule("C5")
def test_who_has_a_declaration_open_takes_no_such_candidate_along(panel: Panel) -> None:
    key = panel.others[0]
    one = panel.listed()[0]
    declarations.declare(
        panel.member(key),
        said={one.candidate_id: declarations.Said(Relation.OTHER, "We wrote a book together.")},
    )
    browser = panel.world.client(key)
    page = said(browser.get(browser.path(M, "shortlist/ballot/sheet")))
    assert one.reference not in page and "1 candidate is not on this sheet" in page
