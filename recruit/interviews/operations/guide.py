"""A member's copy of an interview's guide: numbered, marked and recorded."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.core import ids
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.documents import rendering
from recruit.interviews import guide as layout
from recruit.interviews.queries import guide as queries
from recruit.interviews.queries import sheets
from recruit.procedure import queries as procedure
from recruit.procedure.rules.milestones import current_run


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy: a file's name, its bytes."""

    name: str
    content: bytes


def opened(
    connection: Connection, reader: Reader, procedure_id: str, run: int, candidate_id: str
) -> queries.Guide:
    """The guide of this candidate's interview for this member.

    Raises Refusal for one who is not invited in this run, while a declaration of the member
    is not decided (C5), and before the three papers are adopted (R4).
    """
    at = sheets.own_one(
        connection, procedure_id, run, reader.person_id, reader.grant_id, candidate_id
    )
    if at is None:
        raise Refusal(
            "R16",
            "reading R16",
            _("Nobody of this reference is invited to an interview now."),
            kind=Kind.UNKNOWN,
        )
    if at.undecided:
        raise Refusal(
            "C5",
            "para. 53(b), reading C5",
            _("A declaration of yours is not decided yet; until then no guide opens."),
        )
    found = queries.of(connection, procedure_id, run, candidate_id, at.reference)
    if found is None:
        raise Refusal(
            "R4",
            "para. 54(d)-(e), reading R4",
            _("Profile, questions and grid are not all adopted yet; the guide is made of them."),
        )
    return found


def take(reader: Reader, *, candidate_id: str) -> Taken:
    """The guide as a PDF with the member's name and a number of its own on each page.

    Recorded in the panel's log before the first byte. Raises Refusal as ``opened`` does.
    """
    with act(reader, Action.GUIDE_TAKE) as a:
        connection, run = a.session.connection(), current_run(a.milestones)
        guide = opened(connection, reader, a.procedure_id, run, candidate_id)
        found = procedure.by_id(connection, a.procedure_id)
        number, at = ids.reference(), a.now
        a.record(candidate_id, guide=number, questions=guide.versions[1])
    sheet = layout.sheet(
        guide, found.title if found else "", reader=reader.name, number=number, at=at
    )
    return Taken(f"guide-{guide.reference}-{number}.pdf", rendering.pdf(sheet, at))
