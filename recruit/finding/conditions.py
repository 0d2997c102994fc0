"""Who may find what: conditions of the statements of ``queries``, the same as those of the one
door to documents (C4, C5, A7, R7), and for notes those of the screening (A5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select

from recruit.access import matches
from recruit.access import models as access
from recruit.access.actions import Action
from recruit.access.rules import Capacity, Reader
from recruit.applications.models import Candidate
from recruit.core.db import UTC
from recruit.documents import quarantine
from recruit.documents.covering import covered
from recruit.documents.models import Document, Text, View
from recruit.finding.models import LaidOut, Part, PartKind, Placed, Token
from recruit.prescreening.models import Assignment, Listed, Outcome, Vote

candidate = Candidate.__table__  # type: ignore[attr-defined]
document = Document.__table__  # type: ignore[attr-defined]
text = Text.__table__  # type: ignore[attr-defined]
vote = Vote.__table__  # type: ignore[attr-defined]
assignment = Assignment.__table__  # type: ignore[attr-defined]
outcome = Outcome.__table__  # type: ignore[attr-defined]
listed = Listed.__table__  # type: ignore[attr-defined]
part = Part.__table__  # type: ignore[attr-defined]
token = Token.__table__  # type: ignore[attr-defined]
placed = Placed.__table__  # type: ignore[attr-defined]
laid_out = LaidOut.__table__  # type: ignore[attr-defined]
view = View.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_l = access.Clearance.__table__  # type: ignore[attr-defined]
_x = access.Disclosure.__table__  # type: ignore[attr-defined]

NOW = bindparam("now", type_=UTC())
PROCEDURE: Any = bindparam("procedure")
PERSON: Any = bindparam("person")
FILES = Action.APPLICATION_READ.value

_LIVING = exists().where(
    _g.c.id == bindparam("grant"),
    _g.c.person_id == PERSON,
    _g.c.procedure_id == PROCEDURE,
    _g.c.capacity == bindparam("capacity"),
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > NOW),
)
LIVING = and_(_LIVING, ~matches.files_closed(PROCEDURE, PERSON))
"""The reader's capacity lives, and no question of C12 closes the files to it."""


def asked_by(reader: Reader, **more: Any) -> dict[str, Any]:
    """The values that these conditions bind: who asks, as what, and when."""
    return {
        "procedure": reader.procedure_id,
        "person": reader.person_id,
        "grant": reader.grant_id,
        "capacity": reader.capacity.value,
        "now": reader.now,
        **more,
    }


def _clearance(*statuses: str) -> Any:
    return exists().where(
        _l.c.procedure_id == PROCEDURE,
        _l.c.person_id == PERSON,
        _l.c.candidate_id == candidate.c.id,
        or_(*(_l.c.status == status for status in statuses)),
    )


def given(*objects: Any) -> Any:
    """That one of these objects is given to the reader's capacity now (C4, R7)."""
    return exists().where(
        _x.c.procedure_id == PROCEDURE,
        or_(*(_x.c.object_id == object_id for object_id in objects)),
        _x.c.capacity == bindparam("capacity"),
        _x.c.since <= NOW,
        or_(_x.c.until.is_(None), _x.c.until > NOW),
    )


_UNDECIDED = exists().where(
    _l.c.procedure_id == PROCEDURE, _l.c.person_id == PERSON, _l.c.status == "undecided"
)
CLEARED = and_(_clearance("cleared"), ~_UNDECIDED)  # C4, C5
NOT_BARRED = ~_clearance("conflict", "undecided")  # A7

# A5: another's vote is there once two persons have locked, for whoever is no open screener
_counted, _seat = vote.alias("counted"), assignment.alias("seat")
_two_locks = (
    select(func.count(func.distinct(_seat.c.person_id)))
    .select_from(_counted.join(_seat, _seat.c.id == _counted.c.assignment_id))
    .where(_counted.c.candidate_id == candidate.c.id, _counted.c.locked_at.is_not(None))
    .correlate(candidate)
    .scalar_subquery()
)
_mine, _my_vote = assignment.alias("mine"), vote.alias("my_vote")
MY_PLACE = (
    select(_mine.c.id)
    .select_from(_mine.outerjoin(_my_vote, _my_vote.c.assignment_id == _mine.c.id))
    .where(
        _mine.c.candidate_id == candidate.c.id,
        _mine.c.person_id == PERSON,
        _mine.c.ended_at.is_(None),
    )
    .correlate(candidate)
)
_LOCKED = MY_PLACE.where(_my_vote.c.locked_at.is_not(None)).exists()
_OPEN = MY_PLACE.where(_my_vote.c.locked_at.is_(None)).exists()
_OTHERS = and_(
    _two_locks >= 2,
    or_(
        _LOCKED,
        and_(bindparam("capacity") == Capacity.FOCAL_POINT.value, ~_OPEN),
    ),
)
_later = outcome.alias("later")
_LATEST = ~(
    select(_later.c.id)
    .where(
        _later.c.candidate_id == outcome.c.candidate_id,
        or_(
            _later.c.at > outcome.c.at,
            and_(_later.c.at == outcome.c.at, _later.c.id > outcome.c.id),
        ),
    )
    .correlate(outcome)
    .exists()
)
_OF_DOCUMENT = and_(
    document.c.id.is_not(None),
    document.c.withdrawn_at.is_(None),
    document.c.action == FILES,
    quarantine.opened(document),
    ~covered(document),
)
KIND = part.c.kind
MEMBER = and_(
    CLEARED,
    or_(
        and_(KIND == PartKind.DOCUMENT.value, _OF_DOCUMENT, given(candidate.c.id, document.c.id)),
        and_(KIND == PartKind.NAME.value, given(candidate.c.id)),
        and_(
            KIND == PartKind.LISTED.value,
            given(candidate.c.id),
            listed.c.circulation_id == bindparam("circulation"),
        ),
    ),
)
SCREENER = and_(
    NOT_BARRED,
    or_(
        and_(KIND == PartKind.DOCUMENT.value, _OF_DOCUMENT),
        KIND == PartKind.NAME.value,
        and_(
            KIND == PartKind.VOTE.value,
            candidate.c.merged_into.is_(None),
            or_(
                and_(assignment.c.person_id == PERSON, assignment.c.ended_at.is_(None)),
                and_(vote.c.locked_at.is_not(None), _OTHERS),
            ),
        ),
        and_(KIND == PartKind.OUTCOME.value, candidate.c.merged_into.is_(None), _LATEST, _OTHERS),
    ),
)
