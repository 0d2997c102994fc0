"""Feedback letters: from the candidate's own record, searched for others, then sent once."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from recruit.access.rules import Capacity
from recruit.appointment.models import Letter
from recruit.core import db, keys, sealing
from recruit.notices.models import Broadcast
from recruit.notices.operations import body_place
from recruit.rights.operations import feedback as operations
from recruit.rights.queries import content
from recruit.rights.queries import feedback as queries
from recruit.rights.rules.feedback import Side
from tests.worlds import Browser, World

MAKE = Callable[..., World]
FOCAL, CHAIR = Capacity.FOCAL_POINT, Capacity.CHAIR


def told(sender: str) -> str:
    """A candidate whom this side wrote to on the result."""
    with db.writing() as session:
        rows = session.exec(select(Letter).where(Letter.sender == sender)).all()
        return sorted(row.candidate_id for row in rows)[0]


def names(world: World) -> content.Everybody:
    with db.reading() as connection:
        return content.everybody(connection, world.cast.procedure_id)


def shown(browser: Browser, path: str) -> tuple[str, str, str]:
    """The page, its letter's text and version."""
    answer = browser.get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    text = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
    version = re.search(r'name="version" value="(\d+)"', page)
    assert text is not None and version is not None
    return page, html.unescape(text[1]).strip(), version[1]


def sent() -> list[tuple[str, str, dict[str, Any]]]:
    with db.writing() as session:
        rows = session.exec(select(Broadcast).where(Broadcast.kind == operations.NOTICE)).all()
    return [
        (
            row.recipients,
            row.sender,
            sealing.unseal_json(
                keys.ring().get(row.key_id),
                row.body or b"",
                body_place(row.id),
            ),
        )
        for row in rows
    ]


@pytest.mark.rule("D4")
@pytest.mark.rule("D5")
def test_gichds_letter_is_drafted_from_the_own_screening_and_goes_to_that_candidate_alone(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    candidate, known = told("gichd"), names(world)
    focal = world.client("focal_point")
    path = focal.path(FOCAL, f"feedback/{candidate}")
    _page, text, version = shown(focal, path)
    assert known.name(candidate) in text and "found" in text
    others = {o.name for o in known.besides(candidate)}
    assert not [name for name in others if name in text]
    assert focal.post(path, {"text": text, "version": version}).status_code == 303
    page, _text, version = shown(focal, path)
    assert version == "1" and "Nobody else was found" in page
    assert sent() == []  # saving sends nothing
    assert focal.post(path, {"text": "Lost?", "version": "0"}).status_code == 409
    assert focal.post(f"{path}/send", {"version": version}).status_code == 303
    ((recipients, sender, body),) = sent()
    assert recipients == candidate and sender == FOCAL.value
    assert known.name(candidate) not in body["subject"]
    assert "\n\n".join(body["paragraphs"]) == text
    assert focal.post(f"{path}/send", {"version": version}).status_code == 409
    assert len(sent()) == 1


@pytest.mark.rule("D4")
def test_a_letter_that_names_somebody_else_is_not_sent_until_each_place_is_resolved(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    candidate, known = told("gichd"), names(world)
    other = next(n for c, n in known.applicants.items() if n and c != candidate)
    part = re.split(r"[ -]", other)[-1].upper()
    focal = world.client("focal_point")
    path = focal.path(FOCAL, f"feedback/{candidate}")
    _page, text, version = shown(focal, path)
    worse = f"{text}\n\nThe place went to somebody like {part}. One member gave 5."
    assert focal.post(path, {"text": worse, "version": version}).status_code == 303
    page, _text, version = shown(focal, path)
    assert f"<mark>{html.escape(part)}</mark>" in page
    assert "a word of another applicant" in page and "single member" in page
    reasons = re.findall(r'name="(reason-[^"]+)"', page)
    assert len(reasons) >= 2
    refused = focal.post(f"{path}/send", {"version": version})
    assert refused.status_code == 409
    assert "still stands in the letter, without a reason why" in refused.get_data(as_text=True)
    some = dict.fromkeys(reasons[1:], "A place in the text of the vacancy.")
    assert focal.post(f"{path}/send", {"version": version, **some}).status_code == 409
    assert sent() == []
    every = {**some, reasons[0]: "A common word, nobody's name here."}
    assert focal.post(f"{path}/send", {"version": version, **every}).status_code == 303
    after = focal.get(path).get_data(as_text=True)
    assert "A common word, nobody&#39;s name here." in after
    # reasons given for one text don't count for another one
    with db.reading() as connection:
        held = queries.saved(connection, Side.GICHD, candidate)
    assert held is not None and len(held.found) == len(reasons)


@pytest.mark.rule("D5")
@pytest.mark.rule("R16")
def test_interviewed_candidates_hear_from_the_chair_and_never_through_gichd(
    a_procedure: MAKE,
) -> None:
    world = a_procedure(at="closed")
    candidate = told("chair")
    focal, chair = world.client("focal_point"), world.client("president")
    closed = focal.get(focal.path(FOCAL, f"feedback/{candidate}")).get_data(as_text=True)
    assert "interviewed candidates hear from the Chair" in closed and "of 5" not in closed
    stolen = {"text": "From us instead.", "version": "0"}
    assert focal.post(focal.path(FOCAL, f"feedback/{candidate}"), stolen).status_code == 409
    path = chair.path(CHAIR, f"feedback/{candidate}")
    _page, text, version = shown(chair, path)
    assert "agreed on a rating together" in text and " of 5" in text
    assert chair.post(path, {"text": text, "version": version}).status_code == 303
    assert chair.post(f"{path}/send", {"version": "1"}).status_code == 303
    ((_who, sender, body),) = sent()
    assert sender == CHAIR.value and body["closing"] == "The Chair of the selection panel"
    listed = focal.get(focal.path(FOCAL, "feedback/")).get_data(as_text=True)
    assert names(world).name(candidate) not in listed
    found = focal.get(focal.path(FOCAL, "feedback/?reference=Z99-999")).get_data(as_text=True)
    assert "No application of this reference" in found
    assert json.dumps(body).count("agreed on a rating") == 1
