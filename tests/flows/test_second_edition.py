"""The second edition lived through: made, confirmed by two, and all that is left of the report."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlalchemy import text

from recruit.access.rules import Capacity, Reader
from recruit.applications import queries as applications
from recruit.appointment.operations import retention
from recruit.appointment.queries import retention as erasures
from recruit.appointment.rules.retention import Lot
from recruit.archive import gathering, operations, writing
from recruit.archive.rules.contents import Part
from recruit.core import clock, db, keys
from recruit.core.errors import Refusal
from recruit.procedure import queries as procedure
from recruit.procedure.rules.ending import after, ended
from recruit.report.operations import edition
from recruit.report.queries import edition as queries
from recruit.report.queries import reports
from tests.worlds import World

MAKE = Callable[..., World]


def at(world: World, now: datetime) -> None:
    world.now = now
    clock.freeze(now)


def the_end(world: World) -> datetime:
    with db.reading() as connection:
        found = ended(procedure.milestones(connection, world.cast.procedure_id))
    assert found is not None
    return found


def standing(world: World) -> queries.Standing:
    with db.reading() as connection:
        return queries.standing(connection, world.cast.procedure_id)


def undone(world: World) -> None:
    """As it stood before the demonstration's people made it."""
    with db.writing() as session:
        connection = session.connection()
        connection.execute(text("DELETE FROM report_second_edition"))
        connection.execute(text("DELETE FROM access_second WHERE act = 'report.second_edition'"))


def names(world: World) -> dict[str, str]:
    """Name to reference of every candidate."""
    with db.reading() as connection:
        found = connection.execute(text("SELECT id FROM applications_candidate")).scalars()
        named = applications.named(connection, world.cast.procedure_id, list(found))
    return {one.name: one.reference for one in named.values() if one.name}


def files(world: World, reader: Reader, as_of: datetime) -> dict[str, bytes]:
    """The files of this reader's archive as of an instant, as they are sealed together."""
    with db.reading() as connection:
        about = procedure.by_id(connection, world.cast.procedure_id)
        milestones = procedure.milestones(connection, world.cast.procedure_id)
        assert about is not None
        held = gathering.gather(
            connection, reader, about, milestones, the_end(world), as_of, clock.now()
        )
    assert held.holds(Part.REPORT)
    return writing.files(held, clock.now(), operations.SCRIPTS)


@pytest.mark.rule("J9")
@pytest.mark.rule("R27")
@pytest.mark.rule("D3")
def test_two_people_settle_the_second_edition_and_it_alone_is_left_of_the_report(
    a_procedure: MAKE,
    tmp_path: Path,
) -> None:
    world = a_procedure(at="closed")
    undone(world)
    at(world, world.now + timedelta(days=1))
    president = world.reader("president", Capacity.PRESIDENT)
    own_seat = world.reader("president", Capacity.MEMBER)
    member = world.reader("member_chile", Capacity.MEMBER)
    with pytest.raises(Refusal, match="not made it yet"):
        edition.confirm(member)
    edition.make(president)
    with pytest.raises(Refusal, match="made already"):
        edition.make(president)
    with pytest.raises(Refusal, match="you made it yourself"):
        edition.confirm(own_seat)
    retention.announce(president, lot=Lot.PANEL)
    with pytest.raises(Refusal, match="second edition"):
        retention.confirm(president, lot=Lot.PANEL)
    browser = world.client("member_chile")
    base = f"/p/{world.cast.procedure_name}/member/report/second-edition"
    page = browser.get(base).get_data(as_text=True)
    (made,) = standing(world).made
    assert made.content_hash in page and made.first_hash in page
    assert browser.post(f"{base}/confirm").status_code == 303
    assert standing(world).settled
    everybody = names(world)
    references = {r for r in made.replaced if r}
    assert references and all(reference in page for reference in references)
    assert not any(name in page for name in everybody)  # references and counts alone

    # what it says: the hash is of these bytes, and no name of others stands in bytes or pages
    with db.reading() as connection:
        (kept,) = queries.kept(connection, world.cast.procedure_id, {made.report_id})
        first = reports.canonical(connection, world.cast.procedure_id, made.report_id)
        given = reports.hand_over(connection, world.cast.procedure_id)
    assert given is not None and first is not None
    assert hashlib.sha256(kept.canonical).hexdigest() == made.content_hash
    assert hashlib.sha256(kept.pdf).hexdigest() == made.file_hash
    bound: dict[str, Any] = json.loads(kept.canonical)
    assert bound["first_edition_sha256"] == made.first_hash == hashlib.sha256(first).hexdigest()
    pages = pypdfium2.PdfDocument(kept.pdf)
    drawn = " ".join(page.get_textpage().get_text_range() for page in pages)
    drawn = " ".join(drawn.split())
    others = [name for name in everybody if name != given.name]
    assert any(name in first.decode() for name in others)
    assert not [name for name in others if name in kept.canonical.decode() or name in drawn]
    assert given.name in drawn and all(reference in drawn for reference in references)

    # on its day the first edition goes with the panel's material, and the second stays
    retention.confirm(president, lot=Lot.PANEL)
    retention.confirm(member, lot=Lot.PANEL)
    committee = world.reader("reader_fra", Capacity.COMMITTEE)
    with db.reading() as connection:
        due = erasures.erasures(connection, world.cast.procedure_id)[Lot.PANEL].due_at
    at(world, due)
    assert retention.erase_due(world.now) == 1
    assert f"report/{world.cast.procedure_id}" not in keys.ring().ids()
    with db.reading() as connection:
        assert reports.canonical(connection, world.cast.procedure_id, made.report_id) is None
        view = erasures.erasures(connection, world.cast.procedure_id)[Lot.PANEL]
    assert view.counts["second_editions"] == 1
    found = files(world, committee, world.now)
    assert found["report.pdf"] == kept.pdf
    assert hashlib.sha256(found["report-content.json"]).hexdigest() == made.content_hash
    assert found["report-certificate.pdf"].startswith(b"%PDF-")
    for name, raw in found.items():
        if name in ("verify_seal.py", "seal-1.pem") or name.endswith(".pdf"):
            (tmp_path / name).write_bytes(raw)
    for name in ("report.pdf", "report-certificate.pdf"):
        call = [sys.executable, "-I", "verify_seal.py", name, "seal-1.pem"]
        said = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert "WHOLE" in said.stdout, said.stdout
    assert made.sealed_by in said.stdout
    with pikepdf.open(io.BytesIO(kept.pdf)) as sealed:
        assert sealed.open_metadata()["pdfuaid:part"] == "1" and sealed.Root.Perms.DocMDP
    certificate = world.client("president").get(
        f"/p/{world.cast.procedure_name}/president/appointment/retention/panel/certificate"
    )
    assert certificate.get_json()["second editions"][0]["sha256"] == made.content_hash


@pytest.mark.rule("J9")
@pytest.mark.rule("D3")
@pytest.mark.rule("R16")
def test_its_page_is_nobody_elses_and_home_asks_for_it(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    undone(world)
    at(world, after(the_end(world), 1))
    assert "Make the report" in world.client("president").get("/").get_data(as_text=True)
    edition.make(world.reader("president", Capacity.PRESIDENT))
    home = world.client("president").get("/").get_data(as_text=True)
    assert "Make the report" not in home and "Confirm the report" not in home
    assert "Confirm the report" in world.client("member_malawi").get("/").get_data(as_text=True)
    name = world.cast.procedure_name
    for person, capacity in (("focal_point", "focal-point"), ("office_first", "office")):
        browser = world.client(person)
        assert browser.get(f"/p/{name}/{capacity}/report/second-edition").status_code == 404
        page = browser.get(f"/p/{name}/{capacity}/appointment/retention").get_data(as_text=True)
        assert "waits for a member" not in page
    page = world.client("president").get(f"/p/{name}/president/appointment/retention")
    assert "waits for a member" in page.get_data(as_text=True)
