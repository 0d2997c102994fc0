"""A candidate's own file: asked for, put together by the worker, fetched once by a link."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.applications.models import Candidate, Change
from recruit.core import clock, db, keys, sealing, vault
from recruit.core.errors import Refusal
from recruit.correspondence.operations import matters
from recruit.correspondence.queries import matters as asked
from recruit.correspondence.rules.matters import MatterKind
from recruit.documents import tending
from recruit.interviews.models import Debrief
from recruit.notices import outbox
from recruit.notices.models import Broadcast, Delivery, Notice
from recruit.notices.operations import Told, body_place
from recruit.prescreening.models import Vote
from recruit.rights.models import Parcel
from recruit.rights.operations import making, parcels
from recruit.rights.queries import content
from recruit.rights.queries import parcels as queries
from tests import ground
from tests.worlds import Browser, World

MAKE = Callable[..., World]
FOCAL, CHAIR = Capacity.FOCAL_POINT, Capacity.CHAIR


def request(world: World) -> str:
    """A candidate's request for own data, registered by GICHD; the matter's id."""
    focal = world.reader("focal_point", FOCAL)
    matters.register(
        focal,
        kind=MatterKind.OWN_DATA,
        received_at=world.now - timedelta(hours=1),
        evidence="Header of the mail",
        from_whom="The applicant",
        text="Please send me what you keep on me.",
    )
    with db.reading() as connection:
        return next(m.id for m in asked.of(connection, focal) if m.answered_at is None)


def candidates(interviewed: bool) -> list[Candidate]:
    with db.writing() as session:
        held = set(session.exec(select(Debrief.candidate_id)).all())
        rows = session.exec(
            select(Candidate)
            .where(Candidate.withdrawn_at.is_(None), Candidate.merged_into.is_(None))  # type: ignore[union-attr]
            .order_by(Candidate.reference)
        ).all()
        return [row for row in rows if (row.id in held) is interviewed]


def prepare(world: World, candidate: Candidate) -> Parcel:
    parcels.prepare(
        world.reader("focal_point", FOCAL),
        matter_id=request(world),
        reference=candidate.reference,
        identity="It came from the address on file.",
    )
    return parcel(candidate)


def parcel(candidate: Candidate) -> Parcel:
    with db.writing() as session:
        return session.exec(
            select(Parcel)
            .where(Parcel.candidate_id == candidate.id)
            .order_by(Parcel.ended_at.is_not(None), Parcel.asked_at.desc())  # type: ignore[union-attr,attr-defined]
        ).first()  # type: ignore[return-value]


def link(world: World, candidate: Candidate) -> str:
    """The worker puts it together and sends it; the path of the link, as the mail has it."""
    assert making.make_due(world.now) == 1
    with db.writing() as session:
        row = session.exec(
            select(Broadcast)
            .where(Broadcast.object_id == parcel(candidate).id)
            .where(Broadcast.kind == making.NOTICE)
        ).one()
    assert row.body is not None
    body = sealing.unseal_json(keys.ring().get(row.key_id), row.body, body_place(row.id))
    assert candidate.reference not in json.dumps(body)
    return str(body["path"])


def visitor(world: World) -> Browser:
    return Browser(world.app.test_client(), world.cast.procedure_name)


def take(visitor: Browser, path: str, reference: str) -> Any:
    page = visitor.get(path).get_data(as_text=True)
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    visitor.csrf = token.group(1) if token else visitor.csrf
    return visitor.post(path, {"reference": reference})


def opened(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        assert packed.testzip() is None
        return {n.removeprefix("own-file/"): packed.read(n) for n in packed.namelist()}


def names(world: World) -> content.Everybody:
    with db.reading() as connection:
        return content.everybody(connection, world.cast.procedure_id)


@pytest.mark.rule("D4")
@pytest.mark.rule("W15")
def test_a_link_gives_the_own_file_once_to_who_knows_the_reference(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=False)[0]
    made = prepare(world, candidate)
    assert not made.whole
    path = link(world, candidate)
    who = visitor(world)
    # a mail gateway that opens the link, however often, uses nothing up
    for _again in range(3):
        page = who.get(path)
        assert page.status_code == 200
        said = page.get_data(as_text=True)
        assert candidate.reference not in said
        assert names(world).name(candidate.id) not in said
    assert parcel(candidate).opened_at is None
    assert take(who, path, "X99-999").status_code == 422
    answer = take(who, path, f" {candidate.reference.lower()} ")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    raw = answer.get_data()
    assert len(raw) == int(answer.headers["Content-Length"])
    assert parcel(candidate).opened_at is not None
    assert take(who, path, candidate.reference).status_code == 410
    assert who.get(path).status_code == 410
    files = opened(raw)
    manifest = json.loads(files["manifest.json"])
    listed = {f["path"]: (f["bytes"], f["sha256"]) for f in manifest["files"]}
    assert listed == {
        name: (len(held), hashlib.sha256(held).hexdigest())
        for name, held in files.items()
        if name != "manifest.json"
    }
    index = files["index.html"].decode()
    for name in listed:
        assert name == "index.html" or f'href="{quote(name)}"' in index
    assert any(name.startswith("documents/01-") for name in files)


@pytest.mark.rule("D4")
@pytest.mark.rule("W15")
def test_a_link_is_used_from_four_places_at_once(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=False)[0]
    prepare(world, candidate)
    path, ready = link(world, candidate), Barrier(4)

    def one(browser: Browser) -> tuple[int, bytes]:
        token = re.search(r'name="csrf" value="([^"]+)"', browser.get(path).get_data(as_text=True))
        assert token is not None
        browser.csrf = token.group(1)
        ready.wait()
        answer = browser.post(path, {"reference": candidate.reference})
        return answer.status_code, answer.get_data()

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(one, [visitor(world) for _n in range(4)]))
    assert [status for status, _raw in found] == [200, 410, 410, 410]
    assert "application.html" in opened(found[0][1])
    assert not any(raw.startswith(b"PK") for _status, raw in found[1:])


@pytest.mark.rule("D4")
def test_the_own_file_has_the_own_screening_and_nobody_elses_name(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=False)[0]
    known = names(world)
    others = {o.name for o in known.besides(candidate.id)}
    assert len(others) > 10
    with db.writing() as session:  # what the GICHD wrote down as evidence names somebody too
        said = {"evidence": f"In the same mail as {min(others)}'s"}
        key = keys.file_key(candidate.id, candidate.procedure_id)
        came = {"id": "x" * 22, "kind": "correction", "by_grant": candidate.by_grant}
        whose = {"procedure_id": candidate.procedure_id, "candidate_id": candidate.id}
        times = {"received_at": candidate.received_at, "at": candidate.received_at}
        sealed = vault.seal(key, said, "applications_change", came["id"])
        session.add(Change(**came, **whose, **times, sealed=sealed))
    prepare(world, candidate)
    files = opened(take(visitor(world), link(world, candidate), candidate.reference).get_data())
    pages = {name: held.decode() for name, held in files.items() if name.endswith(".html")}
    assert known.name(candidate.id) in pages["application.html"]
    assert "Advanced university degree" in pages["screening.html"]
    assert "In the same mail as […]" in pages["application.html"]
    assert "ratings.html" not in pages
    whole = "".join(pages.values())
    assert not [name for name in others if name in whole]
    with db.writing() as session:  # answers that single screeners gave are not in it
        assert session.exec(select(Vote)).first() is not None
    with db.reading() as connection:
        (one,) = [
            m
            for m in asked.of(connection, world.reader("focal_point", FOCAL))
            if m.kind is MatterKind.OWN_DATA
        ]
    assert one.answered_at is not None and "link to it was sent" in one.answer


@pytest.mark.rule("D4")
@pytest.mark.rule("R16")
def test_what_the_gichd_may_not_see_is_added_at_the_chairs_release(a_procedure: MAKE) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=True)[0]
    made = prepare(world, candidate)
    assert made.whole
    assert making.make_due(world.now) == 0  # it waits for the Chair
    focal, chair = world.client("focal_point"), world.client("president")
    gichds = focal.get(focal.path(FOCAL, "own-files/")).get_data(as_text=True)
    assert "Waits for the Chair" in gichds and "Agreed" not in gichds
    stolen = focal.post(focal.path(FOCAL, f"own-files/{made.id}/release"), {"version": "1"})
    assert stolen.status_code == 404
    page = chair.get(chair.path(CHAIR, "own-files/")).get_data(as_text=True)
    assert "The link goes to" in page and "/ 5" in page
    assert "Release the panel" in chair.get("/").get_data(as_text=True)
    wrong = chair.post(chair.path(CHAIR, f"own-files/{made.id}/release"), {"version": "99"})
    assert wrong.status_code == 409
    sent = {"version": str(candidate.version)}
    assert chair.post(chair.path(CHAIR, f"own-files/{made.id}/release"), sent).status_code == 303
    path = link(world, candidate)
    with db.writing() as session:
        told = session.exec(select(Broadcast).where(Broadcast.kind == making.NOTICE)).one()
        assert told.sender == CHAIR.value  # undelivered, it is the Chair's to see (D7)
    files = opened(take(visitor(world), path, candidate.reference).get_data())
    ratings = files["ratings.html"].decode()
    assert "/ 5" in ratings
    members = [o.name for o in names(world).people]
    assert not [name for name in members if name in ratings]
    # GICHD does not send it again: it would be the Chair's letter
    with pytest.raises(Refusal, match="Chair sends"):
        parcels.again(world.reader("focal_point", FOCAL), parcel_id=made.id)


@pytest.mark.rule("D4")
def test_a_link_that_ran_out_or_was_guessed_at_is_over_and_can_be_sent_again(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=False)[1]
    first = prepare(world, candidate)
    path = link(world, candidate)
    file_id = parcel(candidate).file_id
    guesser = visitor(world)
    for _wrong in range(5):
        assert take(guesser, path, "D00-000").status_code == 422
    assert take(guesser, path, candidate.reference).status_code == 410
    focal = world.reader("focal_point", FOCAL)
    parcels.again(focal, parcel_id=first.id)
    assert parcel(candidate).id != first.id
    fresh = link(world, candidate)
    assert fresh != path and visitor(world).get(path).status_code == 410
    assert visitor(world).get(fresh).status_code == 200
    clock.freeze(world.now + timedelta(days=11))
    assert visitor(world).get(fresh).status_code == 410
    # key and file go: of the one that was replaced by the hourly tidying, of this one at once
    second = parcel(candidate)
    assert parcels.over(clock.now()) == 1
    assert keys.parcel_key(second.id, second.procedure_id) not in keys.ring().ids()
    tending.reconcile(clock.now())
    assert keys.parcel_key(first.id, first.procedure_id) not in keys.ring().ids()
    assert file_id not in {one for one, _at in tending.store.kept()}
    with pytest.raises(keys.Erased):
        keys.ring().get(keys.parcel_key(first.id, first.procedure_id))


@pytest.mark.rule("D4")
def test_the_link_goes_to_the_address_that_it_was_let_go_to_and_to_no_other(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=False)[0]
    made = prepare(world, candidate)
    with db.writing() as session:
        session.connection().execute(
            text("UPDATE applications_candidate SET mail_hash = 'another' WHERE id = :one"),
            {"one": candidate.id},
        )
    assert making.make_due(world.now) == 0
    assert "address was changed" in parcel(candidate).fault
    outbox.expand(world.now)
    (line,) = [n for n in ground.rows(Notice) if n.kind == "rights.failed"]
    assert (line.person_id, line.capacity) == (world.person("focal_point"), "focal-point")
    assert making.make_due(world.now) == 0  # and nobody is told twice
    assert len([b for b in ground.rows(Broadcast) if b.kind == "rights.failed"]) == 1
    with db.writing() as session:
        assert not session.exec(select(Broadcast).where(Broadcast.object_id == made.id)).all()


@pytest.mark.rule("D4")
def test_the_mail_with_the_link_goes_out_once_and_not_for_a_replaced_one(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    candidate = candidates(interviewed=False)[0]
    first = prepare(world, candidate)
    link(world, candidate)
    parcels.again(world.reader("focal_point", FOCAL), parcel_id=first.id)
    link(world, candidate)
    outbox.expand(world.now)
    with db.writing() as session:
        rows = session.exec(
            select(Broadcast.object_id, Delivery.status)
            .join(Delivery, Delivery.broadcast_id == Broadcast.id)  # type: ignore[arg-type]
            .where(Broadcast.kind == making.NOTICE)
        ).all()
    assert rows == [(parcel(candidate).id, "queued")]
    told = Told("", first.procedure_id, "", "", "", (first.id,), world.now, world.now, True)
    with db.reading() as connection:
        assert not queries.addressees(connection, told)  # asked again when it is sent


@pytest.mark.rule("D4")
def test_before_the_end_no_rating_is_given_and_a_request_is_due_in_thirty_days(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="report")
    candidate = candidates(interviewed=True)[0]
    focal = world.client("focal_point")
    matter = request(world)
    page = focal.get(focal.path(FOCAL, "own-files/")).get_data(as_text=True)
    assert "Answered by" in page
    blank = focal.post(focal.path(FOCAL, f"own-files/{matter}"), {"reference": "Z99-999"})
    assert blank.status_code == 422
    nobody = {"reference": "Z99-999", "identity": "A call back to the number on file."}
    unknown = focal.post(focal.path(FOCAL, f"own-files/{matter}"), nobody)
    assert "No application has this reference" in unknown.get_data(as_text=True)
    sent = {**nobody, "reference": candidate.reference}
    assert focal.post(focal.path(FOCAL, f"own-files/{matter}"), sent).status_code == 303
    assert not parcel(candidate).whole
    twice = focal.post(focal.path(FOCAL, f"own-files/{matter}"), sent)
    assert "on its way already" in twice.get_data(as_text=True)
    files = opened(take(visitor(world), link(world, candidate), candidate.reference).get_data())
    assert "ratings.html" not in files
    assert "after the end of the recruitment" in files["index.html"].decode()
