"""Requests, complaints and claimed failures: registered, each answered by whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.clock import GENEVA
from recruit.core.errors import Refusal
from recruit.correspondence.operations import matters
from recruit.correspondence.queries import matters as kept
from recruit.correspondence.rules.matters import MatterKind
from tests.worlds import Browser, World

MAKE = Callable[..., World]
WORDS = "The interpreter's line was down, says Amara Quillfeather."


def _path(world: World, capacity: str) -> str:
    return f"/p/{world.cast.procedure_name}/{capacity}/matters/"


def _given(world: World, kind: MatterKind, **more: Any) -> dict[str, str]:
    at = (world.now - timedelta(hours=3)).astimezone(GENEVA)
    return {
        "kind": kind.value,
        "received": at.strftime("%Y-%m-%dT%H:%M"),
        "evidence": "Header of the mail",
        "from_whom": "Amara Quillfeather",
        "text": WORDS,
        **more,
    }


def _read(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


@pytest.mark.rule("D9")
def test_a_complaint_goes_to_whom_it_concerns_and_to_nobody_else(a_procedure: MAKE) -> None:
    world = a_procedure(at="interviews")
    focal, staff = world.client("focal_point"), world.client("screener_one")
    sent = _given(world, MatterKind.COMPLAINT_JUDGEMENT)
    assert focal.post(_path(world, "focal-point"), sent).status_code == 303
    # GICHD registered it and reads it no more; the Chair does
    assert "Quillfeather" not in _read(focal, _path(world, "focal-point"))
    assert "Quillfeather" not in _read(staff, _path(world, "gichd"))
    chair = world.client("president")
    assert "Quillfeather" in _read(chair, _path(world, "chair"))
    assert "Quillfeather" not in _read(chair, _path(world, "president"))
    assert "Quillfeather" not in _read(world.client("office_first"), _path(world, "office"))
    assert "Acknowledge: A candidate complains" in _read(chair, "/")


@pytest.mark.rule("D9")
def test_a_complaint_is_acknowledged_in_five_working_days_then_answered(a_procedure: MAKE) -> None:
    world = a_procedure(at="shortlist")
    focal = world.client("focal_point")
    path = _path(world, "focal-point")
    assert focal.post(path, _given(world, MatterKind.COMPLAINT_SCREENING)).status_code == 303
    page = _read(focal, path)
    assert "Acknowledged by" in page
    (matter_id,) = set(re.findall(r"matters/([^/\"]+)/acknowledge", page))
    early = focal.post(f"{path}{matter_id}/answer", {"text": "Answered."})
    assert "acknowledged first" in early.get_data(as_text=True)
    assert focal.post(f"{path}{matter_id}/acknowledge").status_code == 303
    assert "Answer: A candidate complains" in _read(focal, "/")
    blank = focal.post(f"{path}{matter_id}/answer", {"text": " "})
    assert "Write the answer" in blank.get_data(as_text=True)
    said = {"text": "The period of 2014 was counted twice; it is counted once for everybody."}
    assert focal.post(f"{path}{matter_id}/answer", said).status_code == 303
    page = _read(focal, path)
    assert "counted once for everybody" in page
    assert "Answered by" in page
    assert "complains" not in _read(focal, "/")


@pytest.mark.rule("D8")
def test_a_states_request_for_the_list_is_registered_and_refused_under_53f(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="silence")
    office = world.client("office_first")
    path = _path(world, "office")
    sent = _given(world, MatterKind.STATE_REQUEST, text="The mission asks for the shortlist.")
    assert office.post(path, sent).status_code == 303
    page = _read(office, path)
    assert "registered and refused. Under paragraph 53(f)" in page
    (matter_id,) = set(re.findall(r"matters/([^/\"]+)/answer", page))
    refusal = re.search(r"<textarea[^>]*id=\"text-[^>]*>([^<]+)<", page)
    assert refusal is not None
    assert office.post(f"{path}{matter_id}/answer", {"text": refusal[1]}).status_code == 303
    for place in ("list", "report", "figures"):
        assert office.get(f"{path}{matter_id}/{place}").status_code == 404
    foreign = world.client("focal_point")
    stolen = foreign.post(f"{_path(world, 'focal-point')}{matter_id}/answer", {"text": "x"})
    assert stolen.status_code == 404


@pytest.mark.rule("W16")
def test_a_claimed_failure_is_compared_with_the_record_and_answered_by_name(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="silence")
    office = world.reader("office_first", Capacity.OFFICE)
    matters.register(
        office,
        kind=MatterKind.FAILURE,
        received_at=world.now - timedelta(hours=2),
        evidence="Note verbale with stamp",
        from_whom="Permanent Mission",
        text="The page did not open at noon.",
        key="one",
    )
    with db.reading() as connection:
        (one,) = kept.of(connection, office)
    with pytest.raises(Refusal, match="own record shows"):
        matters.answer(office, matter_id=one.id, text="We saw no failure.")
    clock.freeze(world.now + timedelta(days=1))
    matters.answer(
        office,
        matter_id=one.id,
        text="The page was served to four other delegations in that hour; the deadline stands.",
        compared="Entries at 11:52, 12:01 and 12:07; no error.",
    )
    with db.reading() as connection:
        (one,) = kept.of(connection, office)
    assert one.answered_by
    assert one.compared.startswith("Entries")
    with pytest.raises(Refusal, match="answered already"):
        matters.answer(office, matter_id=one.id, text="Again.", compared="Again.")


@pytest.mark.rule("D4")
def test_a_request_for_own_data_is_due_after_thirty_days(a_procedure: MAKE) -> None:
    world = a_procedure(at="shortlist")
    focal = world.client("focal_point")
    path = _path(world, "focal-point")
    sent = _given(world, MatterKind.OWN_DATA, text="Please send me my data.")
    assert focal.post(path, sent).status_code == 303
    due = (world.now + timedelta(days=30)).astimezone(GENEVA)
    assert f"{due.day} {due.strftime('%B %Y')}" in _read(focal, path)
    # what this capacity does not register is no kind of matter
    refused = focal.post(path, {**sent, "kind": MatterKind.STATE_REQUEST.value})
    assert refused.status_code == 422 or refused.status_code == 400
