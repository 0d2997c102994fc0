"""Circulating the list: numbered, frozen, to a constituted panel (54(b); A8, C4, C11)."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, func, select

from recruit.access import operations as access
from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.applications import rules as applications
from recruit.applications.operations import standing, statistics
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel.operations import declarations
from recruit.prescreening import models
from recruit.prescreening.queries import circulation as queries
from recruit.prescreening.rules import circulation as rules
from recruit.procedure.rules.milestones import Audience, MilestoneKind

STATUS = {
    rules.Why.SUITABLE: "suitable",
    rules.Why.BORDERLINE: "borderline",
    rules.Why.INTERNAL: "staff",
    rules.Why.PLACED: "placed",
}


def circulate(reader: Reader, *, why: str = "", key: str = "") -> str:
    """Circulate the list of suitable and borderline candidates to the panel; the receipt.

    why: what changed, for every version after the first. Withdrawn, merged, late and not
    admitted ones are left out. Raises Refusal where a gate of CIRCULATION does not hold,
    without a reason for a later version, and where candidates would join after the
    criteria were locked (A8).
    """
    with act(reader, Action.LIST_CIRCULATE, key) as a:
        facts = queries.facts(a.session.connection(), a.procedure_id, a.milestones, a.now)
        require(rules.CIRCULATION, facts.circulation)
        version = freeze(a, facts, why=why, audience=Audience.GICHD)
        a.record(version.id, version=version.version, why=why)
    return a.receipt


def freeze(a: Act, facts: queries.Facts, *, why: str, audience: Audience) -> models.Circulation:
    """Write a new version of the list: a writing function for circulating and placing."""
    entries = rules.contents(facts.circulation.applications)
    earlier = _earlier(a)
    last = a.session.exec(
        select(func.max(models.Circulation.version)).where(
            models.Circulation.procedure_id == a.procedure_id
        )
    ).one()
    version = (last or 0) + 1
    if version > 1 and not why.strip():
        raise Refusal(
            "A8",
            "reading A8",
            _("A new version of the list says what changed."),
            kind=Kind.INVALID,
        )
    if not entries:
        raise Refusal(
            "R26",
            "reading R26",
            _("No application is suitable or borderline: there is nobody to put on a list."),
        )
    found = {row.reference: row for row in facts.rows}
    joining = [found[e.reference].id for e in entries if found[e.reference].id not in earlier]
    if version > 1 and joining:
        rules.joins(criteria_locked=applications.criteria_locked(a.milestones), ballots_anew=False)
    circulation = models.Circulation(
        procedure_id=a.procedure_id,
        version=version,
        why=why.strip(),
        by_grant=a.reader.grant_id,
        at=a.now,
    )
    a.session.add(circulation)
    a.session.flush()
    ordered = sorted(entries, key=lambda e: (*_order(a, found[e.reference]), e.reference))
    for place, entry in enumerate(ordered, start=1):
        _list(a, circulation, place, entry, found[entry.reference], earlier)
    a.session.flush()
    ids_in_order = [found[e.reference].id for e in ordered]
    standing.listed(a, ids_in_order)
    for candidate_id in ids_in_order:
        access.disclose(a, candidate_id, Capacity.MEMBER, under=circulation.id)
    names = [(candidate_id, place) for place, candidate_id in enumerate(ids_in_order, start=1)]
    declarations.ask(a, version, names)
    statistics.take(a, frozenset(ids_in_order))
    a.milestone(MilestoneKind.LIST_CIRCULATED, audience, object_id=circulation.id, number=version)
    for recipients in (Capacity.MEMBER, Capacity.SURROGATE):
        notices.tell(
            a,
            "prescreening.circulated",
            f"capacity:{recipients}",
            object_id=circulation.id,
            sender=a.reader.capacity,
        )
    return circulation


def _earlier(a: Act) -> dict[str, int]:
    """Since which version each candidate has been on the list."""
    rows = a.session.exec(
        select(models.Listed.candidate_id, func.min(models.Listed.since_version))
        .join(models.Circulation, col(models.Circulation.id) == col(models.Listed.circulation_id))
        .where(models.Circulation.procedure_id == a.procedure_id)
        .group_by(col(models.Listed.candidate_id))
    ).all()
    return dict(rows)


def _order(a: Act, row: queries.Row) -> tuple[str, str]:
    said = vault.unseal_or_none(
        keys.file_key(row.id, a.procedure_id), row.name_sealed, "applications_candidate", row.id
    )
    return applications.by_family_name(said["name"] if said else "")


def _list(
    a: Act,
    circulation: models.Circulation,
    place: int,
    entry: rules.Entry,
    row: queries.Row,
    earlier: dict[str, int],
) -> None:
    file_key, listed_id = keys.file_key(row.id, a.procedure_id), ids.new()
    said: dict[str, Any] = (
        vault.unseal(file_key, row.outcome_sealed, "prescreening_outcome", row.outcome_id)
        if row.outcome_sealed is not None
        else {}
    )
    said = {**said, "outcome": str(entry.outcome)}
    a.session.add(
        models.Listed(
            id=listed_id,
            circulation_id=circulation.id,
            candidate_id=row.id,
            place=place,
            status=STATUS[entry.why],
            equivalence=entry.equivalence,
            since_version=earlier.get(row.id, circulation.version),
            sealed=vault.seal(file_key, said, "prescreening_listed", listed_id),
        )
    )
