"""Deciding on likenesses (GICHD) and on late applications (the Chair, R8)."""

from __future__ import annotations

from sqlmodel import func, select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Reader
from recruit.applications import models, rules
from recruit.applications.operations import files
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Refusal, require
from recruit.core.words import _
from recruit.documents.covering import covered_for_all
from recruit.documents.models import Document
from recruit.notices import operations as notices

# ---------------------------------------------------------------- likenesses


def decide_likeness(
    reader: Reader, *, likeness_id: str, same: bool, reason: str, keep: str = "", key: str = ""
) -> str:
    """Decide whether two applications are one person's, with a reason; the receipt.

    keep: the candidate's id of the one that counts; '' takes the latest complete one (A11).
    The other is kept, and left out of the screening.
    """
    with act(reader, Action.DUPLICATE_DECIDE, key) as a:
        found = db.locked(a.session, models.Likeness, id=likeness_id, procedure_id=a.procedure_id)
        if found is None:
            raise nothing()
        rules.decide_likeness(found.decision, reason, keep, (found.first_id, found.second_id))
        found.decision = "same" if same else "different"
        found.sealed = _sealed(found, found.id, "applications_likeness", reason=reason.strip())
        found.decided_at = a.now
        found.by_grant = reader.grant_id
        a.session.add(found)
        counts = ""
        if same:
            counts = keep or _counting(a, found.first_id, found.second_id)
            other = found.second_id if counts == found.first_id else found.first_id
            _merge(a, other, counts)
        a.record(likeness_id, same=same, counts=counts, reason=reason.strip())
    return a.receipt


def _counting(a: Act, first_id: str, second_id: str) -> str:
    found = []
    for candidate_id in (first_id, second_id):
        row = files.candidate(a, candidate_id)
        count = a.session.exec(
            select(func.count())
            .select_from(Document)
            .where(
                Document.object_id == row.id,
                Document.withdrawn_at.is_(None),  # type: ignore[union-attr]
                # a redacted copy and its original are one document
                ~covered_for_all(Document.__table__),  # type: ignore[attr-defined]
            )
        ).one()
        found.append(rules.Submission(row.id, row.received_at, row.late, count))
    return rules.counting(*found)


def _merge(a: Act, candidate_id: str, into: str) -> None:
    left, stays = files.candidate(a, candidate_id), files.candidate(a, into)
    if left.merged_into is not None or stays.merged_into is not None:
        raise Refusal(
            "A11",
            "reading A11",
            _("One of the two was found to repeat a third one in the meantime."),
            todo=_("Load the page again: the pair may be settled by now."),
        )
    left.merged_into = stays.id
    a.session.add(left)
    tally = files.tally(a)
    tally.merged += 1
    a.session.add(tally)


def reverse_likeness(reader: Reader, *, likeness_id: str, reason: str, key: str = "") -> str:
    """Take a decision on a likeness back, with a reason (R24); the pair is open again.

    Where one was left out as the other's repetition, it counts by itself again.
    """
    with act(reader, Action.DUPLICATE_DECIDE, key) as a:
        found = db.locked(a.session, models.Likeness, id=likeness_id, procedure_id=a.procedure_id)
        if found is None:
            raise nothing()
        rules.reverse_likeness(found.decision, reason)
        if found.decided_at is None or found.by_grant is None:  # the rule has refused it
            raise nothing()
        said = vault.unseal_or_none(
            keys.file_key(found.first_id, a.procedure_id),
            found.sealed,
            "applications_likeness",
            found.id,
        )
        words = {"decided_why": said["reason"] if said else "", "reason": reason.strip()}
        back_id = ids.new()
        a.session.add(
            models.Reversal(
                id=back_id,
                likeness_id=found.id,
                decision=found.decision,
                decided_at=found.decided_at,
                decided_by=found.by_grant,
                sealed=_sealed(found, back_id, "applications_reversal", **words),
                at=a.now,
                by_grant=reader.grant_id,
            )
        )
        if found.decision == "same":
            _part_again(a, found)
        a.record(likeness_id, taken_back=found.decision, reason=reason.strip())
        found.decision, found.sealed = "", None
        found.decided_at = found.by_grant = None
        a.session.add(found)
    return a.receipt


def _sealed(pair: models.Likeness, row_id: str, table: str, **words: str) -> bytes:
    """What was said of a pair, under the first one's file key."""
    return vault.seal(keys.file_key(pair.first_id, pair.procedure_id), words, table, row_id)


def _part_again(a: Act, pair: models.Likeness) -> None:
    first, second = files.candidate(a, pair.first_id), files.candidate(a, pair.second_id)
    for left, stays in ((first, second), (second, first)):
        if left.merged_into == stays.id:
            left.merged_into = None
            a.session.add(left)
            tally = files.tally(a)
            tally.merged -= 1
            a.session.add(tally)


# ---------------------------------------------------------------- late ones (R8)


def admit_late(reader: Reader, *, candidate_id: str, reason: str, key: str = "") -> str:
    """The Chair admits a late application with a reason, before the criteria are locked (R8)."""
    with act(reader, Action.APPLICATION_ADMIT_LATE, key) as a:
        found = files.candidate(a, candidate_id)
        require(
            rules.ADMITTING,
            rules.Admitting(
                late=found.late,
                admitted=found.admitted_at is not None,
                withdrawn=found.withdrawn_at is not None or found.merged_into is not None,
                reason=reason,
                criteria_locked=rules.criteria_locked(a.milestones),
            ),
        )
        found.admitted_at = a.now
        files.write_beside(found, {"admitted_why": reason.strip()})
        found.not_admitted_at = None
        a.session.add(found)
        notices.tell(
            a,
            "applications.admitted",
            f"capacity:{Capacity.FOCAL_POINT}",
            object_id=found.id,
            sender=Capacity.CHAIR,
        )
        a.record(found.id, admitted=True, reason=reason.strip())
    return a.receipt


def leave_late(reader: Reader, *, candidate_id: str, key: str = "") -> str:
    """The Chair looked at a late application and leaves it out; it can be taken up again."""
    with act(reader, Action.APPLICATION_ADMIT_LATE, key) as a:
        found = files.candidate(a, candidate_id)
        if not found.late or found.admitted_at is not None:
            raise Refusal("R8", "reading R8", _("There is nothing to decide on this application."))
        found.not_admitted_at = a.now
        a.session.add(found)
        a.record(found.id, admitted=False)
    return a.receipt
