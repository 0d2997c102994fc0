"""Comments on profile, questions and grid: by the panel and the GICHD alone (54(d)-(e), R16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.shortlist.operations import comments
from recruit.shortlist.queries import comments as queries
from tests.flows.interviews_world import Room
from tests.flows.shortlist_world import Panel, said
from tests.flows.test_shortlist_ballots import statements
from tests.flows.test_shortlist_papers import PROFILE, QUESTIONS, adopt, profile, save

M, F = Capacity.MEMBER, Capacity.FOCAL_POINT
SAID = "Partnerships deserve more weight: the Unit lives from <them>."


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    """7 October: the list is circulated, no paper is drafted."""
    return Panel(a_procedure(at="circulated"))


def of_run(panel: Panel) -> list[queries.Comment]:
    with db.reading() as connection:
        return queries.of_run(connection, panel.procedure_id, panel.run)


@pytest.mark.rule("P54d")
@pytest.mark.rule("R16")
def test_members_and_gichd_comment_on_a_paper_and_read_each_other(panel: Panel) -> None:
    member, focal = panel.world.client(panel.others[0]), panel.world.client("focal_point")
    shown = member.path(M, "shortlist/papers?part=profile")
    path = member.path(M, "shortlist/papers/profile/comments")
    assert member.post(path, {"text": SAID, "entry": ""}).status_code == 409  # nothing to read yet
    save(panel, PROFILE, profile(panel))
    entry = profile(panel)["entries"][1]
    assert "Nobody has commented yet." in said(member.get(shown))
    assert member.post(path, {"text": SAID, "entry": entry["id"]}).status_code == 303
    adopt(panel, PROFILE)
    answer = "The weights sum to 100: from which entry should it come?"
    clock.freeze(clock.now() + timedelta(minutes=1))
    sent = {"text": answer, "entry": ""}
    assert focal.post(focal.path(F, "shortlist/papers/profile/comments"), sent).status_code == 303
    for who, capacity in ((panel.others[1], M), (panel.chair_key, M), ("focal_point", F)):
        browser = panel.world.client(who)
        page = said(browser.get(browser.path(capacity, "shortlist/papers?part=profile")))
        assert "lives from &lt;them&gt;." in page and entry["name"] in page
        assert page.index("lives from") < page.index(answer)  # the oldest first
    first, second = of_run(panel)
    assert (first.kind, first.entry, first.number, first.text) == (
        PROFILE.value,
        entry["id"],
        1,
        SAID,
    )
    assert (second.entry, second.number) == ("", 1)
    save(panel, QUESTIONS, {"questions": []})
    other = said(member.get(member.path(M, "shortlist/papers?part=questions")))
    assert "lives from" not in other
    assert statements(member, shown) <= 8


@pytest.mark.rule("P54d")
def test_a_comment_without_words_or_on_nothing_is_refused_and_kept(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    member = panel.world.client(panel.others[0])
    path = member.path(M, "shortlist/papers/profile/comments")
    empty = member.post(path, {"text": "  ", "entry": ""})
    assert empty.status_code == 422 and "Write what you have to say." in said(empty)
    strange = member.post(path, {"text": "Typed just now.", "entry": "no-such-entry"})
    assert strange.status_code == 422 and "Typed just now." in said(strange)
    with pytest.raises(Refusal) as refused:
        comments.add(panel.member(panel.others[0]), kind=PROFILE, text="x", entry="no-such-entry")
    assert refused.value.rule == "P54d"
    assert of_run(panel) == []


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    ("key", "capacity"),
    [
        ("president", Capacity.PRESIDENT),
        ("president", Capacity.CHAIR),
        ("surrogate_gambia", Capacity.SURROGATE),
        ("office_first", Capacity.OFFICE),
        ("agency_lead", Capacity.AGENCY),
        ("auditor", Capacity.AUDITOR),
    ],
)
def test_nobody_else_comments(panel: Panel, key: str, capacity: Capacity) -> None:
    save(panel, PROFILE, profile(panel))
    browser = panel.world.client(key)
    path = browser.path(capacity, "shortlist/papers/profile/comments")
    assert browser.post(path, {"text": SAID, "entry": ""}).status_code == 404
    assert of_run(panel) == []


@pytest.mark.rule("R4")
def test_from_the_first_interview_on_nothing_is_said_of_the_papers(a_procedure: Any) -> None:
    room = Room(a_procedure(at="interviews"))
    comments.add(room.member(room.others[0]), kind=PROFILE, text=SAID)
    room.start(room.first())
    clock.freeze(clock.now())
    with pytest.raises(Refusal) as refused:
        comments.add(room.member(room.others[0]), kind=PROFILE, text=SAID)
    assert refused.value.rule == "R4"
    member = room.world.client(room.others[0])
    page = said(member.get(member.path(M, "shortlist/papers?part=profile")))
    assert "lives from" in page and "Comment on it" not in page
