"""Letters to many wait for a second person (W9); nobody is left without the right one (D5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.appointment import models
from recruit.appointment.operations import letters
from recruit.appointment.rules.letters import SENDER, Letter
from recruit.core import clock, db, ids
from recruit.core.errors import Kind, Refusal
from recruit.interviews.models import Interview, Slot
from recruit.notices.models import Broadcast
from recruit.notices.outbox import expand
from recruit.procedure.rules.milestones import Audience, MilestoneKind
from recruit.shortlist.models import Invited
from recruit.web import tasks
from tests import ground, silence
from tests.silence import World

FOCAL, STAFF, MEMBER, CHAIR = (
    Capacity.FOCAL_POINT,
    Capacity.STAFF,
    Capacity.MEMBER,
    Capacity.CHAIR,
)


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database"), handed_over=False) as made:
        yield made


def staff(world: World) -> Reader:
    return world.place.reader("Staff Second", STAFF)


def member(world: World) -> Reader:
    return world.place.reader("Seated Second", MEMBER, seat=2, state="CHL")


def open_held() -> models.Held:
    return next(row for row in ground.rows(models.Held) if row.ended_at is None)


def due_now(reader: Reader) -> list[str]:
    with db.reading() as connection:
        found = tasks.of_person(connection, reader.person_id, clock.now())
    return [row.kind for row, _task in found if row.kind.startswith("appointment.")]


def sent() -> list[Broadcast]:
    return [row for row in ground.rows(Broadcast) if row.kind == letters.NOTICE]


@pytest.mark.rule("W9")
def test_nothing_goes_before_a_second_person_releases_it(world: World) -> None:
    found = silence.judged(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    other = staff(world)
    assert letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE) == 1
    held = open_held()
    expand(clock.now())
    assert sent() == [] and ground.rows(models.Letter) == []
    assert "appointment.letters.not_suitable" not in due_now(world.focal_point)
    assert due_now(other) == ["appointment.release.not_suitable"]
    assert "appointment.release.not_suitable" not in due_now(world.focal_point)
    with pytest.raises(Refusal) as twice:
        letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE)
    assert twice.value.rule == "W9"
    with pytest.raises(Refusal) as alone:
        letters.release(world.focal_point, held_id=held.id)
    assert alone.value.rule == "W9" and "two people" in alone.value.reason
    with pytest.raises(Refusal) as stranger:  # the Chair's are the members', these are not
        letters.release(member(world), held_id=held.id)
    assert stranger.value.kind is Kind.UNKNOWN
    assert letters.release(other, held_id=held.id) == 1
    (one,) = sent()
    assert one.recipients == found["unsuitable"] and one.audience == "candidate"
    with pytest.raises(Refusal) as again:
        letters.release(other, held_id=held.id)
    assert again.value.rule == "W9" and len(sent()) == 1
    assert not [k for k in due_now(other) if "release" in k]


@pytest.mark.rule("W9")
def test_sent_back_with_a_reason_nothing_goes_and_the_maker_begins_again(world: World) -> None:
    silence.judged(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    other = staff(world)
    letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE)
    held = open_held()
    with pytest.raises(Refusal) as silent:
        letters.send_back(other, held_id=held.id, reason=" ")
    assert silent.value.kind is Kind.INVALID
    assert letters.send_back(other, held_id=held.id, reason="Ulla was asked for a document.")
    assert sent() == [] and due_now(other) == []
    assert "appointment.letters.not_suitable" in due_now(world.focal_point)
    told = [b for b in ground.rows(Broadcast) if b.kind == "appointment.sent_back.gichd"]
    assert [b.recipients for b in told] == [world.focal_point.person_id]
    assert "Ulla" not in str(ground.rows(models.Held)[0])  # the reason stands sealed
    with pytest.raises(Refusal):
        letters.release(other, held_id=held.id)
    page = silence.browser(world, world.focal_point)
    shown = page.get(page.path(FOCAL, "appointment/letters")).get_data(as_text=True)
    assert "Ulla was asked for a document." in shown and "Staff Second" in shown
    assert letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE) == 1


@pytest.mark.rule("W9")
@pytest.mark.rule("R25")
def test_who_withdrew_while_the_letters_waited_gets_none(world: World) -> None:
    found = silence.judged(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE)
    with db.writing() as session:
        row = session.get(Candidate, found["unsuitable"])
        assert row is not None
        row.withdrawn_at = clock.now()
        session.add(row)
    assert letters.release(staff(world), held_id=open_held().id) == 0
    assert sent() == [] and ground.rows(models.Held)[0].gone == 0


def certified(world: World, reserve: str) -> None:
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    silence.fact(world, MilestoneKind.INTERVIEWS_BEGUN, Audience.PANEL)
    world.hand_over_id = silence.hand_over(world, world.candidate_id, reserve=[reserve])
    silence.fact(world, MilestoneKind.HANDED_OVER, Audience.HAND_OVER)
    world.certified()


@pytest.mark.rule("W9")
@pytest.mark.rule("R16")
def test_the_chairs_letters_are_released_by_a_seated_member_who_is_somebody_else(
    world: World,
) -> None:
    found = silence.judged(world)
    certified(world, found["reserve"])
    assert letters.hold(world.chair, letter=Letter.INTERVIEWED) == 1
    held = open_held()
    # the Chair has a seat too, and is one person in both
    own_seat = world.place.reader("Yasmin Al-Farouqi", MEMBER, seat=1, state="IRQ")
    assert own_seat.person_id == world.chair.person_id
    with pytest.raises(Refusal) as alone:
        letters.release(own_seat, held_id=held.id)
    assert "two people" in alone.value.reason
    with pytest.raises(Refusal) as gichd:
        letters.release(staff(world), held_id=held.id)
    assert gichd.value.kind is Kind.UNKNOWN
    second = member(world)
    assert due_now(second) == ["appointment.release.interviewed"]
    browser = silence.browser(world, second)
    there = browser.path(MEMBER, "appointment/held")
    page = browser.get(there).get_data(as_text=True)
    assert "Release 1 letter" in page and "the number alone is shown" in page
    assert "Otto Other" not in page  # this member has declared on nobody
    done = browser.post(f"{there}/{held.id}/release", {})
    assert done.status_code == 303, done.get_data(as_text=True)
    assert [b.recipients for b in sent()] == [found["other"]] and sent()[0].sender == "chair"
    page = browser.get(there).get_data(as_text=True)
    assert "1 letter released by Seated Second" in page
    focal = silence.browser(world, world.focal_point)
    page = focal.get(focal.path(FOCAL, "appointment/held")).get_data(as_text=True)
    assert "Interviewed" not in page  # never through the GICHD


@pytest.mark.rule("W9")
def test_the_release_asks_for_the_second_factor_and_lists_names_to_the_gichd(
    world: World,
) -> None:
    silence.judged(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE)
    held = open_held()
    browser = silence.stale(world, staff(world))
    there = browser.path(STAFF, "appointment/held")
    page = browser.get(there).get_data(as_text=True)
    assert "Ulla Nonesuch" in page and "Focal Person" in page and "Code from your" in page
    asked = browser.post(f"{there}/{held.id}/release", {})
    assert asked.status_code == 303 and "/parked/" in asked.headers["Location"]
    assert sent() == [] and open_held().id == held.id
    empty = browser.post(f"{there}/{held.id}/back", {"reason": ""})
    assert empty.status_code == 422 and "Say why they are sent back." in empty.get_data(True)
    unknown = browser.post(f"{there}/{ids.new()}/back", {"reason": "x"})
    assert unknown.status_code == 404
    assert browser.post(f"{there}/{held.id}/back", {"reason": "Not yet."}).status_code == 303
    own = silence.browser(world, world.focal_point)
    letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE)
    page = own.get(own.path(FOCAL, "appointment/held")).get_data(as_text=True)
    assert "somebody else releases them" in page and not re.search("Release 1 letter", page)


# --- D5: every fate


@dataclass(frozen=True, slots=True)
class Fate:
    """How far an application came. outcome: '' for none. reserve: as the panel decided."""

    outcome: str
    listed: bool
    invited: bool
    interviewed: bool
    reserve: bool
    withdrawn: bool
    merged: bool = False
    late: bool = False

    def possible(self) -> bool:
        """Nobody is interviewed uninvited, or invited from outside the list."""
        return (
            (self.listed or not self.invited)
            and (self.invited or not self.interviewed)
            and (self.interviewed or not self.reserve)
        )

    def letter(self) -> Letter | None:
        """Which letter this fate has, read off D5 a second time."""
        if self.withdrawn or self.merged:
            return None
        if self.reserve:
            return Letter.RESERVE
        if self.interviewed:
            return Letter.INTERVIEWED
        if self.invited:
            return Letter.NOT_INTERVIEWED
        if self.listed:
            return Letter.NOT_SHORTLISTED
        if self.outcome == "not_suitable":
            return Letter.NOT_SUITABLE
        return Letter.WITHOUT_PLACE


FATES = [
    fate
    for values in product(("", "suitable", "borderline", "not_suitable"), *[(False, True)] * 5)
    if (fate := Fate(*values)).possible()
] + [
    Fate("", False, False, False, False, False, late=True),
    Fate("not_suitable", False, False, False, False, False, merged=True),
]


def lived(world: World) -> dict[str, Fate]:
    """A candidate for each fate; with them the appointed one."""
    found = {
        silence.candidate(world, f"F22-{n:03}", f"Fate {n} Invented"): fate
        for n, fate in enumerate(FATES)
    }
    now = clock.now()
    with db.writing() as session:
        appointed = Fate("suitable", True, True, True, False, False)
        everybody = {**found, world.candidate_id: appointed}
        silence.circulate(session, world, [c for c, fate in everybody.items() if fate.listed])
        for place, (candidate_id, fate) in enumerate(everybody.items(), start=1):
            row = session.get(Candidate, candidate_id)
            assert row is not None
            row.late = fate.late
            row.withdrawn_at = now if fate.withdrawn else None
            row.merged_into = world.candidate_id if fate.merged else None
            session.add(row)
            if fate.invited:
                where = {"procedure_id": world.procedure_id, "run": 1}
                session.add(Invited(**where, candidate_id=candidate_id, place=place, at=now))
            if fate.interviewed:
                slot = Slot(
                    **where,
                    candidate_id=candidate_id,
                    starts_at=now,
                    minutes=60,
                    zone="Europe/Zurich",
                    place="room",
                )
                session.add(slot)
                session.flush()
                session.add(
                    Interview(
                        **where,
                        candidate_id=candidate_id,
                        slot_id=slot.id,
                        started_at=now,
                        by_grant=world.chair.grant_id,
                    )
                )
    for candidate_id, fate in found.items():
        if fate.outcome:
            silence.outcome_of(world, candidate_id, fate.outcome)
    return found


def all_released(world: World) -> None:
    """Whoever's task it is puts together and releases, until nothing is due."""
    seconds = {"gichd": staff(world), "chair": member(world)}
    for maker in (world.focal_point, world.chair):
        for kind in due_now(maker):
            if kind.startswith("appointment.letters."):
                letter = Letter(kind.rsplit(".", 1)[-1])
                if letters.hold(maker, letter=letter):
                    letters.release(seconds[SENDER[letter]], held_id=open_held().id)
        assert not [k for k in due_now(maker) if ".letters." in k]


def written() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in ground.rows(models.Letter):
        found.setdefault(row.candidate_id, []).append((row.kind, row.sender))
    return found


@pytest.mark.rule("D5")
def test_every_fate_has_exactly_one_letter_of_the_right_kind_and_sender(world: World) -> None:
    fates = lived(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    all_released(world)
    assert {k for one in written().values() for k, _s in one} == {"not_suitable", "without_place"}
    silence.fact(world, MilestoneKind.INTERVIEWS_BEGUN, Audience.PANEL)
    all_released(world)
    assert all(s == "gichd" for one in written().values() for _k, s in one)
    reserve = [one for one, fate in fates.items() if fate.reserve]
    world.hand_over_id = silence.hand_over(world, world.candidate_id, reserve=reserve)
    silence.fact(world, MilestoneKind.HANDED_OVER, Audience.HAND_OVER)
    world.certified()
    all_released(world)
    assert "reserve" not in {k for one in written().values() for k, _s in one}
    silence.fact(world, MilestoneKind.CONTRACT_SIGNED, Audience.STATES)
    all_released(world)
    said = written()
    assert world.candidate_id not in said
    for candidate_id, fate in fates.items():
        wanted = fate.letter()
        expected = [(wanted.value, SENDER[wanted])] if wanted else []
        assert said.get(candidate_id, []) == expected, fate
    assert len({fate.letter() for fate in fates.values()}) == len(Letter) + 1
    assert all(len(row.recipients.split()) == 1 for row in sent())


@pytest.mark.rule("D5")
@pytest.mark.rule("R26")
def test_closed_without_result_nobody_is_left_without_a_letter(world: World) -> None:
    fates = lived(world)
    reserve = [one for one, fate in fates.items() if fate.reserve]
    silence.hand_over(world, world.candidate_id, reserve=reserve)
    clock.freeze(clock.now() + timedelta(days=1))
    with db.writing() as session:
        session.add(
            models.Closing(
                procedure_id=world.procedure_id,
                result=False,
                by_grant=world.president.grant_id,
                at=clock.now(),
            )
        )
    silence.fact(world, MilestoneKind.CLOSED_WITHOUT_RESULT, Audience.STATES)
    all_released(world)
    said = written()
    assert [k for k, _s in said[world.candidate_id]] == ["interviewed"]  # not appointed either
    for candidate_id, fate in fates.items():
        wanted = fate.letter()
        assert [k for k, _s in said.get(candidate_id, [])] == ([wanted] if wanted else []), fate
    texts = {letters.texts.body(one, "X", "R", no_result=True)["paragraphs"][2] for one in Letter}
    assert not any("approved the appointment" in text for text in texts)


@pytest.mark.rule("W9")
def test_candidates_the_panel_and_all_states_are_written_to_from_three_different_pages(
    world: World,
) -> None:
    found = silence.judged(world)
    silence.fact(world, MilestoneKind.INVITED_RELEASED, Audience.RELEASED)
    world.hand_over_id = silence.hand_over(world, world.candidate_id, reserve=[found["reserve"]])
    silence.fact(world, MilestoneKind.HANDED_OVER, Audience.HAND_OVER)
    member(world)
    whom = {
        "candidates": (r"appointment/(letters|chair-letters|held/\w+/release)$",),
        "the panel": (r"panel/chair/remind$",),
        "all States": (r"approval/(open|states/rehearsal)$",),
    }
    seen = []
    for reader, path in (
        (world.focal_point, "appointment/letters"),
        (staff(world), "appointment/held"),
        (world.chair, "panel/chair/meetings"),
        (world.president, "approval/"),
        (world.office, "approval/states"),
    ):
        browser = silence.browser(world, reader)
        page = browser.get(browser.path(reader.capacity, path)).get_data(as_text=True)
        actions = re.findall(r'<form[^>]* action="([^"]+)"', page)
        seen.append(
            {
                name
                for name, patterns in whom.items()
                if any(re.search(p, action) for p in patterns for action in actions)
            }
        )
        if path == "appointment/letters":
            letters.hold(world.focal_point, letter=Letter.NOT_SUITABLE)
    assert seen == [{"candidates"}, {"candidates"}, {"the panel"}, {"all States"}, {"all States"}]
