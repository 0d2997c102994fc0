"""Asking referees after the panel's decision, and taking their answer (J10, W17).

By the Chair or a seated member, without the GICHD. The mail names nobody: what it is about
stands behind the link. Every entry is in the panel's own log.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.guard import public_reader
from recruit.access.rules import Capacity, Reader
from recruit.applications import queries as candidates
from recruit.core import clock, db, ids, keys, vault
from recruit.core.errors import Kind, Refusal, require
from recruit.core.words import _
from recruit.documents import operations as documents
from recruit.interviews.queries import results
from recruit.notices import operations as notices
from recruit.notices.mail import is_address
from recruit.procedure.rules.milestones import current_run
from recruit.report import models
from recruit.report.operations import drafting
from recruit.report.queries import references as queries
from recruit.report.queries import reports
from recruit.report.rules import references as rules

NOTICE = "report.reference_asked"


def facts(connection: Connection, procedure_id: str, run: int, candidate_id: str) -> rules.Asking:
    """The facts on which a reference on this candidate is asked."""
    decision = reports.decision(connection, procedure_id, run)
    report = reports.of_run(connection, procedure_id, run)
    named = candidates.named(connection, procedure_id, [candidate_id]).get(candidate_id)
    consent = results.consents(connection, procedure_id).get(candidate_id)
    those = {*decision.reserve, decision.candidate_id} if decision else set()
    return rules.Asking(
        decided=decision is not None,
        candidate=candidate_id,
        candidates=frozenset(c for c in those if c),
        consented=consent is not None and consent.ask_referees,
        withdrawn=named is None or named.withdrawn_at is not None,
        called=report is not None and report.called_at is not None,
    )


def ask(reader: Reader, *, candidate_id: str, name: str, mail: str, key: str = "") -> str:
    """Ask a referee: a mail with a secret link, good for 14 days; the receipt's reference.

    name, mail: of somebody whom the candidate named. Raises Refusal with what J10 misses, for
    what is no address, and where the same address was asked on this candidate and may answer.
    """
    with act(reader, Action.REFERENCE_ASK, key) as a:
        drafting.judging(a)
        run, connection = current_run(a.milestones), a.session.connection()
        require(rules.ASKING, facts(connection, a.procedure_id, run, candidate_id))
        mail = mail.strip()
        if not is_address(mail) or not name.strip():
            raise Refusal(
                "J10",
                rules.CITED,
                _("Give the referee's name and mail address."),
                kind=Kind.INVALID,
            )
        for one in queries.references(connection, a.procedure_id):
            link = rules.Link(one.until, one.answered_at, one.withdrawn_at, a.now)
            same = one.candidate_id == candidate_id and one.mail.casefold() == mail.casefold()
            if same and rules.open_(link):
                raise Refusal(
                    "J10",
                    rules.CITED,
                    _("This referee was asked already; close that link first to ask anew."),
                )
        token = ids.token()
        key_id = keys.judgement_key(candidate_id, a.procedure_id)
        row = models.Reference(
            id=ids.new(),
            procedure_id=a.procedure_id,
            run=run,
            candidate_id=candidate_id,
            token=ids.digest(token),
            asked=b"",
            by_grant=reader.grant_id,
            at=a.now,
            until=a.now + rules.LINK_DAYS,
        )
        row.asked = vault.seal(
            key_id, {"name": name.strip(), "mail": mail}, queries.TABLE, row.id, "asked"
        )
        a.session.add(row)
        a.session.flush()
        notices.tell(
            a,
            NOTICE,
            "referee",
            object_id=row.id,
            recipients=[row.id],
            sender=Capacity.CHAIR,
            body={
                "paragraphs": [
                    _("%(name)s,", name=name.strip()),
                    _("Somebody who applied for a post has named you as a referee."),
                    _(
                        "Please open the link: it says who and for which post, and takes your "
                        "answer, in confidence. No account is needed. It is good for 14 days, once."
                    ),
                ],
                "path": f"/reference/{token}",
            },
            key_id=key_id,
        )
        a.record(row.id, candidate=candidate_id)
    return a.receipt


def close(reader: Reader, reference_id: str, *, key: str = "") -> str:
    """Close a link that was not answered; the receipt's reference."""
    with act(reader, Action.REFERENCE_ASK, key) as a:
        drafting.judging(a)
        row = db.locked(a.session, models.Reference, id=reference_id)
        if row is None or row.procedure_id != a.procedure_id:
            raise nothing()
        link = rules.Link(row.until, row.answered_at, row.withdrawn_at, a.now)
        if not rules.open_(link):
            raise Refusal("J10", rules.CITED, _("This link takes no answer any more."))
        row.withdrawn_at = a.now
        a.session.add(row)
        notices.drop(a.session, row.id)
        a.record(row.id, closed=True)
    return a.receipt


def give(
    token: str,
    *,
    relation: str,
    text: str,
    name: str = "",
    load: Callable[[], bytes] | None = None,
    limit: int,
    key: str = "",
) -> None:
    """A referee answers, once (W17): the relation, and a text or a file, or both.

    name, load: of the file that was sent, if any; limit: most bytes. The panel is told. Raises
    Refusal (UNKNOWN) for a link that takes nothing, and INVALID where something is missing.
    """
    with db.reading() as connection:
        asked = queries.of_link(connection, token, clock.now())
    if asked is None:
        raise nothing()
    if not relation.strip() or len(text) > rules.LONGEST or not (text.strip() or load):
        raise Refusal(
            "W17",
            "reading W17",
            _("Say how you know this person, and write your reference or send it as a file."),
            kind=Kind.INVALID,
        )
    reader = public_reader(clock.now(), asked.procedure_id)
    content = load() if load else b""
    if content:
        documents.admit(reader, Action.REFERENCE_GIVE, name=name, content=content, limit=limit)
    with act(reader, Action.REFERENCE_GIVE, key) as a:
        row = db.locked(a.session, models.Reference, id=asked.id)
        if row is None or not rules.open_(
            rules.Link(row.until, row.answered_at, row.withdrawn_at, a.now)
        ):
            raise nothing()
        key_id = keys.judgement_key(row.candidate_id, a.procedure_id)
        if content:
            row.document_id = documents.store(
                a,
                content=content,
                name=name,
                kind="reference",
                object_id=row.id,
                action=Action.REFERENCE_READ,
                key_id=key_id,
                received_at=a.now,
                limit=limit,
            ).id
        row.answer = vault.seal(
            key_id,
            {"relation": relation.strip(), "text": text.strip()},
            queries.TABLE,
            row.id,
            "answer",
        )
        row.answered_at = a.now
        a.session.add(row)
        a.session.flush()
        notices.tell(a, "report.reference_given", "panel", object_id=row.id, sender=Capacity.CHAIR)
        a.record(row.id, answered=True, file=bool(content))
