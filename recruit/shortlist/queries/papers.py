"""Reading profile, questions and grid: the draft, every adopted version, what is in force (R4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Connection

from recruit.access import models as access
from recruit.access.rules import Capacity
from recruit.accounts import models as accounts
from recruit.core import keys, vault
from recruit.shortlist import models
from recruit.shortlist.rules import adoption, drafts
from recruit.shortlist.rules.adoption import Deliverable
from recruit.shortlist.rules.coverage import Coverage, cover


@dataclass(frozen=True, slots=True)
class Paper:
    """A version of one paper; adopted_at None: the draft."""

    id: str
    kind: str
    number: int
    version: int
    rests_on: str | None
    reason: str
    saved_at: datetime
    saved_by: str
    motion_id: str | None
    adopted_at: datetime | None
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Papers:
    """What is in force in a run: each None where it is not adopted, or no longer stands."""

    profile: Paper | None = None
    questions: Paper | None = None
    grid: Paper | None = None


@dataclass(frozen=True, slots=True)
class AllPapers:
    """Every version of a run's papers, and who confirmed which wording.

    confirmed: wording's fingerprint to the grants that confirmed it.
    """

    versions: list[Paper]
    confirmed: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def adopted(self, kind: Deliverable) -> list[Paper]:
        """The adopted versions of this kind, the oldest first."""
        return [p for p in self.versions if p.kind == kind and p.adopted_at is not None]

    def draft(self, kind: Deliverable) -> Paper | None:
        """The draft of this kind, or None."""
        return next((p for p in self.versions if p.kind == kind and p.adopted_at is None), None)

    def newest(self, kind: Deliverable) -> Paper | None:
        """The draft of this kind, or the last adopted version, or None."""
        adopted = self.adopted(kind)
        return self.draft(kind) or (adopted[-1] if adopted else None)

    def names(self) -> dict[str, str]:
        """What the entries are called in the profiles of this run, by id; the newest name."""
        return {
            e["id"]: e["name"]
            for profile in self.versions
            if profile.kind == Deliverable.PROFILE
            for e in profile.content.get("entries", [])
        }

    def covered(self, kind: Deliverable, content: dict[str, Any] | None) -> Coverage | None:
        """The newest papers held against each other, this kind as it is on a page; None
        before there are a profile and questions."""
        newest = {k: paper.content for k in Deliverable if (paper := self.newest(k)) is not None}
        if content is not None:
            newest[kind] = content
        if not {Deliverable.PROFILE, Deliverable.QUESTIONS} <= set(newest):
            return None
        return cover(
            newest[Deliverable.PROFILE],
            newest[Deliverable.QUESTIONS],
            newest.get(Deliverable.GRID),
            self.names(),
        )

    def rule_versions(self) -> tuple[adoption.Version, ...]:
        """The adopted versions as the rules of R4 read them."""
        numbers = {p.id: p.number for p in self.versions}
        return tuple(
            adoption.Version(Deliverable(p.kind), p.number, numbers.get(p.rests_on or ""))
            for p in self.versions
            if p.adopted_at is not None
        )

    def current(self, kind: Deliverable) -> Paper | None:
        """The version in force (R4), or None."""
        version = adoption.current(self.rule_versions(), kind)
        if version is None:
            return None
        return next(p for p in self.adopted(kind) if p.number == version.number)

    def confirmations(self, procedure_id: str, paper: Paper) -> dict[str, frozenset[str]]:
        """Question id to the grants that confirmed its present wording (J4)."""
        return {
            q["id"]: self.confirmed.get((q["id"], fingerprint(procedure_id, q)), frozenset())
            for q in paper.content.get("questions", [])
        }


_p = models.Paper.__table__  # type: ignore[attr-defined]
_q = models.QuestionConfirmation.__table__  # type: ignore[attr-defined]
_person = accounts.Person.__table__  # type: ignore[attr-defined]
_g = access.Grant.__table__  # type: ignore[attr-defined]

_PAPERS = (
    select(
        _p.c.id,
        _p.c.kind,
        _p.c.number,
        _p.c.version,
        _p.c.rests_on,
        _p.c.reason,
        _p.c.saved_at,
        _person.c.name,
        _p.c.motion_id,
        _p.c.adopted_at,
        _p.c.sealed,
    )
    .select_from(_p.join(_person, _person.c.id == _p.c.by_person))
    .where(_p.c.procedure_id == bindparam("procedure"), _p.c.run == bindparam("run"))
    .order_by(_p.c.kind, _p.c.number)
)
_PROFILES = _PAPERS.where(_p.c.kind == Deliverable.PROFILE.value)
_CONFIRMED = (
    select(_q.c.question, _q.c.text_hash, _q.c.grant_id)
    .select_from(_q.join(_p, _p.c.id == _q.c.paper_id))
    .where(_p.c.procedure_id == bindparam("procedure"), _p.c.run == bindparam("run"))
)
PROFILE_AHEAD = (_PROFILES,)
"""What sealed_profile asks, for a page that asks it together with others."""
ADOPTED_AHEAD = (_PAPERS,)
"""What adopted asks, for a page that asks it together with others."""
ALL_AHEAD = (_PAPERS, _CONFIRMED)
"""What all_of asks."""
_LIVING = select(_g.c.id).where(
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity == Capacity.MEMBER.value,
    _g.c.ended_at.is_(None),
)
LIVING_AHEAD = (_LIVING,)
"""What living asks."""


def fingerprint(procedure_id: str, question: dict[str, Any]) -> str:
    """The keyed hash of a question's wording, under the panel's key."""
    return vault.fingerprint(keys.panel_key(procedure_id), drafts.wording(question))


def _paper(row: Any, content: dict[str, Any]) -> Paper:
    values: list[Any] = [*row[:-1], content]
    return Paper(*values)


def all_of(connection: Connection, procedure_id: str, run: int) -> AllPapers:
    """Every version of this run's papers, with the confirmations of questions."""
    key = keys.panel_key(procedure_id)
    versions = [
        _paper(row, vault.unseal(key, row.sealed, "shortlist_paper", row.id))
        for row in connection.execute(_PAPERS, {"procedure": procedure_id, "run": run})
    ]
    confirmed: dict[tuple[str, str], set[str]] = {}
    if any(p.kind == Deliverable.QUESTIONS for p in versions):
        for question, text_hash, grant_id in connection.execute(
            _CONFIRMED, {"procedure": procedure_id, "run": run}
        ):
            confirmed.setdefault((question, text_hash), set()).add(grant_id)
    return AllPapers(versions, {k: frozenset(v) for k, v in confirmed.items()})


def adopted(connection: Connection, procedure_id: str, run: int) -> Papers:
    """The profile, the questions and the grid in force in this run (R4)."""
    profile, questions, grid = _in_force(
        connection,
        procedure_id,
        run,
        (Deliverable.PROFILE, Deliverable.QUESTIONS, Deliverable.GRID),
        _PAPERS,
    )
    return Papers(profile, questions, grid)


def profile_in_force(connection: Connection, procedure_id: str, run: int) -> Paper | None:
    """The profile in force in this run (R4), or None; no other paper is opened."""
    return _in_force(connection, procedure_id, run, (Deliverable.PROFILE,), _PROFILES)[0]


def sealed_profile(connection: Connection, procedure_id: str, run: int) -> tuple[str, bytes] | None:
    """The profile in force in this run (R4) as it is kept, with its id; None without one."""
    rows = connection.execute(_PROFILES, {"procedure": procedure_id, "run": run}).all()
    current = AllPapers([_paper(row, {}) for row in rows], {}).current(Deliverable.PROFILE)
    if current is None:
        return None
    return current.id, next(row.sealed for row in rows if row.id == current.id)


def opened(procedure_id: str, paper_id: str, sealed: bytes) -> dict[str, Any]:
    """The content of a paper as it is kept."""
    content: dict[str, Any] = vault.unseal(
        keys.panel_key(procedure_id), sealed, "shortlist_paper", paper_id
    )
    return content


def _in_force(
    connection: Connection,
    procedure_id: str,
    run: int,
    kinds: Sequence[Deliverable],
    asking: Select[Any],
) -> list[Paper | None]:
    rows = connection.execute(asking, {"procedure": procedure_id, "run": run}).all()
    sealed = {row.id: row.sealed for row in rows}
    unopened = AllPapers([_paper(row, {}) for row in rows], {})

    def whole(paper: Paper | None) -> Paper | None:
        if paper is None:
            return None
        return replace(paper, content=opened(procedure_id, paper.id, sealed[paper.id]))

    return [whole(unopened.current(kind)) for kind in kinds]


def living(connection: Connection, procedure_id: str) -> frozenset[str]:
    """The grants of the members seated now."""
    return frozenset(connection.execute(_LIVING, {"procedure": procedure_id}).scalars())
