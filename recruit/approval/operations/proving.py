"""The rehearsal mail that proves the missions' contacts before a round (W8)."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.guard import public_reader
from recruit.access.rules import Capacity, Reader
from recruit.approval import letters, models
from recruit.approval.queries import proving as queries
from recruit.core import clock, db, ids, keys
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.notices import operations as notices


def rehearse(reader: Reader, *, to_all: bool = True, key: str = "") -> dict[str, str]:
    """Send a rehearsal mail to every mission, each with a link of its own: the secret of each
    State's link, by State.

    to_all: false to write to those alone that were not reached so far. A State without an
    address is written to nowhere, and counts as failed. Raises Refusal where nobody is left.
    """
    with act(reader, Action.CONTACTS_KEEP, key) as a:
        known = queries.now(a.session.connection(), a.procedure_id, a.now)
        wanted = sorted(known.of if to_all else known.missing)
        if not wanted:
            raise Refusal("W8", "reading W8", _("Every State Party was reached."))
        rehearsal = models.Rehearsal(
            procedure_id=a.procedure_id, to_all=to_all, by_grant=reader.grant_id, at=a.now
        )
        a.session.add(rehearsal)
        a.session.flush()
        letter = letters.rehearsal(a.now)
        secrets = {state: ids.token() for state in wanted}
        for state, token in secrets.items():
            proof = models.Proof(
                procedure_id=a.procedure_id,
                rehearsal_id=rehearsal.id,
                state_id=state,
                token=ids.digest(token),
                at=a.now,
            )
            a.session.add(proof)
            notices.tell(
                a,
                queries.KIND,
                f"state:{state}",
                object_id=proof.id,
                sender=Capacity.OFFICE,
                body=letters.mail(letter, f"/contact/{token}"),
                key_id=keys.procedure_key(a.procedure_id),
            )
        a.record(rehearsal.id, to_all=to_all, states=len(wanted))
        return secrets


def acknowledge(token: str, *, key: str = "") -> None:
    """Whoever got a rehearsal mail says that it came; it has no other effect (W8).

    Said a second time it changes nothing. Raises Refusal (UNKNOWN) for an unknown link.
    """
    with db.reading() as connection:
        asked = queries.of_link(connection, token)
    if asked is None:
        raise nothing()
    with act(public_reader(clock.now(), asked.procedure_id), Action.CONTACT_PROVE, key) as a:
        row = db.locked(a.session, models.Proof, id=asked.id)
        if row is None:
            raise nothing()
        if row.acknowledged_at is not None:
            a.silent = True
            return
        row.acknowledged_at = a.now
        a.session.add(row)
        a.record(row.id, state=row.state_id, acknowledged=True)
