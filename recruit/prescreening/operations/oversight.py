"""The panel's oversight of the prescreening: written instructions (54(b), C11)."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.prescreening import models


def instruct(reader: Reader, *, text: str, key: str = "") -> str:
    """The Chair instructs the GICHD in writing; the receipt. No file is opened by it."""
    with act(reader, Action.INSTRUCTION_GIVE, key) as a:
        if not text.strip():
            raise Refusal(
                "C11", "para. 54(b)", _("Write the instruction first."), kind=Kind.INVALID
            )
        row = models.Instruction(
            procedure_id=a.procedure_id, text=text.strip(), by_grant=reader.grant_id, at=a.now
        )
        a.session.add(row)
        a.session.flush()
        for capacity in (Capacity.FOCAL_POINT, Capacity.STAFF):
            notices.tell(
                a,
                "prescreening.instruction",
                f"capacity:{capacity}",
                object_id=row.id,
                sender=Capacity.CHAIR,
            )
        a.record(row.id, instruction=True)
    return a.receipt
