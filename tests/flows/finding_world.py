"""What the flows of finding share: a world whose texts are read and written down."""

from __future__ import annotations

import re
from typing import Any

from sqlmodel import Session, select

from recruit.access.models import Clearance
from recruit.access.rules import Capacity, Reader
from recruit.core import clock, db
from recruit.documents import tending
from recruit.finding import indexing
from recruit.prescreening import models as prescreening

FOCAL, STAFF, AGENCY, MEMBER = (
    Capacity.FOCAL_POINT,
    Capacity.STAFF,
    Capacity.AGENCY,
    Capacity.MEMBER,
)


def rows(model: Any, **where: Any) -> list[Any]:
    with db.reading() as connection, Session(bind=connection) as session:
        return list(session.exec(select(model).filter_by(**where)).all())


def read_all() -> int:
    """Let the worker read and write down all that waits; how many texts were written down."""
    while tending.extract_due(clock.now()):
        pass
    done = 0
    while step := indexing.index_due(clock.now()):
        done += step
    return done


def clear(world: Any, key: str, *, status: str = "cleared", only: str = "") -> None:
    """Set a person's clearance on the names of the list, as declaring does."""
    with db.writing() as session:
        listed = session.exec(select(prescreening.Listed.candidate_id)).all()
        for candidate_id in dict.fromkeys(listed):
            session.add(
                Clearance(
                    procedure_id=world.cast.procedure_id,
                    person_id=world.person(key),
                    candidate_id=candidate_id,
                    status=status if not only or candidate_id == only else "cleared",
                    at=clock.now(),
                )
            )


def bar(reader: Reader, candidate_id: str, status: str = "conflict") -> None:
    """A clearance of this reader on one candidate."""
    with db.writing() as session:
        session.add(
            Clearance(
                procedure_id=reader.procedure_id,
                person_id=reader.person_id,
                candidate_id=candidate_id,
                status=status,
                at=clock.now(),
            )
        )


def ask(browser: Any, capacity: Capacity, words: str) -> Any:
    """Type words into the search, as a person without script does; the page of answers."""
    sent = browser.post(browser.path(capacity, "find/"), {"words": words})
    assert sent.status_code == 303, sent.text
    return browser.get(sent.headers["Location"])


def found_in(page: Any) -> list[str]:
    """The references of a page of answers, in its order."""
    listed = page.text.partition('<ol class="found">')[2].partition("</ol>")[0]
    return re.findall(r'<h2><bdi class="ref">([^<]+)</bdi>', listed)


def marked(page: Any) -> set[str]:
    """The words that are marked on a page of answers."""
    return set(re.findall(r"<mark>([^<]*)</mark>", page.text))
