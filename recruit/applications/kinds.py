"""The notices of applications in words, and who is meant by 'candidate'."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.applications import models
from recruit.core import keys, vault
from recruit.core.words import _
from recruit.notices import kinds
from recruit.notices import operations as notices

_c = models.Candidate.__table__  # type: ignore[attr-defined]
_ADDRESSES = (
    select(_c.c.id, _c.c.sealed)
    .where(
        _c.c.procedure_id == bindparam("procedure"),
        _c.c.id.in_(bindparam("candidates", expanding=True)),
    )
    .order_by(_c.c.id)
)


def _candidates(connection: Connection, told: notices.Told) -> Sequence[notices.Recipient]:
    """The candidates named, at the address in the file; '' once the file's key is erased."""
    if not told.recipients:
        return []
    rows = connection.execute(
        _ADDRESSES, {"procedure": told.procedure_id, "candidates": list(told.recipients)}
    )
    found = []
    for row in rows:
        said = vault.unseal_or_none(
            keys.file_key(row.id, told.procedure_id),
            row.sealed,
            "applications_candidate",
            row.id,
        )
        found.append(notices.Recipient(row.id, said["mail"] if said else ""))
    return found


def register() -> None:
    """Give the words of this room's notices, and the audience 'candidate'."""
    notices.register_audience("candidate", _candidates)
    kinds.register(
        "applications.acknowledged",
        subject=lambda: _("Your application"),
        whatever_right=True,
    )
    kinds.register(
        "applications.withdrawn",
        subject=lambda: _("Your withdrawal"),
        whatever_right=True,
    )
    kinds.register(
        "applications.admitted",
        subject=lambda: _("A late application was admitted"),
        endpoint="applications.show",
        values=lambda object_id: {"candidate_id": object_id},
        action=Action.APPLICATION_READ,
    )
    kinds.register(
        "applications.left",
        subject=lambda: _("A candidate has withdrawn"),
        action=Action.DECLARATIONS_READ,
    )
    # before the first interview a substitute may follow, or fewer are left (J2)
    kinds.register(
        "applications.left_before",
        subject=lambda: _("A candidate has withdrawn"),
        endpoint="shortlist.chair",
        action=Action.DECLARATIONS_READ,
    )
    kinds.register(
        "applications.candidate_left",
        subject=lambda: _("The candidate of the hand-over has withdrawn"),
        action=Action.HAND_OVER_READ,
    )
