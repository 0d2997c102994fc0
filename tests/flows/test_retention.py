"""Erasure at the end of retention: announced, confirmed by two, done, and it stays erased (D3)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from recruit.access.rules import Capacity, Reader
from recruit.applications import queries as applications
from recruit.applications.queries.statistics import statistics
from recruit.appointment.operations import retention
from recruit.appointment.queries import retention as queries
from recruit.appointment.rules.retention import Lot
from recruit.core import clock, db, key_files, keys, masters
from recruit.core.errors import Refusal
from recruit.correspondence.operations import matters
from recruit.correspondence.queries import matters as kept
from recruit.correspondence.rules.matters import MatterKind
from recruit.documents import tending
from recruit.finding import indexing
from recruit.procedure import queries as procedure
from recruit.procedure.rules.ending import after, ended
from recruit.shortlist.models import Absence
from tests.worlds import World

MAKE = Callable[..., World]


def _end(world: World) -> None:
    """To a fortnight before the first lot's time is over."""
    with db.reading() as connection:
        end = ended(procedure.milestones(connection, world.cast.procedure_id))
    assert end is not None
    _at(world, after(end, 6) - timedelta(days=14))


def _at(world: World, now: object) -> None:
    world.now = now  # type: ignore[assignment]
    clock.freeze(world.now)


def _view(world: World, lot: Lot) -> queries.ErasureView:
    with db.reading() as connection:
        return queries.erasures(connection, world.cast.procedure_id)[lot]


def _names(world: World) -> list[str | None]:
    with db.reading() as connection:
        ids = [row[0] for row in connection.execute(text("SELECT id FROM applications_candidate"))]
        found = applications.named(connection, world.cast.procedure_id, ids)
    return [named.name for named in found.values()]


def _confirmed(world: World) -> tuple[Reader, Reader]:
    focal = world.reader("focal_point", Capacity.FOCAL_POINT)
    office = world.reader("office_first", Capacity.OFFICE)
    retention.announce(focal, lot=Lot.APPLICATIONS)
    retention.confirm(focal, lot=Lot.APPLICATIONS)
    retention.confirm(office, lot=Lot.APPLICATIONS)
    return focal, office


BESIDE = (
    ("prescreening_assignment", "ended_why"),
    ("prescreening_answer", "note"),
    ("prescreening_answer", "withheld"),
    ("interviews_slot", "place"),
    ("interviews_slot", "ended_why"),
    ("notices_delivery", "said"),
)


def _written_beside(world: World) -> None:
    """A name in every column of free words that stands beside the sealed files."""
    where = {
        "notices_delivery": " WHERE broadcast_id IN (SELECT id FROM notices_broadcast"
        " WHERE audience = 'candidate')",
    }
    with db.writing() as session:
        for table, column in BESIDE:
            said = f"UPDATE {table} SET {column} = 'Amara Quillfeather was ill'"
            session.connection().execute(text(said + where.get(table, "")))


def _told(kind: str) -> set[str]:
    """The audiences that were told so."""
    with db.reading() as connection:
        found = text("SELECT audience FROM notices_broadcast WHERE kind = :kind")
        return set(connection.execute(found, {"kind": kind}).scalars())


@pytest.mark.rule("D3")
@pytest.mark.rule("R27")
def test_applications_are_erased_on_their_day_and_no_older_key_store_brings_them_back(
    a_procedure: MAKE, tmp_path: Path
) -> None:
    world = a_procedure(at="closed", read=True)
    _end(world)
    assert any(_names(world))
    matters.register(
        world.reader("focal_point", Capacity.FOCAL_POINT),
        kind=MatterKind.COMPLAINT_SCREENING,
        received_at=world.now,
        evidence="Mail",
        from_whom="Amara Quillfeather",
        text="I was not considered.",
    )
    _written_beside(world)
    keys.ring().store.copy_to(tmp_path / "older-keys.db")
    _confirmed(world)
    due = _view(world, Lot.APPLICATIONS).due_at
    assert due >= world.now + timedelta(days=14)

    _at(world, due - timedelta(seconds=1))
    assert retention.erase_due(world.now) == 0
    assert any(_names(world))

    _at(world, due)
    assert retention.erase_due(world.now) == 1
    view = _view(world, Lot.APPLICATIONS)
    assert view.done_at is not None
    assert view.counts["applications"] == len(_names(world))
    assert not any(_names(world))
    gone = ("file/", "shelf/", "reading/", "matter/")
    assert not [k for k in keys.ring().ids() if k.startswith(gone)]
    with db.reading() as connection:
        (complaint,) = kept.of(connection, world.reader("focal_point", Capacity.FOCAL_POINT))
    assert not complaint.text + complaint.from_whom
    assert [k for k in keys.ring().ids() if k.startswith("judgement/")]
    with db.reading() as connection:
        for table in ("finding_token", "finding_laid_out", "finding_placed", "finding_part"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
        fingerprints = text("SELECT count(*) FROM applications_candidate WHERE name_hash != ''")
        assert connection.execute(fingerprints).scalar() == 0
    assert indexing.index_due(world.now) == 0

    # nor is anything left of what was typed on them in the clear
    for table, column in BESIDE:
        with db.reading() as connection:
            left = text(f"SELECT count(*) FROM {table} WHERE {column} LIKE '%Quillfeather%'")
            assert connection.execute(left).scalar() == 0, (table, column)

    # the files themselves go with the next tidying
    removed = tending.reconcile(world.now + timedelta(days=2)).files
    assert removed
    assert not tending.reconcile(world.now + timedelta(days=3)).missing

    # an older copy of the key store is put back under the database of today
    file = world.folder / "master.key"
    keys.ring().store.close()
    for old in world.folder.glob("keys.db*"):
        old.unlink()
    shutil.copyfile(tmp_path / "older-keys.db", world.folder / "keys.db")
    keys.init(world.folder / "keys.db", key_files.load_master(file), masters.known(file))
    retention.erase_due(world.now + timedelta(days=4))
    assert not any(_names(world))


@pytest.mark.rule("D3")
def test_the_figures_stay_when_the_applications_are_erased(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    _end(world)

    def shown() -> str:
        focal = world.client("focal_point")
        answer = focal.get(focal.path(Capacity.FOCAL_POINT, "applications/figures"))
        assert answer.status_code == 200
        main = answer.get_data(as_text=True).split("<main")[1].split("</main")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", main).split())

    before = shown()
    assert sum(c.isdigit() for c in before) > 10
    with db.reading() as connection:
        counted = statistics(connection, world.cast.procedure_id)
    assert counted is not None
    _confirmed(world)
    _at(world, _view(world, Lot.APPLICATIONS).due_at)
    assert retention.erase_due(world.now) == 1 and not any(_names(world))
    with db.reading() as connection:
        assert statistics(connection, world.cast.procedure_id) == counted
    assert shown() == before


@pytest.mark.rule("R27")
def test_never_one_person_in_two_capacities_and_each_side_once(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    _end(world)
    focal = world.reader("focal_point", Capacity.FOCAL_POINT)
    president = world.reader("president", Capacity.PRESIDENT)
    with pytest.raises(Refusal, match="nothing to confirm"):
        retention.confirm(focal, lot=Lot.APPLICATIONS)
    with pytest.raises(Refusal, match="Another capacity"):
        retention.announce(president, lot=Lot.APPLICATIONS)
    retention.announce(president, lot=Lot.PANEL)
    retention.confirm(president, lot=Lot.PANEL)
    with pytest.raises(Refusal, match="confirmed already"):
        retention.confirm(president, lot=Lot.PANEL)
    with pytest.raises(Refusal, match="other lot"):
        retention.confirm(focal, lot=Lot.PANEL)
    # the President holds a seat too: that is no second person
    seated = world.reader("president", Capacity.MEMBER)
    with pytest.raises(Refusal, match="never one in two capacities"):
        retention.confirm(seated, lot=Lot.PANEL)
    retention.confirm(world.reader("member_chile", Capacity.MEMBER), lot=Lot.PANEL)
    assert _view(world, Lot.PANEL).other


@pytest.mark.rule("D3")
def test_a_legal_hold_suspends_it_and_the_panels_lot_takes_the_report(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    _end(world)
    president = world.reader("president", Capacity.PRESIDENT)
    retention.announce(president, lot=Lot.PANEL)
    retention.confirm(president, lot=Lot.PANEL)
    retention.confirm(world.reader("member_chile", Capacity.MEMBER), lot=Lot.PANEL)
    retention.hold(president, lot=Lot.PANEL, why="A complaint is before a court.")
    assert _told("appointment.erasure_held")
    _at(world, _view(world, Lot.PANEL).due_at + timedelta(days=1))
    absent = world.reader("member_chile", Capacity.MEMBER)
    about = {"procedure_id": absent.procedure_id, "grant_id": absent.grant_id, "at": world.now}
    with db.writing() as session:
        session.add(Absence(run=9, reason="In hospital that week.", **about))
    assert retention.erase_due(world.now) == 0
    retention.hold(world.reader("president", Capacity.PRESIDENT), lot=Lot.PANEL, why="")
    assert _told("appointment.erasure_goes_on") == _told("appointment.erasure_announced")
    assert retention.erase_due(world.now) == 1
    with db.writing() as session:
        assert not session.exec(select(Absence.reason).where(Absence.run == 9)).one()
    left = {k.split("/")[0] for k in keys.ring().ids()}
    assert {"judgement", "ballots", "report"}.isdisjoint(left)  # its second edition is confirmed
    assert {"file", "panel", "procedure"} <= left


@pytest.mark.rule("D3")
def test_home_says_what_is_to_do_and_the_page_does_it(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    focal, office = world.client("focal_point"), world.client("office_first")
    assert "Announce the erasure: Applications" not in focal.get("/").get_data(as_text=True)
    _end(world)
    focal, office = world.client("focal_point"), world.client("office_first")
    assert "Announce the erasure: Applications" in focal.get("/").get_data(as_text=True)
    for browser, capacity in ((focal, "focal-point"), (office, "office")):
        base = f"/p/{world.cast.procedure_name}/{capacity}/appointment/retention"
        if capacity == "focal-point":
            assert browser.post(f"{base}/applications/announce").status_code == 303
        assert "Confirm the erasure: Applications" in browser.get("/").get_data(as_text=True)
        assert browser.post(f"{base}/applications/confirm").status_code == 303
        assert "Confirm the erasure" not in browser.get("/").get_data(as_text=True)
        assert browser.get(f"{base}/applications/certificate").status_code == 404
    _at(world, _view(world, Lot.APPLICATIONS).due_at)
    retention.erase_due(world.now)
    office = world.client("office_first")
    page = office.get(f"/p/{world.cast.procedure_name}/office/appointment/retention")
    assert "Erased and certified" in page.get_data(as_text=True)
    certificate = office.get(
        f"/p/{world.cast.procedure_name}/office/appointment/retention/applications/certificate"
    ).get_json()
    assert certificate["counts"]["applications"] > 0
    assert len(certificate["confirmed"]) == 2
    outside = world.client("delegate_fra")
    for place in ("retention", "retention/applications/certificate"):
        path = f"/p/{world.cast.procedure_name}/delegate/appointment/{place}"
        assert outside.get(path).status_code == 404
