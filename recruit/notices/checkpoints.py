"""The day's checkpoints, mailed to those who keep them outside the house.

A checkpoint that stays on the host protects against nobody who may write there. So the
auditor and the President get those of every day in full, as text that can be filed: the
auditor of all logs of the procedure and the site's, the President not the panel's. They are
sent each day whether or not anything was done, and every log has grown by a fixed step.
"""

from __future__ import annotations

import base64
from datetime import datetime

from sqlalchemy import bindparam, func, select

from recruit.access.actions import Action
from recruit.access.rules import Capacity
from recruit.core import checkpoint, db, keys, log, times
from recruit.core.log_tables import core_checkpoint
from recruit.core.words import mark
from recruit.notices import kinds, operations
from recruit.notices.models import Broadcast
from recruit.procedure import queries as procedure

KIND = "record.checkpoints"
DAILY = "daily"  # to whom the worker says that it sends the checkpoints of the timetable
READERS = (Capacity.AUDITOR, Capacity.PRESIDENT)

_b = Broadcast.__table__  # type: ignore[attr-defined]
_c = core_checkpoint.c
_TODAY = select(_c.log_id, _c.note).where(
    _c.sent_to == DAILY,
    _c.at == select(func.max(_c.at)).where(_c.sent_to == DAILY).scalar_subquery(),
)
_LATEST = select(func.max(_c.at)).where(_c.sent_to == DAILY)
_SENT = select(func.max(_b.c.as_of)).where(
    _b.c.kind == KIND, _b.c.procedure_id == bindparam("procedure")
)


def register() -> None:
    """Give the words of this notice; it is a mail alone, to be kept."""
    kinds.register(
        KIND,
        subject=mark("The day's checkpoints of the record, to be kept"),
        action=Action.CALENDAR_READ,
        in_app=False,
    )


def _body(notes: dict[str, str], at: datetime) -> dict[str, object]:
    key = checkpoint.public_text(log.signer())
    return {
        "subject": "The day's checkpoints of the record, to be kept",
        "paragraphs": [
            f"These are the checkpoints of {times.day(times.geneva_date(at))}. Keep this mail "
            "outside the house: against whoever can write to the host, a kept checkpoint alone "
            "shows whether the record is still what it was on that day.",
            f"The key that signs them: {key}",
            *(notes[origin] for origin in sorted(notes)),
            "They are attached too, each as a file. The operator checks with: flask audit "
            "verify --checkpoint FILE.",
        ],
        "attachments": [
            {
                "name": f"checkpoint-{origin.replace('/', '-')}.txt",
                "mime": "text/plain",
                "base64": base64.b64encode(notes[origin].encode()).decode(),
            }
            for origin in sorted(notes)
        ],
        "closing": "",
        "path": "",
    }


def send(now: datetime) -> int:
    """Tell the readers of every procedure, once for each day's checkpoints; how many mails."""
    with db.writing() as session:
        connection = session.connection()
        latest = connection.execute(_LATEST).scalar()
        if latest is None:
            return 0
        notes = {row.log_id: row.note for row in connection.execute(_TODAY)}
        number = 0
        for about in procedure.all_of_them(connection):
            last = connection.execute(_SENT, {"procedure": about.id}).scalar()
            if last is not None and last >= latest:
                continue
            rounds = {f"round/{m.object_id}" for m in procedure.milestones(connection, about.id)}
            for capacity in READERS:
                origins = {"site", f"procedure/{about.id}"} | rounds
                if capacity is Capacity.AUDITOR:
                    origins.add(f"panel/{about.id}")
                operations.broadcast(
                    session,
                    max(now, latest),
                    about.id,
                    KIND,
                    f"capacity:{capacity}",
                    sender=Capacity.PRESIDENT,
                    body=_body({o: n for o, n in notes.items() if o in origins}, latest),
                    key_id=keys.procedure_key(about.id),
                )
                number += 1
        return number
