"""Applications: receipt, bad files, likenesses, late ones, withdrawal; through acts and pages."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from recruit.access.models import Grant
from recruit.access.rules import Capacity
from recruit.applications import models, queries, rules
from recruit.applications.operations import changing, deciding, filing
from recruit.applications.queries import likenesses
from recruit.core import clock, db, ids, keys, vault
from recruit.core.errors import AlreadyDone, Kind, Refusal
from recruit.documents.models import Document
from recruit.documents.rules import DEFAULT_LIMIT
from recruit.notices.models import Broadcast
from tests.unit.documents import making

FOCAL = Capacity.FOCAL_POINT
RECEIVED = datetime(2022, 9, 12, 14, 3, 20, tzinfo=UTC)
LINE = "Received: from relay.example by mx.gichd.example; Mon, 12 Sep 2022 14:03:20 +0000"

PAPER = making.pdf("Thirteen years of clearance")  # made once: a PDF tells its second


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: the vacancy is posted, applications arrive."""
    return a_procedure(at="composition")


def given(**changes: Any) -> dict[str, Any]:
    """An application as it is filed."""
    return {
        "name": "Wilhelmina Tarn-Osprey",
        "mail": "w.tarn@osprey.example",
        "channel": "mail",
        "received_at": RECEIVED,
        "evidence": LINE,
        "files": [("CV.pdf", PAPER)],
        **changes,
    }


def file(world: Any, **changes: Any) -> filing.Filed:
    return filing.file_application(world.reader("focal_point", FOCAL), **given(**changes))


def count(model: Any) -> int:
    with db.reading() as connection, Session(bind=connection) as session:
        return len(session.exec(select(model)).all())


def candidate(candidate_id: str) -> models.Candidate:
    with db.reading() as connection, Session(bind=connection) as session:
        found = session.get(models.Candidate, candidate_id)
        assert found is not None
        return found


def refusal(run: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        run()
    return refused.value


# ---------------------------------------------------------------- receipt


@pytest.mark.rule("A1")
def test_an_application_gets_a_neutral_reference_and_is_acknowledged(receiving: Any) -> None:
    filed = file(receiving)
    assert re.fullmatch(r"D22-\d{3}", filed.reference) and filed.receipt and not filed.late
    with db.reading() as connection, Session(bind=connection) as session:
        told = session.exec(
            select(Broadcast).where(Broadcast.object_id == filed.candidate_id)
        ).one()
        row = session.get(models.Candidate, filed.candidate_id)
    assert told.kind == "applications.acknowledged" and told.audience == "candidate"
    assert told.recipients == filed.candidate_id and told.key_id.startswith("file/")
    assert row is not None
    assert b"Tarn" not in row.sealed and "tarn" not in row.name_hash
    assert row.received_at == RECEIVED
    named = vault.unseal(
        keys.file_key(row.id, row.procedure_id), row.sealed, "applications_candidate", row.id
    )
    assert named["name"] == "Wilhelmina Tarn-Osprey"


@pytest.mark.rule("A1")
def test_the_acknowledgement_reaches_the_address_in_the_file_without_personal_data_in_its_subject(
    receiving: Any,
) -> None:
    from recruit.notices import kinds
    from recruit.notices.audiences import Told, resolve

    filed = file(receiving)
    told = Told(
        "b",
        receiving.cast.procedure_id,
        "applications.acknowledged",
        filed.candidate_id,
        "",
        (filed.candidate_id,),
        clock.now(),
        clock.now(),
    )
    with db.reading() as connection:
        found = resolve(connection, "candidate", told)
    assert [r.address for r in found] == ["w.tarn@osprey.example"]
    subject = kinds.of("applications.acknowledged").subject()
    assert "Tarn" not in subject and filed.reference not in subject


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received_at": RECEIVED + timedelta(days=30), "evidence": "stamp"}, "future"),
        ({"evidence": ""}, "Received line"),
        ({"evidence": "Date: Mon, 12 Sep 2022 14:03:20 +0000"}, "Date header"),
        ({"received_at": RECEIVED - timedelta(hours=2)}, "another time"),
        ({"channel": "post", "evidence": " "}, "stamp"),
    ],
)
def test_a_receipt_that_can_not_be_is_refused(
    receiving: Any, changes: dict[str, Any], said: str
) -> None:
    before = count(models.Candidate)
    refused = refusal(lambda: file(receiving, **changes))
    assert refused.rule == "A1" and said in refused.reason
    assert count(models.Candidate) == before


@pytest.mark.rule("A1")
@pytest.mark.rule("R8")
def test_the_close_is_24_00_in_geneva_to_the_millisecond(receiving: Any) -> None:
    clock.freeze(datetime(2022, 9, 26, 8, 0, tzinfo=UTC))
    close = datetime(2022, 9, 25, 22, 0, tzinfo=UTC)
    last = file(receiving, received_at=close - timedelta(milliseconds=1), evidence="mx log")
    late = file(
        receiving,
        received_at=close,
        evidence="mx log",
        name="Another Person",
        mail="another@person.example",
        files=[("letter.odt", making.odt("Another"))],
    )
    assert not last.late and late.late


@pytest.mark.rule("A1")
def test_nothing_is_filed_before_the_vacancy_is_posted(a_procedure: Any) -> None:
    world = a_procedure(at="opened")
    clock.freeze(datetime(2022, 9, 5, 6, 0, tzinfo=UTC))
    with pytest.raises(Refusal):
        file(world, received_at=clock.now() - timedelta(hours=1), evidence="mx log")


# ---------------------------------------------------------------- bad input


BAD: dict[str, tuple[str, bytes, str]] = {
    "wrong type": ("CV.pdf", b"MZ\x90\x00" + b"\0" * 200, "programme"),
    "empty": ("CV.pdf", b"", "empty"),
    "too large": ("CV.pdf", b"%PDF-1.7\n" + b"0" * 2000 + b"%%EOF", "too large"),
    "password": ("CV.pdf", making.pdf("secret", password="open sesame"), "password"),
    "ZIP for a PDF": ("CV.pdf", making.archive({"a.txt": "words"}), "not taken"),
}


@pytest.mark.rule("A1")
@pytest.mark.parametrize("bad", list(BAD))
def test_a_bad_file_is_refused_and_nothing_half_written_remains(receiving: Any, bad: str) -> None:
    name, content, said = BAD[bad]
    stored, known = count(models.Candidate), set(keys.ring().ids())
    documents = count(Document)
    limit = 1000 if bad == "too large" else DEFAULT_LIMIT
    refused = refusal(
        lambda: file(receiving, files=[("letter.odt", making.odt()), (name, content)], limit=limit)
    )
    assert refused.kind is Kind.INVALID and refused.todo
    assert said in refused.reason
    assert count(models.Candidate) == stored and count(Document) == documents
    assert set(keys.ring().ids()) == known


@pytest.mark.rule("A1")
def test_a_file_name_with_a_path_in_it_is_kept_as_a_plain_name(receiving: Any) -> None:
    from recruit.documents import queries as documents

    filed = file(receiving, files=[("../../etc/..\\CV of me.pdf", making.pdf())])
    with db.reading() as connection:
        listed = documents.listed(connection, [filed.candidate_id])[filed.candidate_id]
    assert [d.name for d in listed] == ["CV of me.pdf"]


@pytest.mark.rule("A1")
def test_the_same_form_sent_twice_files_once(receiving: Any) -> None:
    reader = receiving.reader("focal_point", FOCAL)
    key = ids.token()
    filing.file_application(reader, **given(), key=key)
    before = count(models.Candidate)
    with pytest.raises(AlreadyDone):
        filing.file_application(reader, **given(), key=key)
    assert count(models.Candidate) == before


def form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Wilhelmina Tarn-Osprey",
        "mail": "w.tarn@osprey.example",
        "channel": "mail",
        "received_at": "2022-09-12T16:03:20",
        "evidence": LINE,
        "nationalities": "che, MEX",
        "gender": "",
        "files": [(io.BytesIO(making.pdf()), "CV.pdf")],
        **changes,
    }


@pytest.mark.rule("A1")
def test_a_form_with_a_bad_file_keeps_what_was_typed_and_says_that_files_are_to_be_chosen_again(
    receiving: Any,
) -> None:
    browser = receiving.client("focal_point")
    path = browser.path(FOCAL, "applications/new")
    sent = form(files=[(io.BytesIO(making.archive({"a": "b"})), "CV.pdf")])
    answer = browser.post(path, sent, content_type="multipart/form-data")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Wilhelmina Tarn-Osprey" in text and "w.tarn@osprey.example" in text
    assert "choose them again" in text and "This was not done" in text
    done = browser.post(path, form(), content_type="multipart/form-data")
    assert done.status_code == 303
    page = browser.get(done.headers["Location"]).get_data(as_text=True)
    assert "Wilhelmina Tarn-Osprey" in page and "CV.pdf" in page


@pytest.mark.rule("A7")
def test_no_page_shows_a_value_of_the_separate_sheet(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    done = browser.post(
        browser.path(FOCAL, "applications/new"),
        form(nationalities="TUV", gender="f"),
        content_type="multipart/form-data",
    )
    page = browser.get(done.headers["Location"]).get_data(as_text=True)
    assert "Tarn" in page and "TUV" not in page and "woman" not in page
    with db.reading() as connection, Session(bind=connection) as session:
        sheets = session.exec(select(models.Sheet)).all()
    assert sheets and all(b"TUV" not in sheet.sealed for sheet in sheets)


@pytest.mark.rule("A1")
def test_several_applications_of_one_form_are_filed_all_or_none(receiving: Any) -> None:
    browser = receiving.client("focal_point")
    path = browser.path(FOCAL, "applications/many")

    def lines(second: bytes) -> dict[str, Any]:
        sent: dict[str, Any] = {}
        for n, (name, content) in enumerate(
            [("Ada Fenwick-Loh", making.pdf("one")), ("Ben Marsh-Okoro", second)]
        ):
            sent |= {
                f"lines-{n}-name": name,
                f"lines-{n}-mail": f"person{n}@lines.example",
                f"lines-{n}-received_at": "2022-09-12T16:03:20",
                f"lines-{n}-evidence": LINE,
                f"lines-{n}-files": [(io.BytesIO(content), "CV.pdf")],
            }
        return sent

    before = count(models.Candidate)
    bad = browser.post(path, lines(b""), content_type="multipart/form-data")
    assert bad.status_code == 422 and "Ada Fenwick-Loh" in bad.get_data(as_text=True)
    assert count(models.Candidate) == before
    good = browser.post(path, lines(making.pdf("two")), content_type="multipart/form-data")
    assert good.status_code == 303 and count(models.Candidate) == before + 2


# ---------------------------------------------------------------- likenesses (A11)


def pair(world: Any) -> likenesses.LikenessView:
    with db.reading() as connection:
        found = likenesses.likenesses(connection, world.reader("focal_point", FOCAL))
    return next(p for p in found if not p.decision)


@pytest.mark.rule("A11")
def test_likenesses_are_found_by_file_name_and_address_and_never_merged_silently(
    receiving: Any,
) -> None:
    one = file(receiving)
    same_file = file(receiving, name="Somebody Else", mail="else@where.example")
    assert same_file.likenesses == (one.reference,)
    by_name = file(
        receiving,
        name="TARN-OSPREY, Wilhelmina",
        mail="other@where.example",
        files=[("CV.odt", making.odt("something else"))],
    )
    assert one.reference in by_name.likenesses
    for filed in (one, same_file, by_name):
        assert candidate(filed.candidate_id).merged_into is None


@pytest.mark.rule("A11")
def test_before_the_close_the_latest_complete_submission_counts_and_the_earlier_is_kept(
    receiving: Any,
) -> None:
    first = file(receiving)
    second = file(
        receiving,
        received_at=RECEIVED + timedelta(hours=2),
        evidence="mx log, kept",
        files=[("CV2.pdf", making.pdf("newer")), ("letter.odt", making.odt())],
    )
    found = pair(receiving)
    reader = receiving.reader("focal_point", FOCAL)
    empty = refusal(
        lambda: deciding.decide_likeness(reader, likeness_id=found.id, same=True, reason=" ")
    )
    assert empty.rule == "A11"
    deciding.decide_likeness(reader, likeness_id=found.id, same=True, reason="One person.")
    assert candidate(first.candidate_id).merged_into == second.candidate_id
    assert candidate(second.candidate_id).merged_into is None
    again = refusal(
        lambda: deciding.decide_likeness(reader, likeness_id=found.id, same=False, reason="No.")
    )
    assert again.rule == "A11"


@pytest.mark.rule("A11")
def test_a_later_submission_with_less_does_not_take_the_place_of_a_complete_one() -> None:
    early = rules.Submission("a", RECEIVED, False, 3)
    poor = rules.Submission("b", RECEIVED + timedelta(days=1), False, 1)
    late = rules.Submission("c", RECEIVED + timedelta(days=30), True, 5)
    assert rules.counting(early, poor) == "a"
    assert rules.counting(poor, rules.Submission("d", poor.received_at, False, 3)) == "d"
    assert rules.counting(early, late) == "a"


@pytest.mark.rule("A11")
def test_an_application_is_completed_before_the_close_only(receiving: Any) -> None:
    filed = file(receiving)
    reader = receiving.reader("focal_point", FOCAL)
    more = {
        "candidate_id": filed.candidate_id,
        "name": "degree.odt",
        "content": making.odt("degree"),
        "evidence": "mx log",
    }
    changing.add_document(reader, received_at=RECEIVED + timedelta(minutes=5), **more)
    clock.freeze(datetime(2022, 9, 27, 8, 0, tzinfo=UTC))
    after = more | {"content": making.odt("another"), "received_at": clock.now()}
    assert refusal(lambda: changing.add_document(reader, **after)).rule == "A11"


# ---------------------------------------------------------------- late ones (R8)


@pytest.fixture
def late(a_procedure: Any) -> tuple[Any, filing.Filed]:
    world = a_procedure(at="prescreening")
    return world, file(
        world,
        received_at=datetime(2022, 9, 26, 9, 0, tzinfo=UTC),
        evidence="mx log",
        late_reason="The server of the ministry was down.",
    )


@pytest.mark.rule("R8")
def test_the_chair_sees_reference_times_and_reason_of_a_late_one_and_no_name(
    late: tuple[Any, filing.Filed],
) -> None:
    world, filed = late
    browser = world.client("president")
    path = browser.path(Capacity.CHAIR, "applications/late")
    text = browser.get(path).get_data(as_text=True)
    assert filed.reference in text and "server of the ministry" in text
    assert "Tarn" not in text and "w.tarn" not in text
    listed = world.client("focal_point")
    assert "Tarn" in listed.get(listed.path(FOCAL, f"applications/{filed.candidate_id}")).text


@pytest.mark.rule("R8")
def test_a_late_one_is_screened_only_if_the_chair_admits_it_with_a_reason(
    late: tuple[Any, filing.Filed],
) -> None:
    world, filed = late
    chair = world.reader("president", Capacity.CHAIR)
    empty = refusal(
        lambda: deciding.admit_late(chair, candidate_id=filed.candidate_id, reason="  ")
    )
    assert empty.rule == "R8" and "reason" in empty.reason
    deciding.leave_late(chair, candidate_id=filed.candidate_id)
    deciding.admit_late(chair, candidate_id=filed.candidate_id, reason="No fault of theirs.")
    assert candidate(filed.candidate_id).admitted_at is not None
    again = refusal(
        lambda: deciding.admit_late(chair, candidate_id=filed.candidate_id, reason="Twice.")
    )
    assert again.rule == "R8"


@pytest.mark.rule("R8")
def test_an_application_in_time_can_not_be_admitted_and_nobody_but_the_chair_admits(
    late: tuple[Any, filing.Filed],
) -> None:
    world, filed = late
    with db.reading() as connection, Session(bind=connection) as session:
        timely = session.exec(
            select(models.Candidate.id).where(models.Candidate.late == False)  # noqa: E712
        ).first()
    chair = world.reader("president", Capacity.CHAIR)
    assert refusal(
        lambda: deciding.admit_late(chair, candidate_id=str(timely), reason="Why not.")
    ).reason.startswith("This application was received in time")
    focal = world.reader("focal_point", FOCAL)
    assert (
        refusal(
            lambda: deciding.admit_late(focal, candidate_id=filed.candidate_id, reason="I may not.")
        ).kind
        is Kind.UNKNOWN
    )


@pytest.mark.rule("R8")
def test_after_the_criteria_are_locked_no_late_one_is_admitted() -> None:
    found = rules.ADMITTING
    locked = rules.Admitting(True, False, False, "A reason.", True)
    assert [g.question for g in found if not g.check(locked)] == [
        "The criteria for the shortlist are not locked"
    ]


# ---------------------------------------------------------------- withdrawal, correction (R25)


@pytest.mark.rule("R25")
def test_a_withdrawal_counts_from_its_receipt_and_is_acknowledged(receiving: Any) -> None:
    filed = file(receiving)
    reader = receiving.reader("focal_point", FOCAL)
    early = {"received_at": RECEIVED - timedelta(days=1), "evidence": "mail"}
    assert (
        refusal(lambda: changing.withdraw(reader, candidate_id=filed.candidate_id, **early)).rule
        == "R25"
    )
    at = RECEIVED + timedelta(hours=3)
    changing.withdraw(
        reader, candidate_id=filed.candidate_id, received_at=at, evidence="their mail"
    )
    assert candidate(filed.candidate_id).withdrawn_at == at
    assert (
        refusal(
            lambda: changing.withdraw(
                reader, candidate_id=filed.candidate_id, received_at=at, evidence="twice"
            )
        ).rule
        == "R25"
    )


@pytest.mark.rule("R24")
@pytest.mark.rule("R25")
def test_a_correction_keeps_the_old_values_and_two_windows_do_not_overwrite_each_other(
    receiving: Any,
) -> None:
    filed = file(receiving)
    reader = receiving.reader("focal_point", FOCAL)
    change = {
        "candidate_id": filed.candidate_id,
        "version": 1,
        "received_at": RECEIVED + timedelta(hours=1),
        "evidence": "their mail",
    }
    changing.correct(reader, values={"name": "Wilhelmina Tarn"}, **change)
    lost = refusal(lambda: changing.correct(reader, values={"name": "W. Tarn"}, **change))
    assert lost.rule == "R24"
    with db.reading() as connection, Session(bind=connection) as session:
        kept = session.exec(
            select(models.Change).where(models.Change.candidate_id == filed.candidate_id)
        ).one()
        said = vault.unseal(
            keys.file_key(filed.candidate_id, kept.procedure_id),
            kept.sealed,
            "applications_change",
            kept.id,
        )
    assert said["before"]["name"] == "Wilhelmina Tarn-Osprey"
    with db.reading() as connection:
        named = queries.named(connection, receiving.cast.procedure_id, [filed.candidate_id])
    assert named[filed.candidate_id].name == "Wilhelmina Tarn"


# ---------------------------------------------------------------- rights


def test_an_id_of_another_procedure_is_an_id_that_never_existed(
    receiving: Any, tmp_path: Path
) -> None:
    from recruit.procedure import operations as procedures

    filed = file(receiving)
    with db.writing() as session:
        other = procedures.create(
            session, clock.now(), name="ccm-other", preset_name="ccm-10msp", closure_at=None
        )
        session.add(
            Grant(
                procedure_id=other.id,
                person_id=receiving.person("focal_point"),
                capacity=FOCAL,
                since=clock.now(),
                undertaken_at=clock.now(),
            )
        )
    browser = receiving.client("focal_point")
    own = browser.get(browser.path(FOCAL, f"applications/{filed.candidate_id}"))
    assert own.status_code == 200
    browser.procedure = "ccm-other"
    foreign = browser.get(browser.path(FOCAL, f"applications/{filed.candidate_id}"))
    never = browser.get(browser.path(FOCAL, f"applications/{ids.new()}"))
    assert (foreign.status_code, never.status_code) == (404, 404)
    posted = browser.post(
        browser.path(FOCAL, f"applications/{filed.candidate_id}/withdraw"),
        {"received_at": "2022-09-13T08:00", "evidence": "forged"},
    )
    assert posted.status_code == 404
    assert candidate(filed.candidate_id).withdrawn_at is None


@pytest.mark.rule("P53h-1")
def test_the_agency_has_applications_before_the_list_is_circulated_and_nothing_after(
    a_procedure: Any,
) -> None:
    before = a_procedure(at="prescreening")
    path = "applications/"
    browser = before.client("agency_lead")
    assert browser.get(browser.path(Capacity.AGENCY, path)).status_code == 200
    after = a_procedure(at="circulated")
    browser = after.client("agency_lead")
    for page in (path, "prescreening/"):
        assert browser.get(browser.path(Capacity.AGENCY, page)).status_code == 404


@pytest.mark.parametrize("page", ["applications/", "applications/late", "applications/likenesses"])
def test_who_has_no_applications_finds_no_page_of_them(receiving: Any, page: str) -> None:
    for key, capacity in (("president", Capacity.PRESIDENT), ("auditor", Capacity.AUDITOR)):
        browser = receiving.client(key)
        assert browser.get(browser.path(capacity, page)).status_code == 404


def test_the_list_finds_by_reference_and_goes_on_by_receipt(receiving: Any) -> None:
    filed = file(receiving)
    browser = receiving.client("focal_point")
    path = browser.path(FOCAL, "applications/")
    assert filed.reference in browser.get(path).text
    found = browser.get(f"{path}?reference={filed.reference.lower()}").text
    assert "Tarn" in found and found.count("<tr>") == 2
    assert "No application has this reference" in browser.get(f"{path}?reference=X99").text
    later = f"{path}?after={RECEIVED.isoformat().replace('+', '%2B')},{filed.candidate_id}"
    assert filed.reference not in browser.get(later).text
