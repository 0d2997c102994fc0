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


def _declared(world: World, genders: Sequence[str]) -> None:
    """The sheets say these genders, in the order of the references."""
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
            connection.execute(
                text("UPDATE applications_sheet SET sealed = :sealed WHERE candidate_id = :id"),
                {"sealed": vault.seal(key, said, "applications_sheet", row.id), "id": row.id},
            )


def _read(world: World, person: str, capacity: Capacity) -> str:
    browser = world.client(person)
    answer = browser.get(browser.path(capacity, "applications/figures"))
    assert answer.status_code == 200
    said = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).split("<main")[1])
    return " ".join(said.split("</main")[0].split())


@pytest.mark.rule("D6")
def test_one_application_of_another_gender_reads_the_same_where_numbers_are_small(
    a_procedure: MAKE,
) -> None:
    read = []
    for last in ("", "m"):
        world = a_procedure(at="prescreening")
        _declared(world, ["", *("m" for _n in range(4)), last])
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
    assert first is not None
    assert (first.total, first.listed) == (received, listed)
    for table in first.tables:
        everybody = sum(n for n in table.numbers if n is not None) + table.together
        rest = first.total - first.listed
        assert everybody == (rest if table.cut is Cut.UNLISTED else first.total)
    world.live_until("shortlist")
    with db.reading() as connection:
        assert queries.statistics(connection, world.cast.procedure_id) == first


@pytest.mark.rule("D6")
def test_the_oversight_of_the_panel_tells_no_number_that_the_list_completes(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="circulated")
    browser = world.client("member_chile")
    page = browser.get(browser.path(Capacity.MEMBER, "prescreening/oversight"))
    said = page.get_data(as_text=True)
    assert "Late" not in said
    counts = [int(n) for n in re.findall(r"<dd[^>]*>\s*(\d+)\s*<", said)]
    assert counts
    assert all(n % 5 == 0 for n in counts)


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
