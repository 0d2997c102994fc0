"""What was written in clear beside the sealed files and ballots, emptied at their erasure (D3).

Reasons are typed by people, and may tell something of a person. Those on an application are
sealed with it; these stand in columns that lists read, and no key takes them away.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Update, bindparam, select, update
from sqlmodel import Session

from recruit.appointment.rules.retention import Lot
from recruit.interviews.models import Slot
from recruit.notices.models import Broadcast, Delivery
from recruit.prescreening import models as prescreening
from recruit.shortlist.models import Absence

_PROCEDURE: Any = bindparam("procedure")


def _of(model: Any, *columns: str) -> Update:
    table = model.__table__
    emptied = dict.fromkeys(columns, "")
    return update(table).where(table.c.procedure_id == _PROCEDURE).values(emptied)


def _under(model: Any, column: str, parent: Any, *columns: str) -> Update:
    table, above = model.__table__, parent.__table__
    of = select(above.c.id).where(above.c.procedure_id == _PROCEDURE)
    return update(table).where(table.c[column].in_(of)).values(dict.fromkeys(columns, ""))


_b, _d = Broadcast.__table__, Delivery.__table__  # type: ignore[attr-defined]
_TO_PERSONS_OUTSIDE: Final = ("candidate", "own-file", "referee")
_SAID = (
    update(_d)
    .where(
        _d.c.broadcast_id.in_(
            select(_b.c.id).where(
                _b.c.procedure_id == _PROCEDURE, _b.c.audience.in_(_TO_PERSONS_OUTSIDE)
            )
        )
    )
    .values(said="")
)
_BESIDE: Final = {
    Lot.APPLICATIONS: (
        _of(prescreening.Assignment, "ended_why"),
        _under(prescreening.Answer, "request_id", prescreening.Request, "note").values(
            withheld="{}"
        ),
        _of(Slot, "place", "ended_why"),
        _SAID,
    ),
    Lot.PANEL: (_of(Absence, "reason"),),
}


def empty_words(session: Session, procedure_id: str, lot: Lot) -> None:
    """Empty all that stands beside this lot, inside the transaction that records the erasure."""
    connection = session.connection()
    embedded = connection.dialect.name == "sqlite"
    if embedded:  # what stood there is overwritten in the file too
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    for statement in _BESIDE.get(lot, ()):
        connection.execute(statement, {"procedure": procedure_id})
    if embedded:
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")
