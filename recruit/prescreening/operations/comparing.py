"""What is kept of two locked votes beside each other (A5): writing functions of screening."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.frame import Act, nothing
from recruit.core import ids, keys, vault
from recruit.prescreening import models
from recruit.prescreening.rules import agreement
from recruit.prescreening.rules import outcome as rules


def compare(a: Act, candidate_id: str, one: rules.Vote, other: rules.Vote) -> None:
    """Keep what differs on a file that both have locked, and count it for the pair."""
    differing = rules.differences(one, other)
    first, second = sorted((one, other), key=lambda vote: vote.screener)
    a.session.add(
        models.Comparison(
            candidate_id=candidate_id,
            procedure_id=a.procedure_id,
            first_person=first.screener,
            second_person=second.screener,
            differing=len(differing),
            sealed=vault.seal(
                keys.file_key(candidate_id, a.procedure_id),
                {"differing": list(differing)},
                "prescreening_comparison",
                candidate_id,
            ),
            at=a.now,
            settled_at=None if differing else a.now,
        )
    )
    _count(a, first, second)
    a.session.flush()


def _count(a: Act, first: rules.Vote, second: rules.Vote) -> None:
    row = a.session.exec(
        select(models.Agreement).where(
            models.Agreement.procedure_id == a.procedure_id,
            models.Agreement.first_person == first.screener,
            models.Agreement.second_person == second.screener,
        )
    ).first()
    key = keys.procedure_key(a.procedure_id)
    if row is None:
        counts = agreement.Counts()
        row = models.Agreement(
            id=ids.new(),
            procedure_id=a.procedure_id,
            first_person=first.screener,
            second_person=second.screener,
            sealed=b"",
        )
    else:
        counts = agreement.read(vault.unseal(key, row.sealed, "prescreening_agreement", row.id))
    counts.add(first.answers, second.answers)
    row.files += 1
    row.sealed = vault.seal(key, counts.plain(), "prescreening_agreement", row.id)
    a.session.add(row)


def settled(a: Act, candidate_id: str) -> None:
    """Every difference of the file is settled now."""
    found = a.session.get(models.Comparison, candidate_id)
    if found is None:
        raise nothing()
    found.settled_at = a.now
    a.session.add(found)
