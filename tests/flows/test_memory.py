"""Memory for the next time: ten lines without names, and planned against real days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recruit.access.models import Grant
from recruit.access.rules import Capacity, Reader
from recruit.archive import memory
from recruit.archive.rules.memory import compared
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.procedure import operations as procedures
from recruit.procedure.rules.milestones import Audience, Column, Milestone, MilestoneKind
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
    windows = [("54(b)", "List", date(2022, 10, 7)), ("54(g)", "Report", date(2023, 2, 17))]
    at = datetime(2022, 10, 10, 8, 0, tzinfo=UTC)
    told = [Milestone(MilestoneKind.LIST_CIRCULATED, at, audience=Audience.GICHD)]
    rows = compared(windows, told)
    assert [(r.real, r.days) for r in rows] == [(date(2022, 10, 10), 3), (None, None)]
    closed(world)
    focal = now(world, world.focal_point)
    with db.reading() as connection:
        left = memory.of(connection, world.procedure_id, focal)
    assert left is not None
    by_para = {r.para: r.real for r in left.days}
    assert by_para["54(b)"] is not None and by_para["54(g)"] is None


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
