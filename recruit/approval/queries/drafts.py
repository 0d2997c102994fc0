"""Reading the hand-over and the draft of the proposal's letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.applications import models as applications
from recruit.approval import letters, models
from recruit.approval.rules.opening import HandOver
from recruit.core import keys, vault
from recruit.report import models as report


@dataclass(frozen=True, slots=True)
class Given:
    """The latest hand-over (S1): the President's knowledge of the panel, and no more.

    lost: the candidate's withdrawal is registered, of which the President was told at once.
    """

    id: str
    candidate_id: str
    name: str
    biography: str
    at: datetime
    recalled_at: datetime | None
    lost: bool = False

    @property
    def fact(self) -> HandOver:
        """As the rules of the opening look at it."""
        return HandOver(self.candidate_id, self.at, self.recalled_at)


@dataclass(frozen=True, slots=True)
class DraftView:
    """The letter as drafted: paragraphs before the fixed ones, the address for letters.

    version: 0 while nothing was saved.
    """

    paragraphs: list[str]
    address: str
    version: int


_h = report.HandOver.__table__  # type: ignore[attr-defined]
_d = models.Draft.__table__  # type: ignore[attr-defined]
_c = applications.Candidate.__table__  # type: ignore[attr-defined]
_LATEST = (
    select(_h.c.id, _h.c.candidate_id, _h.c.sealed, _h.c.at, _h.c.recalled_at, _c.c.withdrawn_at)
    .select_from(_h.join(_c, _c.c.id == _h.c.candidate_id))
    .where(_h.c.procedure_id == bindparam("procedure"))
    .order_by(_h.c.recalled_at.is_not(None), _h.c.at.desc())
    .limit(1)
)
_DRAFT = select(_d.c.id, _d.c.sealed, _d.c.version).where(
    _d.c.procedure_id == bindparam("procedure"), _d.c.hand_over_id == bindparam("given")
)


def given(connection: Connection, procedure_id: str) -> Given | None:
    """The living hand-over, else the last one recalled; None before the first."""
    row = connection.execute(_LATEST, {"procedure": procedure_id}).first()
    if row is None:
        return None
    told = vault.unseal_or_none(
        keys.procedure_key(procedure_id), row.sealed, "report_hand_over", row.id
    )
    told = told or {"name": "", "biography": ""}
    return Given(
        row.id,
        row.candidate_id,
        told["name"],
        told["biography"],
        row.at,
        row.recalled_at,
        row.withdrawn_at is not None,
    )


def draft(connection: Connection, procedure_id: str, of: Given) -> DraftView:
    """The draft for this hand-over; the template's text where none was saved."""
    row = connection.execute(_DRAFT, {"procedure": procedure_id, "given": of.id}).first()
    if row is None:
        return DraftView(letters.introduction(of.name, of.biography), letters.ADDRESS, 0)
    told = vault.unseal(keys.procedure_key(procedure_id), row.sealed, "approval_draft", row.id)
    return DraftView(told["paragraphs"], told["address"], row.version)
