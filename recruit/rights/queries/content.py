"""All that is kept on one candidate and is that candidate's to have (D4), as plain values.

Nobody else's: names of others in a reason or a remark are covered, no single member's score
is read at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import GICHD, Capacity
from recruit.accounts import models as accounts
from recruit.applications import models as applications
from recruit.applications import queries as received
from recruit.appointment import models as appointment
from recruit.core import keys, vault
from recruit.documents.models import Document, Redaction
from recruit.interviews import models as interviews
from recruit.interviews.queries.sheets import entries
from recruit.prescreening import models as prescreening
from recruit.prescreening.rules.criteria import BY_ID
from recruit.rights.rules.names import Other, Who, covered, remark
from recruit.shortlist.queries import papers


@dataclass(frozen=True, slots=True)
class Line:
    """What was found on one criterion or entry, and why; words of others are covered."""

    title: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """A letter that the candidate was sent."""

    subject: str
    paragraphs: tuple[str, ...]
    at: datetime


@dataclass(slots=True)
class Own:
    """What one candidate's own file holds. outcome: of the screening, '' while it is open."""

    reference: str
    name: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)
    changes: list[tuple[str, str, datetime]] = field(default_factory=list)
    outcome: str = ""
    screened_at: datetime | None = None
    screening: list[Line] = field(default_factory=list)
    letters: list[Written] = field(default_factory=list)
    ratings: list[Line] = field(default_factory=list)


_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_s = applications.Sheet.__table__  # type: ignore[attr-defined]
_o = prescreening.Outcome.__table__  # type: ignore[attr-defined]
_l = appointment.Letter.__table__  # type: ignore[attr-defined]
_d = Document.__table__  # type: ignore[attr-defined]
_r = Redaction.__table__  # type: ignore[attr-defined]
_b = interviews.Debrief.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]
_p = accounts.Person.__table__  # type: ignore[attr-defined]

_CANDIDATE = (
    select(_c, _s.c.sealed.label("sheet"))
    .select_from(_c.outerjoin(_s, _s.c.candidate_id == _c.c.id))
    .where(_c.c.id == bindparam("candidate"))
)
_OUTCOME = (
    select(_o.c.id, _o.c.outcome, _o.c.sealed, _o.c.at)
    .where(_o.c.candidate_id == bindparam("candidate"))
    .order_by(_o.c.at.desc(), _o.c.id.desc())
    .limit(1)
)
_LETTERS = (
    select(_l.c.id, _l.c.sealed, _l.c.at, _l.c.sender)
    .where(_l.c.candidate_id == bindparam("candidate"))
    .order_by(_l.c.at, _l.c.id)
)
# the originals as they were received; a redacted copy is the house's, not the candidate's
_DOCUMENTS = (
    select(_d)
    .where(
        _d.c.object_id == bindparam("candidate"),
        _d.c.withdrawn_at.is_(None),
        _d.c.id.not_in(select(_r.c.copy_id).where(_r.c.copy_id.is_not(None))),
    )
    .order_by(_d.c.stored_at, _d.c.place, _d.c.id)
)
_DEBRIEFS = (
    select(_b.c.id, _b.c.candidate_id, _b.c.run, _b.c.sealed)
    .where(
        _b.c.procedure_id == bindparam("procedure"),
        _b.c.candidate_id.in_(bindparam("candidates", expanding=True)),
        _b.c.closed_at.is_not(None),
    )
    .order_by(_b.c.run)
)
_APPLICANTS = select(_c.c.id, _c.c.sealed, _c.c.merged_into).where(
    _c.c.procedure_id == bindparam("procedure")
)
_PANEL = (Capacity.MEMBER, Capacity.FORMER_MEMBER, Capacity.SURROGATE)
_SCREENERS = (*sorted(GICHD), Capacity.AGENCY)
_PEOPLE = (
    select(_p.c.name, _g.c.capacity)
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(
        _g.c.procedure_id == bindparam("procedure"),
        _g.c.capacity.in_([c.value for c in (*_PANEL, *_SCREENERS)]),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Everybody:
    """All names of a procedure. applicants: by candidate, '' once erased."""

    applicants: dict[str, str]
    same: dict[str, str]
    people: tuple[Other, ...]

    def name(self, candidate_id: str) -> str:
        """The candidate's own name; '' once erased."""
        return self.applicants.get(candidate_id, "")

    def besides(self, candidate_id: str) -> list[Other]:
        """Everybody but this candidate, and but what was found to be the same person."""
        own = {candidate_id, self.same.get(candidate_id, "")}
        own |= {one for one, into in self.same.items() if into in own}
        return [
            *(
                Other(name, Who.APPLICANT)
                for one, name in self.applicants.items()
                if name and one not in own
            ),
            *self.people,
        ]


def everybody(connection: Connection, procedure_id: str) -> Everybody:
    """The names of all applicants, of the panel's seats and of who screened."""
    asked = {"procedure": procedure_id}
    rows = connection.execute(_APPLICANTS, asked).all()
    said = vault.unseal_all(
        [(keys.file_key(row.id, procedure_id), row.sealed, row.id) for row in rows],
        "applications_candidate",
    )
    panel = {c.value for c in _PANEL}
    people = tuple(
        Other(row.name, Who.PANEL if row.capacity in panel else Who.OFFICE)
        for row in connection.execute(_PEOPLE, asked)
    )
    return Everybody(
        {row.id: one["name"] if one else "" for row, one in zip(rows, said, strict=True)},
        {row.id: row.merged_into for row in rows if row.merged_into},
        people,
    )


def screening(
    connection: Connection, procedure_id: str, candidate_id: str, own: str, others: Iterable[Other]
) -> tuple[str, datetime | None, list[Line]]:
    """The outcome of the own screening, when, and the finding and reason of each criterion.

    own: the candidate's name. '' and nothing while it is not settled, or once erased.
    """
    row = connection.execute(_OUTCOME, {"candidate": candidate_id}).first()
    said = row and vault.unseal_or_none(
        keys.file_key(candidate_id, procedure_id), row.sealed, "prescreening_outcome", row.id
    )
    if row is None or not said:
        return "", None, []
    people = list(others)
    lines = [
        Line(BY_ID[c].words, str(a["answer"]), covered(str(a["reason"]), own, people))
        for c, a in said["answers"].items()
        if c in BY_ID
    ]
    return str(row.outcome), row.at, lines


def ratings(
    connection: Connection, procedure_id: str, candidate_ids: Sequence[str], names: Everybody
) -> dict[str, list[Line]]:
    """The ratings that the panel agreed on, by candidate; no single member's is read."""
    asked = {"procedure": procedure_id, "candidates": list(candidate_ids)}
    rows = connection.execute(_DEBRIEFS, asked).all()
    found: dict[str, list[Line]] = {candidate: [] for candidate in candidate_ids}
    profiles = {
        run: papers.profile_in_force(connection, procedure_id, run)
        for run in sorted({row.run for row in rows})
    }
    for row in rows:
        said = vault.unseal_or_none(
            keys.judgement_key(row.candidate_id, procedure_id),
            row.sealed,
            "interviews_debrief",
            row.id,
        )
        profile = profiles[row.run]
        own, others = names.name(row.candidate_id), names.besides(row.candidate_id)
        for entry in entries(profile.content if profile else None):
            line = (said or {}).get(entry.id)
            if line is not None:
                score = "" if line.get("score") is None else f"{line['score']} / 5"
                note = remark(str(line.get("note", "")), own, others)
                found[row.candidate_id].append(Line(entry.name, score, note))
    return found


def letters(
    connection: Connection, procedure_id: str, candidate_id: str, *, chairs: bool
) -> list[Written]:
    """The letters to this candidate. chairs: the Chair's among them, never for GICHD (D5)."""
    found = []
    for row in connection.execute(_LETTERS, {"candidate": candidate_id}):
        if row.sender == "chair" and not chairs:
            continue
        said = vault.unseal_or_none(
            keys.file_key(candidate_id, procedure_id), row.sealed, "appointment_letter", row.id
        )
        if said is not None:
            found.append(Written(said["subject"], tuple(said["paragraphs"]), row.at))
    return found


def has_chairs(connection: Connection, candidate_id: str) -> bool:
    """Whether the Chair wrote to this candidate."""
    rows = connection.execute(_LETTERS, {"candidate": candidate_id})
    return any(row.sender == "chair" for row in rows)


def has_ratings(connection: Connection, procedure_id: str, candidate_id: str) -> bool:
    """Whether the panel agreed on ratings of this candidate."""
    asked = {"procedure": procedure_id, "candidates": [candidate_id]}
    return connection.execute(_DEBRIEFS, asked).first() is not None


def own(connection: Connection, procedure_id: str, candidate_id: str, *, whole: bool) -> Own:
    """All of it. whole: with the panel's part. Raises LookupError once the file is erased."""
    row = connection.execute(_CANDIDATE, {"candidate": candidate_id}).first()
    key_id = keys.file_key(candidate_id, procedure_id)
    said = row and vault.unseal_or_none(key_id, row.sealed, "applications_candidate", row.id)
    if row is None or not said:
        raise LookupError(candidate_id)
    names = everybody(connection, procedure_id)
    others = names.besides(candidate_id)
    found = Own(row.reference, said["name"])
    found.fields = [
        ("Name", said["name"]),
        ("Mail", said.get("mail", "")),
        ("Telephone", said.get("phone", "")),
        ("Note", covered(said.get("note", ""), said["name"], others)),
        *_of_sheet(row, key_id),
    ]
    found.changes = [
        (one.kind, covered(one.evidence, said["name"], others), one.received_at)
        for one in received.changes(connection, procedure_id, candidate_id)
    ]
    found.documents = list(connection.execute(_DOCUMENTS, {"candidate": candidate_id}))
    found.outcome, found.screened_at, found.screening = screening(
        connection, procedure_id, candidate_id, said["name"], others
    )
    found.letters = letters(connection, procedure_id, candidate_id, chairs=whole)
    if whole:
        found.ratings = ratings(connection, procedure_id, [candidate_id], names)[candidate_id]
    return found


def _of_sheet(row: Any, key_id: str) -> list[tuple[str, str]]:
    sheet = vault.unseal_or_none(key_id, row.sheet, "applications_sheet", row.id) or {}
    given = sheet.get("nationalities") or []
    listed = ", ".join(given) if isinstance(given, list) else str(given)
    return [
        ("Nationalities (separate sheet)", listed),
        ("Gender (separate sheet)", str(sheet.get("gender") or "")),
    ]
