"""The registry of States: reading the list in, correcting a status. Writing functions."""

from __future__ import annotations

import csv
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, select

from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.states.models import Contact, Correction, State

SHIPPED = Path(__file__).with_name("states_parties.csv")
KNOWN_PARTIES_ON = date(2022, 8, 1)

# Named in the sources beside the list of August 2022; in force as recorded there (S4).
_LATER = (
    ("NGA", "Nigeria", "African", date(2023, 8, 1), True),
    ("SSD", "South Sudan", "African", date(2024, 2, 1), False),
)
_WITHDRAWALS = {"LTU": date(2025, 3, 6)}
_SIGNATORIES = (
    ("AGO", "Angola", "African"),
    ("CYP", "Cyprus", "Asia-Pacific"),
    ("COD", "Democratic Republic of the Congo", "African"),
    ("DJI", "Djibouti", "African"),
    ("HTI", "Haiti", "GRULAC"),
    ("TZA", "Tanzania", "African"),
    ("UGA", "Uganda", "African"),
)


@lru_cache(maxsize=1)
def shipped() -> dict[str, str]:
    """The registry's own spelling of every State that comes with it, by ISO 3166 alpha-3."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        parties = {row["iso3"].strip(): row["name"].strip() for row in csv.DictReader(file)}
    later = {iso3: name for iso3, name, *_rest in (*_LATER, *_SIGNATORIES)}
    return {**parties, **later}


def import_states(session: Session, path: Path = SHIPPED) -> int:
    """Read the States Parties from a CSV (name, iso3, regional_group, affected, source).

    Known States are brought up to date, none is removed. Returns how many are in the file.
    Raises Refusal where a column or value is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        try:
            state = State(
                id=row["iso3"].strip().upper(),
                name=row["name"].strip(),
                decision_name=row["name"].strip() if "para 8" in row["source"] else "",
                group=row["regional_group"].strip(),
                affected=row["affected"].strip(),
                source=row["source"].strip(),
                in_force_on=KNOWN_PARTIES_ON,
                withdrawn_on=_WITHDRAWALS.get(row["iso3"].strip().upper()),
            )
        except (KeyError, AttributeError):
            raise Refusal(
                "S4",
                "reading S4",
                _("Line %(n)s of the list of States is not complete.", n=number),
                kind=Kind.INVALID,
            ) from None
        session.merge(state)
    for iso3, name, group, in_force, signatory in _LATER:
        session.merge(
            State(
                id=iso3,
                name=name,
                group=group,
                affected="unknown",
                in_force_on=in_force,
                signatory=signatory,
            )
        )
    for iso3, name, group in _SIGNATORIES:
        if session.get(State, iso3) is None:
            session.add(State(id=iso3, name=name, group=group, affected="unknown", signatory=True))
    session.flush()
    return len(rows)


def correct(
    session: Session, now: datetime, *, procedure_id: str, state_id: str, affected: str, reason: str
) -> Correction:
    """The President's correction of a State's status for this procedure, with a reason (C2)."""
    if affected not in ("yes", "no", "unknown") or not reason.strip():
        raise Refusal(
            "C2",
            "table C2",
            _("A correction names the status and gives a reason."),
            kind=Kind.INVALID,
        )
    correction = Correction(
        procedure_id=procedure_id, state_id=state_id, affected=affected, reason=reason, at=now
    )
    session.add(correction)
    session.flush()
    return correction


def add_contact(
    session: Session,
    now: datetime,
    *,
    procedure_id: str,
    state_id: str,
    mail: str,
    evidence: str,
    lang: str = "en",
) -> Contact:
    """A registered address of a State's mission, with the note that is its evidence (S19)."""
    contact = Contact(
        procedure_id=procedure_id,
        state_id=state_id,
        mail=mail.strip().lower(),
        lang=lang,
        evidence=evidence,
        since=now,
    )
    session.add(contact)
    session.flush()
    return contact


def end_contact(session: Session, now: datetime, contact_id: str) -> Contact | None:
    """End a registered address; it is never changed or deleted."""
    contact = session.exec(select(Contact).where(Contact.id == contact_id)).first()
    if contact is not None and contact.ended_at is None:
        contact.ended_at = now
        session.add(contact)
        session.flush()
    return contact
