"""Memory for the next time: ten lines without names, and planned against real days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recruit.access import frame
from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.archive import memory
from recruit.archive.rules.memory import checked, compared
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.notices import outbox
from recruit.notices.models import Notice
from recruit.procedure import operations as procedures
from recruit.procedure.models import Amendment
from recruit.procedure.rules.milestones import Column, Milestone, MilestoneKind
from tests import ground, silence
from tests.flows.test_archive import closed
from tests.silence import NAME, World


@pytest.fixture
def world(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[World]:
    with silence.made(tmp_path, pytestconfig.getoption("--database")) as made:
        yield made


def now(world: World, reader: Reader) -> Reader:
    return world.place.reader(reader.name, reader.capacity, state=reader.state_id)


def of_next(world: World, reader: Reader) -> Reader:
    """The same person, with the same capacity in the next recruitment."""
    with db.writing() as session:
        made = procedures.create(
            session,
            clock.now(),
            name="next",
            preset_name=ground.PRESET,
            closure_at=datetime(2026, 9, 18, 16, 0, tzinfo=UTC),
        )
        grant = Grant(
            procedure_id=made.id,
            person_id=reader.person_id,
            capacity=reader.capacity,
            since=clock.now(),
            undertaken_at=clock.now(),
        )
        session.add(grant)
        session.flush()
        return replace(
            reader, procedure_id=made.id, grant_id=grant.id, column=Column.BEFORE, now=clock.now()
        )


def test_lines_are_written_once_it_is_closed_and_open_the_next_recruitment(world: World) -> None:
    with pytest.raises(Refusal):
        memory.write(world.focal_point, lines=["Too early."])
    closed(world)
    focal, chair = now(world, world.focal_point), now(world, world.chair)
    assert memory.write(focal, lines=["Post two weeks earlier.", "", "Ask for PDF files."]) == 2
    assert memory.write(chair, lines=["Plan the interviews in one place."]) == 1
    assert memory.write(focal, lines=["Post three weeks earlier."]) == 1  # in place of the two
    with pytest.raises(Refusal):
        memory.write(now(world, world.president), lines=["Not mine to write."])
    following = of_next(world, focal)
    with db.reading() as connection:
        assert memory.before(connection, focal) is None
        left = memory.before(connection, following)
    assert left is not None
    assert left.lines == (
        ("chair", "Plan the interviews in one place."),
        (Capacity.FOCAL_POINT.value, "Post three weeks earlier."),
    )
    browser = silence.browser(world, focal)
    page = browser.get(f"/p/next/{focal.capacity}/archive/memory")
    assert page.status_code == 200 and "Post three weeks earlier." in page.text
    assert "Ten lines at most" not in page.text  # nothing to write before the end


@pytest.mark.rule("D3")
def test_no_line_holds_a_name_of_whoever_applied_or_took_part(world: World) -> None:
    closed(world)
    focal = now(world, world.focal_point)
    for line in (
        f"{NAME} was the best.",
        "halloran-vale was late",
        "Nobody like NONESUCH, please.",
        "Ask Yasmin first.",
    ):
        with pytest.raises(Refusal, match="Line 2 holds a name"):
            memory.write(focal, lines=["Fine.", line])
    with pytest.raises(Refusal, match="Ten lines"):
        memory.write(focal, lines=[f"Line {n}" for n in range(11)])
    with pytest.raises(Refusal, match="300"):
        memory.write(focal, lines=["x" * 301])


@pytest.mark.rule("P53f-2")
def test_real_days_are_those_that_the_reader_may_know(world: World) -> None:
    windows = {
        "54(a)": (date(2022, 9, 5), date(2022, 9, 25)),
        "54(b)": (date(2022, 9, 26), date(2022, 10, 7)),
        "54(f)": (date(2022, 12, 12), date(2023, 1, 27)),
    }

    def told(kind: MilestoneKind, month: int, day: int) -> Milestone:
        return Milestone(kind, datetime(2022, month, day, 8, 0, tzinfo=UTC))

    k = MilestoneKind
    rows = compared(
        windows,
        [
            told(k.VACANCY_POSTED, 9, 5),
            told(k.VACANCY_EXTENDED, 9, 20),
            told(k.LIST_CIRCULATED, 10, 10),
            told(k.LIST_CIRCULATED, 10, 21),  # a new version, when the panel had placed a file
            told(k.INTERVIEWS_BEGUN, 12, 14),
        ],
    )
    assert [(r.para, r.planned, r.days) for r in rows if r.real] == [
        ("54(a)", date(2022, 9, 5), 0),  # posted on its first day is no twenty days early
        ("54(b)", date(2022, 10, 7), 3),
        ("54(f)", date(2022, 12, 12), 2),
    ]
    closed(world)
    focal = now(world, world.focal_point)
    with db.reading() as connection:
        left = memory.of(connection, world.procedure_id, focal)
    assert left is not None
    by_what = {r.what: r.real for r in left.days}
    assert by_what["List of suitable candidates circulated"] is not None
    assert by_what["Report lodged"] is None and by_what["Contract signed"] is not None


@pytest.mark.rule("R2")
def test_an_amended_window_hides_no_delay(world: World) -> None:
    closed(world)
    focal = now(world, world.focal_point)
    with db.writing() as session:
        session.add(
            Amendment(
                procedure_id=world.procedure_id,
                para="54(b)",
                first=date(2022, 9, 26),
                last=date(2022, 12, 30),
                reason="More time.",
                grant_id=world.chair.grant_id,
                at=clock.now(),
            )
        )
    with db.reading() as connection:
        left = memory.of(connection, world.procedure_id, focal)
    assert left is not None
    (row,) = [r for r in left.days if r.para == "54(b)"]
    assert row.planned == date(2022, 10, 7)


@pytest.mark.rule("D3")
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Bo Li", "Do not ask Li again."),
        ("José Nuñez", "Nunez was late."),
        ("Ng Wai", "The papers of Wai came twice."),
        ("王小明", "没有王小明的文件。"),
    ],
)
def test_a_short_name_or_one_with_accents_is_a_name(name: str, line: str) -> None:
    with pytest.raises(Refusal, match="Line 1 holds a name"):
        checked([line], [name])


def test_common_words_are_no_names() -> None:
    lines = ["The panel may do it in one day.", "Ask an outsider; it is so on the day."]
    assert checked(lines, ["May An", "Day So"]) == lines


def test_home_asks_for_the_lines_until_they_are_written_or_a_season_has_passed(
    world: World,
) -> None:
    said = "Leave up to ten lines for the next recruitment"
    assert said not in silence.browser(world, world.focal_point).get("/").text
    closed(world)
    focal, chair = now(world, world.focal_point), now(world, world.chair)
    assert said in silence.browser(world, focal).get("/").text
    memory.write(focal, lines=["Post earlier."])
    assert said not in silence.browser(world, focal).get("/").text
    assert said in silence.browser(world, chair).get("/").text
    clock.freeze(clock.now() + timedelta(days=91))
    assert said not in silence.browser(world, now(world, world.chair)).get("/").text


def test_who_prepares_the_next_recruitment_is_told_of_the_lines_when_named(world: World) -> None:
    closed(world)
    focal = now(world, world.focal_point)
    following = of_next(world, focal)  # nothing was left yet, so nobody is told
    memory.write(focal, lines=["Post earlier."])
    other = world.place.reader("Later Person", Capacity.DELEGATE)
    with act(frame.operator(), Action.SITE_OPERATE) as a:
        for person, capacity in (
            (world.president.person_id, Capacity.PRESIDENT),
            (other.person_id, Capacity.STAFF),
        ):
            access.give(a, person_id=person, capacity=capacity, procedure_id=following.procedure_id)
        a.record(following.procedure_id)
    outbox.expand(clock.now())
    told = [n for n in ground.rows(Notice) if n.kind == memory.NOTICE]
    assert [(n.person_id, n.capacity, n.procedure_id) for n in told] == [
        (world.president.person_id, Capacity.PRESIDENT, following.procedure_id)
    ]
    home = silence.browser(world, world.president).get("/").text
    assert "The last recruitment left some lines for this one" in home


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(world: World) -> None:
    closed(world)
    browser = silence.browser(world, now(world, world.focal_point))
    path = browser.path(Capacity.FOCAL_POINT, "archive/memory")
    assert "Your ten lines" in browser.get(path).text
    bad = browser.post(path, {"lines": "Fine.\nAsk Yasmin first."})
    assert bad.status_code == 422 and "Line 2 holds a name" in bad.text
    assert "Ask Yasmin first." in bad.text
    assert browser.post(path, {"lines": "Post earlier."}).status_code == 303
    assert "Post earlier." in browser.get(path).text
    delegate = silence.browser(world, world.delegate("CHL"))
    at = delegate.path(Capacity.DELEGATE, "archive/memory")
    assert delegate.get(at).status_code == 404
