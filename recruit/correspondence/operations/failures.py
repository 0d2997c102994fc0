"""A technical failure, recorded by who answers for it, and remedied alike for all it touched."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.models import Grant
from recruit.access.policy import allows
from recruit.access.rules import Capacity, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import require
from recruit.correspondence.models import Failure, Matter, Touched
from recruit.correspondence.queries import failures as queries
from recruit.correspondence.queries import matters
from recruit.correspondence.queries.failures import Found
from recruit.correspondence.rules import failures as rules
from recruit.correspondence.rules.failures import Thing, Told
from recruit.correspondence.rules.matters import reads_of
from recruit.notices import operations as notices

NOTICE, LETTER = "correspondence.remedied", "correspondence.remedy"


def note(reader: Reader, *, what: str, from_at: datetime, until_at: datetime, key: str = "") -> str:
    """Record that something failed, from when to when; the receipt.

    What it touched is found in the application's own record, now and again at the remedy.
    Times: aware. Raises Refusal by rules.NOTING.
    """
    with act(reader, Action.FAILURE_NOTE, key) as a:
        require(rules.NOTING, rules.Noting(what, from_at, until_at, a.now))
        side = reads_of(reader.capacity)
        key_id = (
            keys.panel_key(a.procedure_id)
            if side is Capacity.CHAIR
            else keys.procedure_key(a.procedure_id)
        )
        row = Failure(
            id=ids.new(),
            procedure_id=a.procedure_id,
            side=side.value,
            from_at=from_at,
            until_at=until_at,
            key_id=key_id,
            sealed=b"",
            by_grant=reader.grant_id,
            at=a.now,
        )
        row.sealed = vault.seal(key_id, {"what": what.strip()}, queries.TABLE, row.id)
        a.session.add(row)
        a.session.flush()
        found = queries.found(a.session.connection(), a.reader, from_at, until_at)
        a.record(row.id, begun=from_at.isoformat(), ended=until_at.isoformat(), touched=len(found))
    return a.receipt


def remedy(
    reader: Reader, *, failure_id: str, text: str, compared: str, seen: int, key: str = ""
) -> dict[Told, int]:
    """Give the one remedy for all that the failure touched; how many were told, by how.

    Every claim of that time is answered with it, everybody inside whose request or mail failed
    finds it on a page of their own, candidates and States get a mail. compared: what the
    server's record shows. seen: how many things the page showed. Raises Refusal by
    rules.REMEDYING.
    """
    with act(reader, Action.FAILURE_REMEDY, key) as a:
        row = db.locked(a.session, Failure, id=failure_id)
        if (
            row is None
            or row.procedure_id != a.procedure_id
            or row.side != reads_of(reader.capacity).value
        ):
            raise nothing()
        found = queries.found(a.session.connection(), a.reader, row.from_at, row.until_at)
        require(
            rules.REMEDYING,
            rules.Remedying(row.remedied_at is not None, text, compared, seen, len(found)),
        )
        said = {"text": text.strip(), "compared": compared.strip()}
        row.remedy = vault.seal(row.key_id, said, queries.TABLE, row.id, "remedy")
        row.remedied_at, row.remedied_by = a.now, reader.grant_id
        a.session.add(row)
        counts: dict[Told, int] = {}
        for one in found:
            how = _how(a, one, said)
            counts[how] = counts.get(how, 0) + 1
            a.session.add(
                Touched(
                    failure_id=row.id,
                    kind=one.thing.value,
                    object_id=one.object_id,
                    grant_id=one.grant_id,
                    told=how.value,
                )
            )
        a.session.flush()
        _tell_persons(a, row.id, {one.grant_id for one in found if one.grant_id})
        _write_letters(a, row.id, found, said["text"])
        a.record(
            row.id,
            remedied=True,
            text=said["text"],
            **{f"by_{k.value}": n for k, n in counts.items()},
        )
    return counts


def _how(a: Act, one: Found, said: dict[str, str]) -> Told:
    if one.thing is Thing.CLAIM:
        claim = db.locked(a.session, Matter, id=one.object_id)
        if claim is None:
            raise nothing()
        claim.answered_at, claim.answered_by = a.now, a.reader.grant_id
        claim.answer = vault.seal(claim.key_id, said, matters.TABLE, claim.id, "answer")
        a.session.add(claim)
        return Told.ANSWER
    if one.grant_id:
        grant = a.session.get(Grant, one.grant_id)
        return Told.PAGE if grant is not None and _has_the_page(a, grant) else Told.HAND
    return rules.way(one.audience)


def _has_the_page(a: Act, grant: Grant) -> bool:
    """Whether the remedies are open to this capacity; an assistant has nothing but W2's."""
    return grant.ended_at is None and allows(
        Action.REMEDY_READ, Capacity(grant.capacity), a.reader.column
    )


def _tell_persons(a: Act, failure_id: str, grant_ids: set[str]) -> None:
    found = a.session.exec(
        select(Grant).where(Grant.id.in_(sorted(grant_ids))).order_by(Grant.id)  # type: ignore[attr-defined]
    ).all()
    grants = [grant for grant in found if _has_the_page(a, grant)]
    for capacity in sorted({grant.capacity for grant in grants}):
        persons = [grant.person_id for grant in grants if grant.capacity == capacity]
        notices.tell(
            a,
            NOTICE,
            f"persons:{capacity}",
            object_id=failure_id,
            recipients=persons,
            sender=a.reader.capacity,
        )


def _write_letters(a: Act, failure_id: str, found: list[Found], text: str) -> None:
    """One mail to each candidate and State whom a mail of that time did not reach."""
    once = {
        (one.audience.partition(":")[0] == "candidate", one.recipient)
        for one in found
        if one.thing is Thing.MAIL and not one.grant_id and rules.way(one.audience) is Told.LETTER
    }
    body = {
        "subject": "A technical failure, and what was done",
        "paragraphs": [
            "A mail of ours to you did not leave because of a technical failure on our side.",
            *[p for p in text.split("\n\n") if p.strip()],
        ],
    }
    for candidate, recipient in sorted(once):
        key_id = (
            keys.file_key(recipient, a.procedure_id)
            if candidate
            else keys.procedure_key(a.procedure_id)
        )
        try:
            keys.ring().get(key_id)
        except (keys.Erased, keys.NoKey):
            continue  # the file is erased, and with it the address
        notices.tell(
            a,
            LETTER,
            "candidate" if candidate else f"state:{recipient}",
            object_id=failure_id,
            recipients=[recipient],
            sender=a.reader.capacity,
            body=body,
            key_id=key_id,
        )
