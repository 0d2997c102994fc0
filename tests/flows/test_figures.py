"""The applications in figures: taken once, the same for whoever adds and subtracts (D6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import text

from recruit.access.rules import Capacity
from recruit.applications.queries import statistics as queries
from recruit.applications.rules.statistics import Cut
from recruit.core import db, keys, vault
from tests.worlds import World

MAKE = Callable[..., World]


def _declared(world: World, genders: Sequence[str], state: str) -> None:
    """The sheets say these genders, in the order of the references, and the last of them is
    of this State; five are of Chile, all others of France."""
    with db.writing() as session:
        connection = session.connection()
        rows = connection.execute(
            text(
                "SELECT c.id, s.sealed FROM applications_candidate c"
                " JOIN applications_sheet s ON s.candidate_id = c.id ORDER BY c.reference"
            )
        ).all()
        assert len(rows) >= len(genders)
        for number, row in enumerate(rows):
            key = keys.file_key(row.id, world.cast.procedure_id)
            said = vault.unseal(key, row.sealed, "applications_sheet", row.id)
            said["gender"] = genders[number] if number < len(genders) else "f"
            said["nationalities"] = ["CHL" if number < 5 else "FRA"]
            if number == len(genders) - 1:
                said["nationalities"] = [state]
            connection.execute(
                text("UPDATE applications_sheet SET sealed = :sealed WHERE candidate_id = :id"),
                {"sealed": vault.seal(key, said, "applications_sheet", row.id), "id": row.id},
            )


def _read(
    world: World, person: str, capacity: Capacity, where: str = "applications/figures"
) -> str:
    browser = world.client(person)
    answer = browser.get(browser.path(capacity, where))
    assert answer.status_code == 200
    said = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).split("<main")[1])
    return " ".join(said.split("</main")[0].split())


@pytest.mark.rule("D6")
def test_one_application_of_another_gender_and_region_reads_the_same_where_numbers_are_small(
    a_procedure: MAKE,
) -> None:
    read = []
    for last, state in (("", "KEN"), ("m", "IND")):
        world = a_procedure(at="prescreening")
        _declared(world, ["", "m", last], state)
        assert "at the moment in which the first list" in _read(
            world, "member_chile", Capacity.MEMBER
        )
        world.live_until("circulated")
        read.append(
            (
                _read(world, "member_chile", Capacity.MEMBER),
                _read(world, "focal_point", Capacity.FOCAL_POINT),
            )
        )
    assert read[0] == read[1]
    assert "withheld, together" in read[0][0]


@pytest.mark.rule("D6")
def test_figures_are_taken_once_and_add_up(a_procedure: MAKE) -> None:
    world = a_procedure(at="circulated")
    with db.reading() as connection:
        first = queries.statistics(connection, world.cast.procedure_id)
        received = connection.execute(text("SELECT count(*) FROM applications_candidate")).scalar()
        listed = connection.execute(text("SELECT count(*) FROM prescreening_listed")).scalar()
    assert first is not None and received is not None and listed is not None
    # two were received and are not listed: neither that nor whether any are is told
    assert received == listed + 2
    assert (first.total, first.listed) == (listed, listed)
    assert {table.cut for table in first.tables} == set(Cut) - {Cut.UNLISTED}
    for table in first.tables:
        assert sum(n for n in table.numbers if n is not None) + table.together == listed
    world.live_until("shortlist")
    with db.reading() as connection:
        assert queries.statistics(connection, world.cast.procedure_id) == first


@pytest.mark.rule("D6")
def test_the_oversight_of_the_panel_tells_no_number_that_the_list_completes(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="prescreening")
    said = []
    for assigned, locked, settled in ((40, 30, 20), (13, 10, 7), (13, 6, 3)):
        with db.writing() as session:
            session.connection().execute(
                text(
                    "UPDATE prescreening_progress SET assigned = :assigned,"
                    " locked_twice = :locked, settled = :settled"
                ),
                {"assigned": assigned, "locked": locked, "settled": settled},
            )
        for person, capacity in (("member_chile", Capacity.MEMBER), ("president", Capacity.CHAIR)):
            said.append(_read(world, person, capacity, "prescreening/oversight"))
    assert said[:2] == said[2:4]  # forty files or thirteen: the same page
    assert "half or more" in said[0] and "in a hundred files" in said[0]
    assert said[:2] != said[4:]
    assert not re.search(r"\b(Late|Received)\b", said[0])


@pytest.mark.rule("D6")
@pytest.mark.parametrize(
    ("person", "capacity"),
    [
        ("delegate_fra", Capacity.DELEGATE),
        ("office_first", Capacity.OFFICE),
        ("president", Capacity.PRESIDENT),
        ("surrogate_lebanon", Capacity.SURROGATE),
        ("auditor", Capacity.AUDITOR),
    ],
)
def test_nobody_else_has_figures(a_procedure: MAKE, person: str, capacity: Capacity) -> None:
    world = a_procedure(at="circulated")
    browser = world.client(person)
    assert browser.get(browser.path(capacity, "applications/figures")).status_code == 404
