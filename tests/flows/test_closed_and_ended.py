"""What is closed and says so, what ends on its day, what a delegation never learns."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.interviews.operations import consent
from recruit.interviews.queries import results


def pages_of(world: Any, key: str, capacity: Capacity) -> dict[str, str]:
    """Every page that this person can reach by links from home, in this capacity."""
    browser = world.client(key)
    waiting, seen = ["/", browser.path(capacity, "calendar")], {}
    prefix, known = browser.path(capacity, ""), set(waiting)
    while waiting:
        path = waiting.pop()
        answer = browser.get(path)
        if answer.status_code != 200 or not answer.mimetype.startswith("text/html"):
            continue
        seen[path] = answer.get_data(as_text=True)
        for link in re.findall(r'href="([^"#?]+)', seen[path]):
            if link.startswith(prefix) and link not in known:
                known.add(link)
                waiting.append(link)
    return seen


@pytest.mark.rule("R17")
def test_an_access_ends_on_its_day_for_pages_and_for_acts(a_procedure: Any) -> None:
    world = a_procedure(at="released")
    ends = world.now + timedelta(minutes=10)
    with db.writing() as session:
        reader = world.reader("reader_fra", Capacity.COMMITTEE)
        grant = session.get(Grant, reader.grant_id)
        grant.until = ends
        session.add(grant)
    browser = world.client("reader_fra")
    page = browser.path(Capacity.COMMITTEE, "report/released")
    clock.freeze(ends - timedelta(seconds=1))
    assert browser.get(page).status_code == 200
    clock.freeze(ends)
    assert browser.get(page).status_code == 404
    assert browser.get(browser.path(Capacity.COMMITTEE, "report/released/copy")).status_code == 404


@pytest.mark.rule("J10")
def test_referees_and_consent_to_ask_them_are_recorded_on_the_interview_not_before_nor_by_gichd(
    a_procedure: Any,
) -> None:
    world = a_procedure(at="interviews")
    with db.reading() as connection:
        assert results.interviewed(connection, world.cast.procedure_id, 1) == []
    chair = world.reader("president", Capacity.CHAIR)
    with db.reading() as connection:
        from recruit.shortlist.queries import decision

        (candidate, *_others) = decision.invited(connection, world.cast.procedure_id, 1)
    given = {
        "candidate_id": candidate,
        "named": True,
        "biography": "A short biography.",
        "referees": "Two invented referees",
        "ask_referees": True,
    }
    with pytest.raises(Refusal):  # the interview has not started
        consent.record(chair, **given)
    later = a_procedure(at="debrief")
    with db.reading() as connection:
        held = results.interviewed(connection, later.cast.procedure_id, 1)
        asked = results.consents(connection, later.cast.procedure_id)
    assert held
    assert set(asked) == set(held)  # of every interviewed candidate, so that asking tells nothing
    assert all(isinstance(one.ask_referees, bool) for one in asked.values())
    gichd = later.client("logistics")
    path = gichd.path(Capacity.STAFF, f"interviews/consent/{held[0]}")
    assert gichd.get(path).status_code == 404


@pytest.mark.rule("D6")
def test_a_delegation_learns_the_proposed_candidates_name_and_no_other(a_procedure: Any) -> None:
    world = a_procedure(at="silence")
    proposed = world.client("delegate_fra").get(world.client().path(Capacity.DELEGATE, "approval/"))
    names = [person.name for person in world.cast.applications.values()]
    references = list(world.cast.applications)
    said = "\n".join(pages_of(world, "delegate_fra", Capacity.DELEGATE).values())
    told = [name for name in names if name in said]
    assert len(told) == 1
    assert told[0] in proposed.get_data(as_text=True)
    assert not [reference for reference in references if reference in said]
    inside = "\n".join(pages_of(world, "member_chile", Capacity.MEMBER).values())
    assert sum(name in inside for name in names) > 5  # the right reader does get them


@pytest.mark.rule("W11")
def test_what_a_reader_knows_of_says_why_it_is_closed_and_what_opens_it(a_procedure: Any) -> None:
    world = a_procedure(at="shortlist")
    ballot = world.client("member_chile").get(
        world.client().path(Capacity.MEMBER, "shortlist/ballot")
    )
    assert "Your own lock is the first thing that opens them" in ballot.get_data(as_text=True)
    # where the existence is confidential nothing differs: the President as President
    for stage in ("interviews", "report"):
        other = a_procedure(at=stage)
        browser = other.client("president")
        answer = browser.get(browser.path(Capacity.PRESIDENT, "report/"))
        never = browser.get(browser.path(Capacity.PRESIDENT, "never-existed"))
        assert (answer.status_code, answer.data) == (never.status_code, never.data)
