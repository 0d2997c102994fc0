"""A delegation's question to the President, and the answer: not a break (S20)."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Capacity, Reader
from recruit.approval import models
from recruit.approval.operations import standing
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices


def ask(reader: Reader, *, text: str, key: str = "") -> str:
    """A delegation asks the President; it stops no clock and breaks nothing. Its id."""
    with act(reader, Action.QUESTION_ASK, key) as a:
        row, _facts = standing.under_lock(a)
        if not text.strip():
            raise Refusal("S20", "reading S20", _("Write the question."), kind=Kind.INVALID)
        question = models.Question(
            round_id=row.id,
            state_id=reader.state_id,
            text=text.strip(),
            by_grant=reader.grant_id,
            at=a.now,
        )
        a.session.add(question)
        a.session.flush()
        for capacity in (Capacity.PRESIDENT, Capacity.OFFICE):
            notices.tell(
                a,
                "approval.question",
                f"capacity:{capacity}",
                object_id=question.id,
                sender=Capacity.OFFICE,
            )
        a.record(question.id)
        return question.id


def answer(reader: Reader, *, question_id: str, text: str, to_all: bool, key: str = "") -> None:
    """The President answers that State, or all where it concerns all (S20)."""
    with act(reader, Action.ITEM_SETTLE, key) as a:
        found = a.session.exec(
            select(models.Question)
            .join(models.Round, models.Round.id == models.Question.round_id)  # type: ignore[arg-type]
            .where(
                models.Question.id == question_id,
                models.Round.procedure_id == a.procedure_id,
            )
        ).first()
        if found is None or found.answered_at is not None or not text.strip():
            raise Refusal(
                "S20",
                "reading S20",
                _("An open question is answered once, in words."),
                kind=Kind.INVALID,
            )
        standing.under_lock(a, found.round_id)
        found.answer, found.to_all, found.answered_at = text.strip(), to_all, a.now
        a.session.add(found)
        a.session.flush()
        if to_all:
            notices.tell(
                a,
                "approval.answered",
                f"capacity:{Capacity.DELEGATE}",
                object_id=found.id,
                sender=Capacity.OFFICE,
            )
        else:
            standing.tell_state(a, "approval.answered", found.id, found.state_id)
        a.record(found.id, to_all=to_all)
