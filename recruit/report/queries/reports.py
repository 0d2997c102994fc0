"""Reading the decision, the report with its parts and signatures, hand-over and release.

All of it is the living occupants' (P53f-2) save the hand-over, which is the President's
and the office's too once given (S1), and the released report (53(f)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.core import keys, vault
from recruit.core.log_tables import core_checkpoint
from recruit.documents.models import View
from recruit.documents.seal import stamped_at
from recruit.report import models

RELEASE = "report.release"
"""The name of the two-person act (R27)."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The panel's final decision of a run. candidate_id None: a finding instead.

    number: 1, and one more for each that took the place of an earlier one (T3, S12).
    instead: why it took its place, in a word of rules.another; '' for the first.
    """

    id: str
    number: int
    candidate_id: str | None
    motion_id: str
    reason: str
    choice_reason: str
    finding: str
    reserve: tuple[str, ...]
    at: datetime
    instead: str = ""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report or addendum. content_hash: SHA-256 of the canonical content, hexadecimal.

    decision_id: the decision that it tells, from the call to sign on; None before it.
    """

    id: str
    number: int
    kind: str
    run: int
    opened_at: datetime
    edition: int
    called_at: datetime | None
    content_hash: str
    lodged_at: datetime | None
    document_id: str | None
    file_hash: str
    certificate_id: str | None
    decision_id: str | None
    sealed_by: str
    stamp: str

    @property
    def stamped_at(self) -> datetime | None:
        """The time that an authority outside gave to the report's seal; None without one."""
        return stamped_at(self.stamp)

    @property
    def text_id(self) -> str:
        """What a signature is given on: the edition called to sign and its hash."""
        return f"{self.edition}:{self.content_hash}"


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the narrative with its version."""

    name: str
    text: str
    version: int
    by_grant: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A signature on an edition."""

    grant_id: str
    edition: int
    content_hash: str
    how: str
    at: datetime
    assertion: str = ""


@dataclass(frozen=True, slots=True)
class WordView:
    """A member's separate opinion, or reason for not signing."""

    grant_id: str
    text: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HandOverView:
    """What the Chair gave the President (S1): the name and the biography, nothing else."""

    id: str
    candidate_id: str
    name: str
    biography: str
    pronoun: str
    at: datetime
    recalled_at: datetime | None

    @property
    def recalled(self) -> bool:
        """Whether the Chair recalled it, without a reason."""
        return self.recalled_at is not None


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Where the release stands: asked by the President, confirmed by a member (R27)."""

    second_id: str
    report_id: str
    first_person: str
    first_at: datetime
    second_at: datetime | None


_d = models.Decision.__table__  # type: ignore[attr-defined]
_r = models.Report.__table__  # type: ignore[attr-defined]
_p = models.Part.__table__  # type: ignore[attr-defined]
_s = models.Signature.__table__  # type: ignore[attr-defined]
_u = models.Unsigned.__table__  # type: ignore[attr-defined]
_o = models.Opinion.__table__  # type: ignore[attr-defined]
_h = models.HandOver.__table__  # type: ignore[attr-defined]
_2 = access.Second.__table__  # type: ignore[attr-defined]
_v = View.__table__  # type: ignore[attr-defined]
_k = core_checkpoint

_DECISION = (
    select(_d.c.id, _d.c.number, _d.c.candidate_id, _d.c.motion_id, _d.c.sealed, _d.c.at)
    .where(_d.c.procedure_id == bindparam("procedure"), _d.c.run == bindparam("run"))
    .order_by(_d.c.number.desc())
)
_REPORTS = (
    select(
        _r.c.id,
        _r.c.number,
        _r.c.kind,
        _r.c.run,
        _r.c.opened_at,
        _r.c.edition,
        _r.c.called_at,
        _r.c.content_hash,
        _r.c.lodged_at,
        _r.c.document_id,
        _r.c.file_hash,
        _r.c.certificate_id,
        _r.c.decision_id,
        _r.c.sealed_by,
        _r.c.stamp,
    )
    .where(_r.c.procedure_id == bindparam("procedure"))
    .order_by(_r.c.number.desc())
)
_FROZEN = select(_r.c.frozen).where(_r.c.id == bindparam("report"))
_PARTS = select(_p.c.id, _p.c.name, _p.c.sealed, _p.c.version, _p.c.by_grant, _p.c.saved_at).where(
    _p.c.report_id == bindparam("report")
)
_SIGNATURES = (
    select(_s.c.grant_id, _s.c.edition, _s.c.content_hash, _s.c.how, _s.c.at, _s.c.assertion)
    .where(_s.c.report_id == bindparam("report"))
    .order_by(_s.c.at, _s.c.id)
)
_UNSIGNED = select(_u.c.id, _u.c.grant_id, _u.c.sealed, _u.c.at).where(
    _u.c.report_id == bindparam("report")
)
_OPINIONS = (
    select(_o.c.id, _o.c.grant_id, _o.c.sealed, _o.c.version, _o.c.at)
    .where(_o.c.report_id == bindparam("report"))
    .order_by(_o.c.at, _o.c.id)
)
_HAND_OVER = (
    select(_h.c.id, _h.c.candidate_id, _h.c.sealed, _h.c.at, _h.c.recalled_at)
    .where(_h.c.procedure_id == bindparam("procedure"))
    .order_by(_h.c.at.desc(), _h.c.id.desc())
    .limit(1)
)
_RELEASE = (
    select(_2.c.id, _2.c.object_id, _2.c.first_person, _2.c.first_at, _2.c.second_at)
    .where(
        _2.c.procedure_id == bindparam("procedure"),
        _2.c.act == RELEASE,
        _2.c.withdrawn_at.is_(None),
    )
    .order_by(_2.c.first_at.desc())
    .limit(1)
)
_CHECKPOINT = (
    select(_k.c.note)
    .where(_k.c.log_id == bindparam("log"))
    .order_by(_k.c.at.desc(), _k.c.id.desc())
    .limit(1)
)
_COPIES = (
    select(_v.c.reference, _v.c.at)
    .where(
        _v.c.document_id.in_(bindparam("documents", expanding=True)),
        _v.c.person_id == bindparam("person"),
        _v.c.kind == "released",
    )
    .order_by(_v.c.at.desc())
)
HOUSE_AHEAD = (_REPORTS, _DECISION)
"""What reports and decision ask, for a page that asks them together with others."""
OF_REPORT_AHEAD = (_FROZEN, _PARTS, _OPINIONS, _SIGNATURES, _UNSIGNED)
"""What stands on one report."""

HAND_OVER_AHEAD = (_HAND_OVER,)
"""What last_hand_over asks."""


def decision(connection: Connection, procedure_id: str, run: int) -> DecisionView | None:
    """The final decision of this run that stands; None where the panel has not decided."""
    return next(iter(decisions(connection, procedure_id, run)), None)


def decisions(connection: Connection, procedure_id: str, run: int) -> list[DecisionView]:
    """Every final decision of this run, the one that stands first."""
    found = []
    for row in connection.execute(_DECISION, {"procedure": procedure_id, "run": run}):
        said = vault.unseal(keys.panel_key(procedure_id), row.sealed, "report_decision", row.id)
        found.append(
            DecisionView(
                row.id,
                row.number,
                row.candidate_id,
                row.motion_id,
                said["reason"],
                said["choice_reason"],
                said["finding"],
                tuple(said["reserve"]),
                row.at,
                said.get("instead", ""),
            )
        )
    return found


def reports(connection: Connection, procedure_id: str) -> list[ReportView]:
    """Every report and addendum of the procedure, the latest first."""
    rows = connection.execute(_REPORTS, {"procedure": procedure_id}).all()
    return [ReportView(*tuple(row)) for row in rows]


def of_run(connection: Connection, procedure_id: str, run: int) -> ReportView | None:
    """The report of this run; None where it was not opened for drafting."""
    return next((r for r in reports(connection, procedure_id) if r.run == run), None)


def lodged(connection: Connection, procedure_id: str) -> ReportView | None:
    """The latest report that was lodged; None where there is none."""
    found = reports(connection, procedure_id)
    return next((r for r in found if r.lodged_at is not None), None)


def canonical(connection: Connection, procedure_id: str, report_id: str) -> bytes | None:
    """The exact bytes that were frozen at the call to sign; None before it, or once erased."""
    sealed = connection.execute(_FROZEN, {"report": report_id}).scalar()
    said: str | None = vault.unseal_or_none(
        keys.report_key(procedure_id), sealed, "report_report", report_id, "frozen"
    )
    return None if said is None else said.encode()


def parts(connection: Connection, procedure_id: str, report_id: str) -> dict[str, PartView]:
    """The narrative's parts by name: 'mandate', or a candidate's id."""
    key = keys.report_key(procedure_id)
    found = {}
    for row in connection.execute(_PARTS, {"report": report_id}):
        text = vault.unseal_or_none(key, row.sealed, "report_part", row.id) or ""
        found[row.name] = PartView(row.name, text, row.version, row.by_grant, row.saved_at)
    return found


def signatures(connection: Connection, report_id: str) -> list[SignatureView]:
    """Every signature given, of fallen editions too."""
    return [SignatureView(*r) for r in connection.execute(_SIGNATURES, {"report": report_id})]


def unsigned(connection: Connection, procedure_id: str, report_id: str) -> list[WordView]:
    """The reasons that members gave for not signing."""
    return [
        WordView(
            r.grant_id,
            vault.unseal_or_none(keys.report_key(procedure_id), r.sealed, "report_unsigned", r.id)
            or "",
            1,
            r.at,
        )
        for r in connection.execute(_UNSIGNED, {"report": report_id})
    ]


def opinions(connection: Connection, procedure_id: str, report_id: str) -> list[WordView]:
    """The separate opinions, the first first."""
    return [
        WordView(
            r.grant_id,
            vault.unseal_or_none(keys.report_key(procedure_id), r.sealed, "report_opinion", r.id)
            or "",
            r.version,
            r.at,
        )
        for r in connection.execute(_OPINIONS, {"report": report_id})
    ]


def last_hand_over(connection: Connection, procedure_id: str) -> HandOverView | None:
    """The latest hand-over, recalled or not; None where there was none."""
    row: Any = connection.execute(_HAND_OVER, {"procedure": procedure_id}).first()
    if row is None:
        return None
    said = vault.unseal_or_none(
        keys.procedure_key(procedure_id), row.sealed, "report_hand_over", row.id
    ) or {"name": "", "biography": "", "pronoun": ""}
    return HandOverView(
        row.id,
        row.candidate_id,
        said["name"],
        said["biography"],
        said["pronoun"],
        row.at,
        row.recalled_at,
    )


def hand_over(connection: Connection, procedure_id: str) -> HandOverView | None:
    """The hand-over that stands; None where none was given or the last was recalled."""
    found = last_hand_over(connection, procedure_id)
    return None if found is None or found.recalled else found


def release(connection: Connection, procedure_id: str) -> ReleaseView | None:
    """The release as asked, and confirmed where second_at is set; None where not asked."""
    row = connection.execute(_RELEASE, {"procedure": procedure_id}).first()
    return ReleaseView(*row) if row else None


def checkpoint(connection: Connection, procedure_id: str) -> str:
    """The latest checkpoint of the panel's log that left the house; '' where none has."""
    log = f"panel/{procedure_id}"
    return connection.execute(_CHECKPOINT, {"log": log}).scalar() or ""


def copies_of(
    connection: Connection, documents: Sequence[str], person_id: str
) -> list[tuple[str, datetime]]:
    """The watermarked copies of these that this person was given: number and time, the latest
    first."""
    at = {"documents": list(documents), "person": person_id}
    return [(r.reference, r.at) for r in connection.execute(_COPIES, at)] if documents else []


def lodgeable(connection: Connection, procedure_id: str) -> ReportView | None:
    """The report that is called to sign and not lodged yet; None where there is none."""
    found = reports(connection, procedure_id)
    return next((r for r in found if r.called_at is not None and r.lodged_at is None), None)
