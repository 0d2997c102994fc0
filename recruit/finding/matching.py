"""Applicants compared with the holders of accounts (C12), within the act that brings one.

At each filing and each correction the applicant is compared with whoever holds a capacity
here; at each capacity that is given its holder is compared with all applicants. So there is
no moment in which somebody opens files of a recruitment that they may have applied in. What
was decided stays decided.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from sqlalchemy import bindparam, or_, select

from recruit.access import models as access
from recruit.access.frame import Act
from recruit.access.rules import Capacity, Matched
from recruit.accounts.models import Person as Account
from recruit.applications.models import Candidate
from recruit.core import keys, vault
from recruit.core.db import UTC
from recruit.finding.rules import matching as rules
from recruit.finding.rules.matching import Decider
from recruit.finding.rules.persons import Known, Person, known
from recruit.notices import operations as notices

_g = access.Grant.__table__  # type: ignore[attr-defined]
_m = access.Match.__table__  # type: ignore[attr-defined]
_p = Account.__table__  # type: ignore[attr-defined]
_c = Candidate.__table__  # type: ignore[attr-defined]

_LIVING = (
    _g.c.procedure_id == bindparam("procedure"),
    _g.c.capacity != Capacity.FORMER_MEMBER.value,
    _g.c.ended_at.is_(None),
    or_(_g.c.until.is_(None), _g.c.until > bindparam("now", type_=UTC())),
)
_HOLDERS = (
    select(_p.c.id, _p.c.name, _p.c.mail)
    .distinct()
    .select_from(_g.join(_p, _p.c.id == _g.c.person_id))
    .where(*_LIVING)
)
_HOLDER = select(_p.c.name, _p.c.mail).where(_p.c.id == bindparam("person"))
_APPLICANTS = select(_c.c.id, _c.c.sealed).where(
    _c.c.procedure_id == bindparam("procedure"),
    _c.c.withdrawn_at.is_(None),
    _c.c.merged_into.is_(None),
)
_HELD = select(_g.c.capacity, _g.c.person_id).where(*_LIVING, _g.c.person_id == bindparam("person"))
_OTHERS = select(_g.c.person_id).where(
    *_LIVING, _g.c.capacity == Capacity.MEMBER.value, _g.c.person_id != bindparam("person")
)
_KNOWN = select(_m.c.person_id, _m.c.candidate_id).where(
    _m.c.procedure_id == bindparam("procedure"),
    or_(_m.c.person_id == bindparam("person"), _m.c.candidate_id == bindparam("candidate")),
)


@lru_cache(maxsize=1024)
def _holder(name: str, mail: str) -> Known:
    """What the holder of an account is compared by; of an applicant nothing is remembered."""
    return known(Person(name, mail))


def applicant_named(a: Act, candidate_id: str, name: str, mail: str) -> None:
    """Compare an applicant, as named now, with whoever holds a capacity in the procedure."""
    applicant, asked = known(Person(name, mail)), {"procedure": a.procedure_id, "now": a.now}
    found = []
    for row in a.connection.execute(_HOLDERS, asked):
        if reasons := rules.grounds(applicant, _holder(row.name, row.mail)):
            found.append((row.id, candidate_id, reasons))
    _keep(a, a.procedure_id, found)


def capacity_given(a: Act, grant: access.Grant) -> None:
    """Compare the holder of a new capacity with all applicants of its procedure."""
    if grant.procedure_id is None or grant.capacity == Capacity.FORMER_MEMBER:
        return
    rows = a.connection.execute(_APPLICANTS, {"procedure": grant.procedure_id}).all()
    if not rows:
        return
    holder = _holder(*a.connection.execute(_HOLDER, {"person": grant.person_id}).one())
    opened = vault.unseal_all(
        [(keys.file_key(row.id, grant.procedure_id), row.sealed, row.id) for row in rows],
        "applications_candidate",
    )
    found = [
        (grant.person_id, row.id, reasons)
        for row, said in zip(rows, opened, strict=True)
        if said and (reasons := rules.grounds(known(Person(said["name"], said["mail"])), holder))
    ]
    _keep(a, grant.procedure_id, found)


def _keep(a: Act, procedure_id: str, found: Iterable[tuple[str, str, Collection[str]]]) -> None:
    for person_id, candidate_id, reasons in found:
        asked = {"procedure": procedure_id, "person": person_id, "candidate": candidate_id}
        if (person_id, candidate_id) in {tuple(r) for r in a.connection.execute(_KNOWN, asked)}:
            continue
        row = access.Match(
            procedure_id=procedure_id,
            person_id=person_id,
            candidate_id=candidate_id,
            grounds="+".join(reasons),
            status=Matched.ASKED,
            found_at=a.now,
        )
        a.session.add(row)
        a.session.flush()
        _tell(a, row)


def held(a: Act, procedure_id: str, person_id: str) -> set[str]:
    """The living capacities of a person in a procedure."""
    asked = {"procedure": procedure_id, "person": person_id, "now": a.now}
    return {str(row.capacity) for row in a.connection.execute(_HELD, asked)}


_TOLD = {
    Decider.FOCAL_POINT: (
        "finding.match",
        f"capacity:{Capacity.FOCAL_POINT}",
        Capacity.FOCAL_POINT,
    ),
    Decider.CHAIR: ("finding.match", f"capacity:{Capacity.CHAIR}", Capacity.CHAIR),
    # what is sent in a member's name stands in nobody's list of undelivered mail
    Decider.OTHERS: ("finding.match_of_chair", f"persons:{Capacity.MEMBER}", Capacity.MEMBER),
}


def _tell(a: Act, row: access.Match) -> None:
    """Tell whoever decides, and nobody else."""
    who = rules.decider(held(a, row.procedure_id, row.person_id))
    kind, audience, sender = _TOLD[who]
    asked = {"procedure": row.procedure_id, "person": row.person_id, "now": a.now}
    told = list(a.connection.execute(_OTHERS, asked).scalars()) if who is Decider.OTHERS else []
    if who is Decider.OTHERS and not told:
        return  # nobody is seated yet; it is on their home once they are
    notices.broadcast(
        a.session,
        a.now,
        row.procedure_id,
        kind,
        audience,
        object_id=row.id,
        recipients=told,
        sender=sender,
    )
