"""What the operations on applications share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from recruit.access.actions import Action
from recruit.access.frame import Act, nothing
from recruit.access.rules import Capacity
from recruit.applications import models, rules
from recruit.core import db, keys, vault
from recruit.documents import operations as documents
from recruit.documents.models import Document
from recruit.documents.rules import display_name
from recruit.notices import operations as notices

TABLE = "applications_candidate"


def candidate(a: Act, candidate_id: str) -> models.Candidate:
    """The candidate of this procedure, locked. Raises Refusal (nothing) for any other."""
    found = db.locked(a.session, models.Candidate, id=candidate_id, procedure_id=a.procedure_id)
    if found is None:
        raise nothing()
    return found


_on_named: list[Callable[[Act, str, str, str], None]] = []


def subscribe_named(handler: Callable[[Act, str, str, str], None]) -> None:
    """A later room's handler, called inside the transaction with the candidate's id, name and
    address, at the filing and at each correction of them."""
    if handler not in _on_named:
        _on_named.append(handler)


def named(a: Act, candidate_id: str, name: str, mail: str) -> None:
    """Tell the later rooms who sent an application, as it now stands."""
    for handler in _on_named:
        handler(a, candidate_id, name, mail)


def write_beside(found: models.Candidate, words: Mapping[str, str]) -> None:
    """Write down what was typed on an application's receipt, beside what stands there already."""
    file_key = keys.file_key(found.id, found.procedure_id)
    before = vault.unseal_or_none(file_key, found.beside, TABLE, found.id, "beside") or {}
    found.beside = vault.seal(file_key, {**before, **words}, TABLE, found.id, "beside")


def tally(a: Act) -> models.Tally:
    """The counts of the procedure; the procedure's row is locked, so nobody counts beside us."""
    return a.session.get(models.Tally, a.procedure_id) or models.Tally(procedure_id=a.procedure_id)


def store(
    a: Act,
    candidate_id: str,
    name: str,
    content: bytes,
    received_at: datetime,
    limit: int,
    place: int = 0,
) -> Document:
    """Keep one document of a candidate under the file's key."""
    return documents.store(
        a,
        content=content,
        name=name,
        kind=rules.kind_of(display_name(name)),
        object_id=candidate_id,
        action=Action.APPLICATION_READ,
        key_id=keys.file_key(candidate_id, a.procedure_id),
        received_at=received_at,
        limit=limit,
        place=place,
    )


def fingerprint(procedure_id: str, what: str, value: str) -> str:
    """What equality of a normalised value is asked by: an HMAC under the procedure's key."""
    return vault.fingerprint(keys.procedure_key(procedure_id), f"{what}:{value}")


def write_to(
    a: Act, candidate: models.Candidate, kind: str, subject: str, paragraphs: list[str]
) -> None:
    """A letter to the candidate, sealed under the file's key until it is sent."""
    notices.tell(
        a,
        kind,
        "candidate",
        object_id=candidate.id,
        recipients=(candidate.id,),
        sender=Capacity.FOCAL_POINT,
        body={"subject": subject, "paragraphs": paragraphs},
        key_id=keys.file_key(candidate.id, a.procedure_id),
    )
