"""A State's interest in serving on the panel (53(c)): by its delegate, or by letter."""

from __future__ import annotations

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act
from recruit.access.rules import Capacity, Reader
from recruit.accounts.rules import normal_mail
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.notices import operations as notices
from recruit.panel import models
from recruit.states import queries as states


def _enter(
    a: Act,
    *,
    state_id: str,
    name: str,
    function: str,
    mail: str,
    gender: str,
    evidence: str,
) -> models.Interest:
    known = states.states(a.session.connection(), a.procedure_id)
    state = known.get(state_id)
    if state is None or not states.party(state, a.now):
        raise Refusal(
            "P53c-1",
            "para. 53(c)",
            _("Interest in serving is expressed by States Parties."),
            kind=Kind.INVALID,
        )
    standing = a.session.exec(
        select(models.Interest).where(
            models.Interest.procedure_id == a.procedure_id,
            models.Interest.state_id == state_id,
            models.Interest.withdrawn_at.is_(None),  # type: ignore[union-attr]
        )
    ).first()
    if standing is not None:
        standing.withdrawn_at = a.now
        a.session.add(standing)
        a.session.flush()
    interest = models.Interest(
        procedure_id=a.procedure_id,
        state_id=state_id,
        person_name=" ".join(name.split()),
        person_function=function.strip(),
        mail=normal_mail(mail),
        gender=gender if gender in ("woman", "man") else "",
        evidence=evidence.strip(),
        received_at=a.now,
        by_grant=a.reader.grant_id,
    )
    a.session.add(interest)
    a.session.flush()
    notices.tell(a, "panel.interest", f"capacity:{Capacity.PRESIDENT}", object_id=interest.id)
    a.record(interest.id, state=state_id, evidence=bool(evidence))
    return interest


def express(
    reader: Reader,
    *,
    name: str,
    function: str = "",
    mail: str,
    gender: str = "",
    key: str = "",
) -> str:
    """A delegate expresses the State's interest and names the person offered; the receipt.

    A later expression takes the place of an earlier one, which stays on record. gender:
    'woman', 'man' or '' where not given.
    """
    with act(reader, Action.INTEREST_EXPRESS, key) as a:
        _enter(
            a,
            state_id=reader.state_id,
            name=name,
            function=function,
            mail=mail,
            gender=gender,
            evidence="",
        )
    return a.receipt


def register(
    reader: Reader,
    *,
    state_id: str,
    name: str,
    function: str = "",
    mail: str,
    gender: str = "",
    evidence: str,
    key: str = "",
) -> str:
    """The office registers interest that came by letter; evidence names the letter."""
    with act(reader, Action.CONTACTS_KEEP, key) as a:
        if not evidence.strip():
            raise Refusal(
                "R22",
                "reading R22",
                _("A letter is registered with its evidence: number, date, signature."),
                kind=Kind.INVALID,
            )
        _enter(
            a,
            state_id=state_id,
            name=name,
            function=function,
            mail=mail,
            gender=gender,
            evidence=evidence,
        )
    return a.receipt
