"""Profile, questions and grid: drafted together, adopted in order, frozen (54(d)-(e), R4, R16)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.procedure import queries as procedure
from recruit.procedure.rules.days import at_geneva
from recruit.procedure.rules.milestones import Audience, MilestoneKind, latest
from recruit.shortlist.operations import papers
from recruit.shortlist.queries import papers as queries
from recruit.shortlist.rules import drafts
from recruit.shortlist.rules.adoption import Deliverable
from tests.flows.shortlist_world import Panel, said

M, C, F = Capacity.MEMBER, Capacity.CHAIR, Capacity.FOCAL_POINT
PROFILE, QUESTIONS, GRID = Deliverable.PROFILE, Deliverable.QUESTIONS, Deliverable.GRID


@pytest.fixture
def panel(a_procedure: Any) -> Panel:
    """7 October: the list is circulated, no paper is drafted."""
    return Panel(a_procedure(at="circulated"))


def terms(panel: Panel) -> dict[str, Any]:
    with db.reading() as connection:
        return procedure.terms(connection, panel.procedure_id)[1]


def found(panel: Panel) -> queries.AllPapers:
    with db.reading() as connection:
        return queries.all_of(connection, panel.procedure_id, panel.run)


def profile(panel: Panel) -> dict[str, Any]:
    return drafts.default_profile(terms(panel))


def written(content: dict[str, Any]) -> dict[str, Any]:
    """Questions that can be confirmed, one of them about a setback."""
    blank = drafts.default_questions(content)
    for n, question in enumerate(blank["questions"]):
        question["main"] = f"Tell us about {question['entry']}."
        question["probe"], question["setback"] = "What did you learn?", n == 0
    return blank


def version(panel: Panel, kind: Deliverable) -> int:
    draft = found(panel).draft(kind)
    return draft.version if draft else 0


def save(panel: Panel, kind: Deliverable, content: dict[str, Any]) -> None:
    papers.save(panel.focal, kind=kind, content=content, version=version(panel, kind))


def adopt(panel: Panel, kind: Deliverable, reason: str = "", **more: Any) -> None:
    papers.adopt(panel.chair, kind=kind, meeting_id=panel.meeting(), reason=reason, **more)


def confirm(panel: Panel, *keys: str) -> None:
    for key in keys:
        papers.confirm_questions(panel.member(key), version=version(panel, QUESTIONS))


def refused(panel: Panel, kind: Deliverable, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        adopt(panel, kind, **more)
    return caught.value


def adopted_all(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    adopt(panel, PROFILE)
    save(panel, QUESTIONS, written(profile(panel)))
    confirm(panel, *panel.keys[:2])
    adopt(panel, QUESTIONS)
    save(panel, GRID, drafts.default_grid(profile(panel)))
    adopt(panel, GRID)


@pytest.mark.rule("P54d")
@pytest.mark.rule("P54e")
@pytest.mark.rule("R4")
def test_the_three_are_adopted_in_their_order_as_numbered_versions(panel: Panel) -> None:
    for kind in (QUESTIONS, GRID):
        with pytest.raises(Refusal) as early:
            save(panel, kind, {})
        assert early.value.rule == "R4"
    adopted_all(panel)
    with db.reading() as connection:
        standing = queries.adopted(connection, panel.procedure_id, panel.run)
    assert standing.profile and standing.questions and standing.grid
    assert standing.questions.rests_on == standing.profile.id
    assert standing.grid.rests_on == standing.questions.id
    for kind in (
        MilestoneKind.PROFILE_ADOPTED,
        MilestoneKind.QUESTIONS_ADOPTED,
        MilestoneKind.GRID_ADOPTED,
    ):
        milestone = latest(panel.milestones(), kind)
        assert milestone is not None and milestone.number == 1
        assert milestone.audience is Audience.RELEASED


@pytest.mark.rule("R4")
def test_a_new_version_needs_a_reason_and_what_rests_on_it_is_adopted_anew(panel: Panel) -> None:
    adopted_all(panel)
    changed = profile(panel)
    changed["entries"][0]["weight"], changed["entries"][1]["weight"] = 20, 10
    save(panel, PROFILE, changed)
    assert refused(panel, PROFILE).rule == "R4"
    adopt(panel, PROFILE, reason="Policy weighs more.")
    with db.reading() as connection:
        standing = queries.adopted(connection, panel.procedure_id, panel.run)
    assert standing.profile is not None and standing.profile.number == 2
    assert standing.questions is None and standing.grid is None
    browser = panel.world.client(panel.keys[1])
    page = said(browser.get(browser.path(M, "shortlist/papers?part=questions")))
    assert "adopted anew" in page and "Tell us about advocacy." in page
    save(panel, QUESTIONS, written(changed))
    adopt(panel, QUESTIONS, reason="On the new profile; the wording stands confirmed.")
    with db.reading() as connection:
        again = queries.adopted(connection, panel.procedure_id, panel.run)
    assert again.questions is not None and again.questions.number == 2 and again.grid is None


@pytest.mark.rule("R4")
def test_from_the_first_interview_all_three_are_frozen(panel: Panel) -> None:
    adopted_all(panel)
    save(panel, PROFILE, profile(panel))
    with act(panel.chair, Action.INTERVIEW_START) as a:
        a.milestone(MilestoneKind.INTERVIEWS_BEGUN, Audience.RELEASED, run=panel.run)
    with pytest.raises(Refusal) as frozen:
        save(panel, PROFILE, profile(panel))
    assert frozen.value.rule == "R4"
    assert refused(panel, PROFILE, reason="Too late.").rule == "R4"
    browser = panel.world.client("focal_point")
    page = said(browser.get(browser.path(F, "shortlist/papers?part=profile")))
    assert "frozen" in page and 'name="weight-advocacy"' not in page


@pytest.mark.rule("J3")
@pytest.mark.rule("P54d")
def test_a_profile_that_does_not_hold_is_drafted_but_not_adopted(panel: Panel) -> None:
    content = profile(panel)
    content["entries"][0]["weight"] = 14
    save(panel, PROFILE, content)
    wrong = refused(panel, PROFILE)
    assert wrong.rule == "J3" and "99" in wrong.reason
    without = {"entries": profile(panel)["entries"][:-1]}
    save(panel, PROFILE, without)
    assert "Leadership skills are missing" in refused(panel, PROFILE).reason
    few = {"entries": profile(panel)["entries"][3:]}
    save(panel, PROFILE, few)
    assert refused(panel, PROFILE).rule == "J3"
    reworded = profile(panel)
    reworded["entries"][0]["indicators"][0]["text"] += " And more."
    save(panel, PROFILE, reworded)
    assert "word for word" in refused(panel, PROFILE).reason


@pytest.mark.rule("J3")
def test_the_sum_of_the_weights_is_told_while_typing(panel: Panel) -> None:
    browser = panel.world.client("focal_point")
    path = browser.path(F, "shortlist/papers/profile")
    fields = {"version": "0", "autosave": "1", "take-advocacy": "1", "weight-advocacy": "30"}
    fields.update({"indicator-advocacy-0": "1", "weight-leadership": "20", "own-leadership": "x"})
    answer = browser.post(path, fields, headers={"X-Autosave": "1"})
    assert answer.status_code == 200 and "sum to 50 of 100" in answer.get_json()["saved"]
    assert answer.get_json()["fields"]["version"] == "1"
    draft = found(panel).draft(PROFILE)
    assert draft is not None and [e["id"] for e in draft.content["entries"]] == [
        "advocacy",
        "leadership",
    ]
    assert draft.content["entries"][1]["indicators"] == [{"text": "x", "own": True}]


@pytest.mark.rule("R24")
def test_two_who_write_the_same_paper_overwrite_nothing(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    gichd, member = panel.world.client("focal_point"), panel.world.client(panel.keys[1])
    fields = {"version": "1", "take-ethics": "1", "weight-ethics": "41"}
    first = gichd.post(gichd.path(F, "shortlist/papers/profile"), fields)
    assert first.status_code == 303
    second = member.post(
        member.path(M, "shortlist/papers/profile"), {**fields, "weight-ethics": "42"}
    )
    page = said(second)
    assert second.status_code == 409
    assert 'value="42"' in page and "The version saved meanwhile" in page and "<b>41</b>" in page
    draft = found(panel).draft(PROFILE)
    assert draft is not None and draft.content["entries"][0]["weight"] == 41


@pytest.mark.rule("J4")
def test_two_members_confirm_each_question_in_its_wording(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    adopt(panel, PROFILE)
    save(panel, QUESTIONS, drafts.default_questions(profile(panel)))
    with pytest.raises(Refusal) as blank:
        confirm(panel, panel.keys[0])
    assert blank.value.rule == "J4"
    save(panel, QUESTIONS, written(profile(panel)))
    assert refused(panel, QUESTIONS).rule == "J4"
    confirm(panel, panel.keys[0])
    assert "Not confirmed by two members" in refused(panel, QUESTIONS).reason
    confirm(panel, panel.keys[0])
    assert "Not confirmed by two members" in refused(panel, QUESTIONS).reason
    confirm(panel, panel.keys[1])
    changed = written(profile(panel))
    changed["questions"][2]["main"] = "How would your husband take it?"
    save(panel, QUESTIONS, changed)
    reading = panel.world.client(panel.keys[2])
    page = reading.get(reading.path(M, "shortlist/papers?part=questions")).text
    # where it is drafted, and where it is confirmed; it stops nobody
    assert page.count("family: husband") == 2
    assert changed["questions"][2]["entry"] in refused(panel, QUESTIONS).reason
    stale = version(panel, QUESTIONS) - 1
    with pytest.raises(Refusal) as newer:
        papers.confirm_questions(panel.member(panel.keys[0]), version=stale)
    assert newer.value.rule == "R24"
    browser = panel.world.client(panel.keys[0])
    browser.post(
        browser.path(M, "shortlist/papers/questions/confirm"),
        {"version": str(version(panel, QUESTIONS))},
    )
    confirm(panel, panel.keys[1])
    adopt(panel, QUESTIONS)


@pytest.mark.rule("J4")
def test_a_setback_is_asked_for_and_every_entry_has_its_question(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    adopt(panel, PROFILE)
    content = written(profile(panel))
    content["questions"][0]["setback"] = False
    missing = content["questions"].pop()
    save(panel, QUESTIONS, content)
    confirm(panel, *panel.keys[:2])
    reason = refused(panel, QUESTIONS).reason
    assert "No question asks for a setback" in reason and missing["entry"] in reason


@pytest.mark.rule("J4")
def test_words_that_suggest_what_is_not_asked_warn_on_the_page(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    adopt(panel, PROFILE)
    content = written(profile(panel))
    content["questions"][1]["main"] = "How does your family see it?"
    save(panel, QUESTIONS, content)
    browser = panel.world.client("focal_point")
    page = said(browser.get(browser.path(F, "shortlist/papers?part=questions")))
    assert "Words that suggest what is not asked" in page and "family" in page
    assert "this only asks you to look twice" in page


@pytest.mark.rule("J5")
@pytest.mark.rule("P54e")
def test_the_grid_describes_each_level_of_each_entry(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    adopt(panel, PROFILE)
    save(panel, QUESTIONS, written(profile(panel)))
    confirm(panel, *panel.keys[:2])
    adopt(panel, QUESTIONS)
    content = drafts.default_grid(profile(panel))
    content["levels"]["advocacy"]["4"] = " "
    save(panel, GRID, content)
    assert refused(panel, GRID).rule == "J5"
    save(panel, GRID, drafts.default_grid(profile(panel)))
    adopt(panel, GRID)


@pytest.mark.rule("C10")
@pytest.mark.rule("R2")
def test_an_adoption_needs_three_and_its_window(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    two = panel.meeting(panel.keys[:2])
    with pytest.raises(Refusal) as few:
        papers.adopt(panel.chair, kind=PROFILE, meeting_id=two)
    assert few.value.rule == "C10"
    grants = [panel.member(k).grant_id for k in panel.keys]
    split = dict(zip(grants, ("yes", "yes", "no", "no", "no"), strict=True))
    assert refused(panel, PROFILE, votes=split).rule == "C10"
    clock.freeze(at_geneva(date(2022, 12, 10), time(0)))
    assert refused(panel, PROFILE).rule == "R2"


@pytest.mark.rule("R4")
def test_what_the_panel_adopted_is_what_it_read(panel: Panel) -> None:
    save(panel, PROFILE, profile(panel))
    read = version(panel, PROFILE)
    save(panel, PROFILE, profile(panel))
    browser = panel.world.client(panel.chair_key)
    path = browser.path(C, "shortlist/chair/adopt/profile")
    fields = {"meeting": panel.meeting(), "how": "consensus"}
    assert browser.post(path, {**fields, "version": str(read)}).status_code == 409
    done = browser.post(path, {**fields, "version": str(version(panel, PROFILE))})
    assert done.status_code == 303
    assert found(panel).current(PROFILE) is not None


@pytest.mark.rule("R16")
@pytest.mark.parametrize(
    ("key", "capacity"),
    [
        ("president", Capacity.PRESIDENT),
        ("office_first", Capacity.OFFICE),
        ("agency_lead", Capacity.AGENCY),
        ("delegate_fra", Capacity.DELEGATE),
        ("auditor", Capacity.AUDITOR),
        ("reader_fra", Capacity.COMMITTEE),
    ],
)
def test_nobody_but_panel_and_gichd_reads_or_drafts_the_papers(
    panel: Panel, key: str, capacity: Capacity
) -> None:
    browser = panel.world.client(key)
    assert browser.get(browser.path(capacity, "shortlist/papers")).status_code == 404
    for path in ("shortlist/papers/profile", "shortlist/papers/questions/confirm"):
        assert browser.post(browser.path(capacity, path)).status_code == 404


@pytest.mark.rule("R16")
@pytest.mark.rule("J4")
def test_gichd_drafts_but_neither_confirms_nor_adopts(panel: Panel) -> None:
    browser = panel.world.client("focal_point")
    page = browser.get(browser.path(F, "shortlist/papers?part=profile"))
    assert page.status_code == 200
    for path in ("papers/questions/confirm", "chair/adopt/profile", "chair/adopt/questions"):
        assert browser.post(browser.path(F, f"shortlist/{path}")).status_code == 404
    unknown = browser.get(browser.path(F, "shortlist/papers?part=ballots"))
    assert unknown.status_code == 404


@pytest.mark.rule("J4")
@pytest.mark.rule("R4")
def test_what_does_not_fit_and_what_changed_stand_on_the_pages(panel: Panel) -> None:
    adopted_all(panel)
    changed = profile(panel)
    changed["entries"][0]["indicators"].append({"text": "Writes for a minister", "own": True})
    changed["entries"][0]["weight"], changed["entries"][1]["weight"] = 20, 10
    save(panel, PROFILE, changed)
    member, chair = panel.world.client(panel.keys[0]), panel.world.client(panel.chair_key)
    page = said(member.get(member.path(M, "shortlist/papers?part=profile")))
    assert "no question looks for 1 of its indicators" in page and "nobody asks" in page
    assert "no question looks for 1 of its indicators" in said(
        chair.get(chair.path(C, "shortlist/chair"))
    )
    sides = said(member.get(member.path(M, "shortlist/papers/profile/compare")))
    assert "<ins>Writes for a minister (the panel&#39;s own)</ins>" in sides
    assert "<del>15</del>" in sides and "<ins>20</ins>" in sides  # version 1 beside the draft
    same = said(member.get(member.path(M, "shortlist/papers/profile/compare?old=2&new=2")))
    assert "<ins>" not in same and "same version" in same
    back = said(member.get(member.path(M, "shortlist/papers/profile/compare?old=2&new=1")))
    assert "<ins>15</ins>" in back
    assert member.get(member.path(M, "shortlist/papers/profile/compare?new=9")).status_code == 404
    assert chair.get(chair.path(C, "shortlist/papers/profile/compare")).status_code == 404
    adopt(panel, PROFILE, reason="A minister reads it.")
    fewer = written(changed)
    fewer["questions"].pop()
    save(panel, QUESTIONS, fewer)
    gichd = panel.world.client("focal_point")
    page = said(gichd.get(gichd.path(F, "shortlist/papers?part=questions")))
    assert "Leadership skills has no question." in page and "no question</span>" in page
