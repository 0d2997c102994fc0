"""Intake: a drop of many files, corrected and filed; through the pages as a person has them."""

from __future__ import annotations

import fcntl
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, func, select

from recruit.access.rules import Capacity
from recruit.applications import models
from recruit.applications import queries as applications
from recruit.applications.models import Batch, Candidate, Item, Proposal
from recruit.applications.operations.intake import batches, filing, steps
from recruit.applications.queries import batches as queries
from recruit.core import clock, db, keys, vault
from recruit.core.errors import Refusal
from recruit.documents import store, tending
from recruit.documents.models import Document
from recruit.documents.rules import DEFAULT_LIMIT
from tests.flows import intake_making as drops
from tests.unit.documents import making

FOCAL, STAFF = Capacity.FOCAL_POINT, Capacity.STAFF


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: the vacancy is posted, applications arrive."""
    return a_procedure(at="composition")


def count(model: Any) -> int:
    with db.reading() as connection, Session(bind=connection) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def batch_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def proposed(world: Any, address: str, who: str = "focal_point") -> list[queries.ProposalView]:
    reader = world.reader(who, FOCAL)
    with db.reading() as connection:
        return queries.proposals(connection, reader, batch_of(address))


def named(world: Any, address: str, name: str) -> queries.ProposalView:
    return next(p for p in proposed(world, address) if name in p.draft.name)


def file_ready(browser: Any, address: str, number: int) -> None:
    done = browser.post(f"{address}/file", {"number": number})
    assert done.status_code == 303, done.get_data(as_text=True)
    drops.look(browser, address)


# ---------------------------------------------------------------- proposing


@pytest.mark.rule("A1")
def test_a_drop_of_archive_mailbox_and_list_is_proposed_as_applications(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    before = count(Candidate)
    address = drops.drop(browser, drops.everything())
    found = {p.draft.name: p for p in proposed(receiving, address)}
    assert set(found) == {
        "Ivanova Мария",
        "Wilhelmina Tarn-Osprey",
        "Grace Okello",
        "Tomas Lindqvist-Baum",
        "Nobody Atall",
    }
    okello, maria = found["Grace Okello"], found["Ivanova Мария"]
    assert okello.draft.received_at == datetime(2022, 9, 12, 14, 3, 20, tzinfo=UTC)
    assert "mx.gichd.example" in okello.draft.evidence and okello.ready
    assert [f.name for f in okello.files if f.counts] == ["0001.eml", "CV.pdf"]
    assert maria.draft.mail == "m.ivanova@post.example" and not maria.ready
    tarn = found["Wilhelmina Tarn-Osprey"]
    assert tarn.draft.channel == "post" and tarn.draft.nationalities == "CHE MEX" and tarn.ready
    assert [f.name for f in tarn.files] == ["CV.pdf"]
    assert any("missing.pdf" in note for note in found["Nobody Atall"].draft.notes)
    page = browser.get(address).get_data(as_text=True)
    assert "Grace Okello" in page and "tool.exe" in page and "programme" in page
    assert "File these 3 applications" in page
    assert count(Candidate) == before


@pytest.mark.rule("A1")
def test_what_is_filed_is_what_was_shown_with_receipt_and_acknowledgement(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    before, shown = count(Candidate), named(receiving, address, "Okello").draft
    file_ready(browser, address, 3)
    assert count(Candidate) == before + 3
    okello = named(receiving, address, "Okello")
    with db.reading() as connection, Session(bind=connection) as session:
        row = session.get(Candidate, okello.candidate_id)
        documents = session.exec(
            select(Document).where(Document.object_id == okello.candidate_id)
        ).all()
    assert row is not None and row.received_at == shown.received_at
    with db.reading() as connection:
        read = applications.application(
            connection, receiving.reader("focal_point", FOCAL), okello.candidate_id
        )
    assert read is not None and read.evidence == shown.evidence
    assert okello.reference == row.reference
    assert sorted(d.kind for d in documents) == ["cv", "mail"]
    page = browser.get(address).get_data(as_text=True)
    assert okello.reference in page and "2 lack something" in page


@pytest.mark.rule("A7")
def test_the_separate_sheet_is_filed_and_gone_from_the_drop(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    before = count(models.Sheet)
    assert named(receiving, address, "Tarn").draft.nationalities == "CHE MEX"
    file_ready(browser, address, 3)
    assert count(models.Sheet) == before + 1
    tarn = named(receiving, address, "Tarn")
    assert tarn.draft.nationalities == "" and tarn.state == "filed"
    page = browser.get(f"{address}/{tarn.id}").get_data(as_text=True)
    assert "MEX" not in page and tarn.reference in page


@pytest.mark.rule("A1")
def test_the_same_drop_again_doubles_nothing(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    everything = drops.everything()
    address = drops.drop(browser, everything)
    items, proposals = count(Item), count(Proposal)
    drops.drop(browser, everything, into=address)
    assert (count(Item), count(Proposal)) == (items, proposals)
    file_ready(browser, address, 3)
    filed = count(Candidate)
    again = drops.drop(browser, everything)
    assert again != address
    left = [p for p in proposed(receiving, again) if p.state == "left"]
    assert len(left) == 3 and all("were filed before, as D22-" in p.draft.why for p in left)
    assert not any(p.ready for p in proposed(receiving, again))
    assert browser.post(f"{again}/file", {"number": 0}).status_code == 409
    assert count(Candidate) == filed


@pytest.mark.rule("A1")
def test_a_portion_whose_answer_was_lost_is_sent_again_and_begins_no_second_drop(
    receiving: Any,
) -> None:
    browser, other = receiving.client("focal_point"), receiving.client("screener_one")
    papers = {name: making.pdf(name) for name in ("a.pdf", "b.pdf", "c.pdf")}

    def portion(who: Any, path: str, key: str, *names: str, last: bool = False, **more: str) -> Any:
        files = drops.sent({name: papers[name] for name in names})
        how = {"X-Portion": "last" if last else "more"}
        return who.post(path, {"key": key, **files, **more}, headers=how, **drops.FILES)

    begin = browser.path(FOCAL, "applications/intake/")
    first, again = (portion(browser, begin, "k" * 22, "a.pdf", "b.pdf") for _n in range(2))
    assert first.json["show"] == again.json["show"] and count(Batch) == 1
    assert first.json["fields"]["key"] != again.json["fields"]["key"]
    # the same key of somebody else begins a drop of their own, and nobody adds to another's
    theirs = portion(other, other.path(STAFF, "applications/intake/"), "k" * 22, "a.pdf")
    assert theirs.json["show"] != first.json["show"] and count(Batch) == 2
    into = first.json["add"].replace("/focal-point/", "/gichd/")
    assert portion(other, into, "m" * 22, "c.pdf").status_code == 404
    done = portion(browser, first.json["add"], "n" * 22, "b.pdf", "c.pdf", last=True, new="2")
    assert done.status_code == 200 and count(Item) == 4
    page = browser.get(done.json["show"]).get_data(as_text=True)
    assert "3 files are taken in." in page and "1 file was there already" in page
    assert portion(browser, begin, "o" * 22).status_code == 422


@pytest.mark.rule("A1")
def test_a_mailbox_exported_again_with_one_mail_more_adds_one(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    mails = [
        drops.mail(name, f"{name}@post.example", carried={"CV.pdf": making.pdf(name)})
        for name in ("Aba Ko", "Bel Lo", "Cis Mo")
    ]
    address = drops.drop(browser, {"monday.mbox": drops.mailbox(*mails[:2])})
    assert len(proposed(receiving, address)) == 2
    drops.drop(browser, {"tuesday.mbox": drops.mailbox(*mails)}, into=address)
    assert [p.draft.name for p in proposed(receiving, address)] == ["Aba Ko", "Bel Lo", "Cis Mo"]
    drops.drop(browser, {"Aba Ko.eml": mails[0]}, into=address)
    assert len(proposed(receiving, address)) == 3


@pytest.mark.rule("A1")
def test_a_list_dropped_after_its_files_finds_them(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    files = {"CV Rahimi.pdf": making.pdf("Rahimi"), "x1.pdf": making.pdf("Rahimi, letter")}
    address = drops.drop(browser, files)
    assert len(proposed(receiving, address)) == 2
    listed = drops.workbook(
        ("Surname", "First name", "E-mail", "Received", "Evidence", "Channel", "CV", "Letter"),
        ("Rahimi", "Laleh", "l@r.example", "2022-09-12 08:00", "stamp", "post", "CV Rahimi.pdf",
         "x1.pdf"),
    )  # fmt: skip
    drops.drop(browser, {"list.xlsx": listed}, into=address)
    (only,) = proposed(receiving, address)
    assert only.draft.name == "Laleh Rahimi" and len(only.files) == 2 and only.ready


# ---------------------------------------------------------------- correcting


def values(proposal: queries.ProposalView, **changes: Any) -> dict[str, Any]:
    d = proposal.draft
    return {
        "version": proposal.version,
        "name": d.name,
        "mail": d.mail,
        "channel": d.channel,
        "received_at": "",
        "gender": "",
        "evidence": d.evidence,
        "nationalities": d.nationalities,
        **changes,
    }


@pytest.mark.rule("A1")
def test_a_proposal_is_corrected_and_then_complete(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    maria = named(receiving, address, "Мария")
    page = browser.get(f"{address}/{maria.id}").get_data(as_text=True)
    assert "from the name of the folder" in page and "from the text of a document" in page
    corrected = values(
        maria,
        name="Maria Ivanova",
        channel="hand",
        received_at="2022-09-12T16:00:00",
        evidence="Taken in by the front desk",
    )
    assert browser.post(f"{address}/{maria.id}", corrected).status_code == 303
    after = named(receiving, address, "Maria Ivanova")
    assert after.ready and after.draft.received_at == datetime(2022, 9, 12, 14, 0, tzinfo=UTC)
    stale = browser.post(f"{address}/{maria.id}", corrected)
    assert stale.status_code == 409 and "changed meanwhile" in stale.get_data(as_text=True)


@pytest.mark.rule("A1")
def test_a_proposal_shows_how_its_files_begin_to_know_them_by(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    letter = making.pdf("Nadia Sampleworth")
    mail = drops.mail("Ida Sample", "ida@post.example", carried={"a.pdf": making.pdf("<b>Ida</b>")})
    address = drops.drop(browser, {"compact.pdf": letter, "1.eml": mail})
    for name, begins in (("compact", "Nadia Sampleworth"), ("Ida", "Application as Director")):
        one = next(
            p
            for p in proposed(receiving, address)
            if any(name in f.name for f in p.files) or name in p.draft.name
        )
        page = browser.get(f"{address}/{one.id}").get_data(as_text=True)
        assert f"<bdi>{begins}</bdi>" in page and "<b>Ida</b>" not in page


@pytest.mark.rule("A1")
def test_what_has_no_receipt_gets_one_together_and_corrections_survive_further_files(
    receiving: Any,
) -> None:
    browser = receiving.client("focal_point")
    parcel = making.archive(
        {f"{n}/cv.pdf": making.pdf(f"{n}@post.example") for n in ("Anna Bo", "Cid Do")}
    )
    address = drops.drop(browser, {"parcel.zip": parcel})
    form = {"channel": "post", "received_at": "2022-09-12T11:00:00", "evidence": "stamp"}
    assert browser.post(f"{address}/fill", form).status_code == 303
    assert [p.ready for p in proposed(receiving, address)] == [True, True]
    drops.drop(browser, {"late.pdf": making.pdf("another")}, into=address)
    assert [p.ready for p in proposed(receiving, address)] == [True, True, False]


@pytest.mark.rule("A1")
def test_files_are_moved_proposals_merged_and_what_is_left_out_has_its_reason(
    receiving: Any,
) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    okello, baum = (named(receiving, address, n) for n in ("Okello", "Baum"))
    cv = next(f for f in okello.files if f.name == "CV.pdf")
    there = f"{address}/{okello.id}/{cv.id}"
    assert browser.post(there, {"to": "out", "reason": ""}).status_code == 422
    assert browser.post(there, {"to": "out", "reason": "an old version"}).status_code == 303
    assert "an old version" in browser.get(f"{address}/refused.csv").get_data(as_text=True)
    assert browser.post(there, {"to": "again"}).status_code == 303
    assert browser.post(there, {"to": baum.id}).status_code == 303
    assert cv.id in {f.id for f in named(receiving, address, "Baum").files}
    merged = browser.post(f"{address}/{baum.id}/merge", {"into": okello.id})
    assert merged.status_code == 303
    assert len(named(receiving, address, "Okello").files) == 5
    assert not any(p.draft.name.startswith("Tomas") for p in proposed(receiving, address))
    none = browser.post(f"{address}/{okello.id}/leave", {"reason": " "})
    assert none.status_code == 422
    left = browser.post(f"{address}/{okello.id}/leave", {"reason": "withdrawn by telephone"})
    assert left.status_code == 303 and named(receiving, address, "Okello").state == "left"
    assert browser.post(f"{address}/{okello.id}/leave", {"again": "1"}).status_code == 303
    assert named(receiving, address, "Okello").ready


@pytest.mark.rule("A1")
def test_nobody_files_another_number_than_was_shown(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    answer = browser.post(f"{address}/file", {"number": 5})
    assert answer.status_code == 409 and "3 are ready now" in answer.get_data(as_text=True)


# ---------------------------------------------------------------- crashes


@pytest.mark.rule("A1")
def test_a_crash_between_two_filings_is_resumed_without_doubling(
    receiving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    before, reader = count(Candidate), receiving.reader("focal_point", FOCAL)
    filing.order(reader, batch_of(address), number=3)
    real, calls = filing._file, []

    def crashing(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("the power failed")
        real(*args)

    monkeypatch.setattr(filing, "_file", crashing)
    with pytest.raises(RuntimeError):
        steps.step(reader, batch_of(address), limit=DEFAULT_LIMIT)
    assert count(Candidate) == before + 1
    monkeypatch.undo()
    drops.look(browser, address)
    assert count(Candidate) == before + 3
    drops.look(browser, address)
    assert count(Candidate) == before + 3


@pytest.mark.rule("A1")
def test_a_crash_within_a_filing_leaves_neither_application_nor_documents(
    receiving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    reader = receiving.reader("focal_point", FOCAL)
    before = (count(Candidate), count(Document))
    filing.order(reader, batch_of(address), number=3)

    def failing(*_args: Any) -> list[str]:
        raise RuntimeError("the power failed")

    monkeypatch.setattr(filing, "_purge_bytes", failing)
    with pytest.raises(RuntimeError):
        steps.step(reader, batch_of(address), limit=DEFAULT_LIMIT)
    assert (count(Candidate), count(Document)) == before
    monkeypatch.undo()
    drops.look(browser, address)
    assert count(Candidate) == before[0] + 3


@pytest.mark.rule("A1")
def test_a_crash_while_an_archive_is_unpacked_loses_and_doubles_nothing(
    receiving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    whole = count(Item)
    browser.post(f"{address}/discard")
    reader = receiving.reader("focal_point", FOCAL)
    taken = batches.take(
        reader,
        [batches.Sent(n, lambda c=c: [c]) for n, c in drops.everything().items()],  # type: ignore[misc]
    )

    def failing(*_args: Any) -> None:
        raise RuntimeError("the power failed")

    monkeypatch.setattr(steps, "_settle", failing)
    with pytest.raises(RuntimeError):
        steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT)
    assert count(Item) > 3
    monkeypatch.undo()
    while steps.step(reader, taken.batch_id, limit=DEFAULT_LIMIT):
        pass
    assert count(Item) == whole and len(proposed(receiving, f"/{taken.batch_id}")) == 5


@pytest.mark.rule("A1")
def test_the_worker_does_the_work_in_the_name_of_its_person(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    reader = receiving.reader("focal_point", FOCAL)
    files = [batches.Sent(n, lambda c=c: [c]) for n, c in drops.everything().items()]  # type: ignore[misc]
    taken = batches.take(reader, files)
    page = browser.get(browser.path(FOCAL, "applications/intake/")).get_data(as_text=True)
    assert "being read: 0 of 3 files" in page
    while steps.work(clock.now(), limit=DEFAULT_LIMIT):
        pass
    before = count(Candidate)
    filing.order(reader, taken.batch_id, number=3)
    while steps.work(clock.now(), limit=DEFAULT_LIMIT):
        pass
    assert count(Candidate) == before + 3
    with db.reading() as connection, Session(bind=connection) as session:
        newest = session.exec(select(Candidate).order_by(Candidate.filed_at.desc())).first()  # type: ignore[attr-defined]
    assert newest is not None and newest.by_grant == reader.grant_id


@pytest.mark.rule("A1")
def test_a_drop_of_more_than_a_thousand_files_is_taken_in_at_once(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    files = {f"{n}.txt": f"words {n}".encode() for n in range(1_200)}
    path = browser.path(FOCAL, "applications/intake/")
    done = browser.post(path, drops.sent(files), **drops.FILES)
    assert done.status_code == 303 and count(Item) == 1_200


@pytest.mark.rule("A1")
def test_where_a_worker_lives_the_page_leaves_the_work_to_it(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    with (receiving.folder / "worker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = browser.path(FOCAL, "applications/intake/")
        done = browser.post(path, drops.sent(drops.everything()), **drops.FILES)
        for _n in range(3):
            page = browser.get(done.headers["Location"]).get_data(as_text=True)
            assert "0 of 3 files read" in page
    drops.look(browser, done.headers["Location"])


# ---------------------------------------------------------------- who sees it, what stays


@pytest.mark.rule("A1")
def test_a_drop_is_nobody_elses(receiving: Any) -> None:
    address = drops.drop(receiving.client("focal_point"), drops.everything())
    proposal = proposed(receiving, address)[0]
    other = next(k for k in receiving.cast.memory if _is(receiving, k, STAFF))
    staff = receiving.client(other)
    theirs = address.replace("/focal-point/", "/gichd/")
    for path in ("", f"/{proposal.id}", "/refused.csv"):
        assert staff.get(theirs + path).status_code == 404
        assert staff.get(address + path).status_code == 404
    for path in ("/file", "/discard", "/files", f"/{proposal.id}", f"/{proposal.id}/leave"):
        assert staff.post(theirs + path, {"reason": "x", "number": 3}).status_code == 404
    page = staff.get(staff.path(STAFF, "applications/intake/")).get_data(as_text=True)
    assert "Drop of" not in page
    reader = receiving.reader(other, STAFF)
    with pytest.raises(Refusal):
        batches.discard(reader, batch_of(address))
    with pytest.raises(Refusal):
        steps.step(reader, batch_of(address), limit=DEFAULT_LIMIT)


def _is(world: Any, key: str, capacity: Capacity) -> bool:
    try:
        world.reader(key, capacity)
    except (LookupError, TypeError, AttributeError):
        return False
    return True


@pytest.mark.rule("A1")
def test_nothing_of_a_drop_lies_in_the_open_and_all_of_it_is_purged(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    kept = {file_id for file_id, _at in store.kept()}
    address = drops.drop(browser, drops.everything())
    with db.reading() as connection, Session(bind=connection) as session:
        rows = [r.sealed for r in session.exec(select(Item)).all()]
        rows += [r.sealed for r in session.exec(select(Proposal)).all()]
        batch = session.get(Batch, batch_of(address))
    assert batch is not None
    assert all(b"Okello" not in r and b"Tarn" not in r and b".pdf" not in r for r in rows)
    key_id = keys.procedure_key(batch.procedure_id)
    with db.reading() as connection, Session(bind=connection) as session:
        row = session.exec(select(Item)).first()
    assert row is not None
    assert vault.unseal(key_id, row.sealed, "applications_item", row.id)["path"]
    file_ready(browser, address, 3)
    held_now = {file_id for file_id, _at in store.kept()} - kept
    assert browser.post(f"{address}/discard").status_code == 303
    assert count(Item) == count(Proposal) == count(Batch) == 0
    left = {file_id for file_id, _at in store.kept()} - kept
    with db.reading() as connection, Session(bind=connection) as session:
        documents = {d.id for d in session.exec(select(Document)).all()}
    assert left < held_now and left <= documents
    assert browser.get(address).status_code == 404


@pytest.mark.rule("A1")
def test_a_discard_is_recorded_with_counts_and_a_draft_is_not_recorded(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    before = recorded()
    address = drops.drop(browser, drops.everything())
    drops.drop(browser, {"more.pdf": making.pdf("more")}, into=address)
    assert recorded() == before
    assert browser.post(f"{address}/discard").status_code == 303
    assert recorded() == [*before, "applications:intake:discard"]


def recorded() -> list[str]:
    """The acts that the procedure's log has, in their order."""
    with db.reading() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT body FROM core_entry WHERE log_id LIKE 'procedure/%' AND NOT filler"
                " ORDER BY seq"
            )
        )
        return [json.loads(row.body)["act"] for row in rows]


@pytest.mark.rule("A1")
def test_what_nobody_touches_for_thirty_days_is_purged(receiving: Any) -> None:
    address = drops.drop(receiving.client("focal_point"), drops.everything())
    assert batches.expire(clock.now()) == 0
    clock.freeze(clock.now() + timedelta(days=31))
    assert batches.expire(clock.now()) == 1
    assert count(Batch) == count(Item) == 0 and address


@pytest.mark.rule("A1")
def test_files_of_a_drop_survive_the_tidying_of_the_store(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    address = drops.drop(browser, drops.everything())
    clock.freeze(clock.now() + timedelta(hours=3))
    assert tending.reconcile(clock.now()).files == ()
    file_ready(receiving.client("focal_point"), address, 3)


def test_the_list_of_refused_files_is_never_a_formula(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    bad = {"=HYPERLINK(1).exe": b"MZ" + b"\0" * 90, "@x.exe": b"MZ" + b"\1" * 90}
    address = drops.drop(browser, {**bad, "cv.pdf": making.pdf()})
    answer = browser.get(f"{address}/refused.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 3 and answer.headers["Content-Type"].startswith("text/csv")
    assert all(re.match(r"\"?'[=@]", line) for line in lines[1:])
    assert models.Batch.__tablename__ == "applications_batch"
