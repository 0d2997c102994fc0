"""Deciding whether an applicant is the holder of an account (C12).

GICHD's focal point, the Chair for a member and for the focal point, the others by their votes
for the Chair. Until then the capacity opens no file; a match that is none opens it again. Once
it is confirmed the person is asked to have the capacity ended, and nobody else is told.
"""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from recruit.access import models as access
from recruit.access import operations as grants
from recruit.access.actions import Action
from recruit.access.frame import Act, act, nothing
from recruit.access.rules import Capacity, Matched, Reader
from recruit.core import db, ids, keys, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.finding import matching
from recruit.finding.models import MatchDecision, MatchVote
from recruit.finding.rules import matching as rules
from recruit.finding.rules.matching import Decider
from recruit.notices import operations as notices
from recruit.panel.rules.conflicts import voted

_OF = {Capacity.FOCAL_POINT: Decider.FOCAL_POINT, Capacity.CHAIR: Decider.CHAIR}


def decide(reader: Reader, *, match_id: str, same: bool, reason: str, key: str = "") -> str:
    """Decide, or correct the decision, with a reason; the receipt's reference.

    Raises Refusal: as of nothing for a match that is somebody else's to decide.
    """
    with act(reader, Action.MATCH_DECIDE, key) as a:
        found = _open(a, match_id)
        if _decider(a, found) is not _OF.get(reader.capacity):
            raise nothing()
        _settle(a, found, same, reason, by_grant=reader.grant_id)
        a.record(found.id, same=same)
    return a.receipt


def vote(reader: Reader, *, match_id: str, same: bool, reason: str, key: str = "") -> str:
    """One of those seated besides the Chair says whether the Chair is that applicant.

    A majority decides, equal votes: the same person, as on a declaration (C6). The receipt.
    """
    with act(reader, Action.MATCH_DECIDE_CHAIR, key) as a:
        found = _open(a, match_id)
        if _decider(a, found) is not Decider.OTHERS or found.status != Matched.ASKED:
            raise nothing()
        rules.decide(found.status, same, reason)
        cast = _votes(a, found)
        if any(row.grant_id == reader.grant_id for row in cast):
            raise Refusal("C12", rules.CITED, _("You have said so before."))
        mine = MatchVote(
            id=ids.new(),
            match_id=found.id,
            grant_id=reader.grant_id,
            same=same,
            sealed=b"",
            at=a.now,
        )
        mine.sealed = vault.seal(_key(found), {"reason": reason.strip()}, _VOTE, mine.id)
        a.session.add(mine)
        a.session.flush()
        _count(a, found, [*cast, mine])
        a.record(found.id, voted=True)
    return a.receipt


_VOTE, _DECISION = "finding_match_vote", "finding_match_decision"


def _key(found: access.Match) -> str:
    return keys.file_key(found.candidate_id, found.procedure_id)


def _open(a: Act, match_id: str) -> access.Match:
    found = db.locked(a.session, access.Match, id=match_id, procedure_id=a.procedure_id)
    if found is None or found.person_id == a.reader.person_id:
        raise nothing()
    return found


def _decider(a: Act, found: access.Match) -> Decider:
    return rules.decider(matching.held(a, found.procedure_id, found.person_id))


def _votes(a: Act, found: access.Match) -> list[MatchVote]:
    return list(a.session.exec(select(MatchVote).where(MatchVote.match_id == found.id)).all())


def _count(a: Act, found: access.Match, cast: list[MatchVote]) -> None:
    seated = {m.id for m in grants.living(a, Capacity.MEMBER) if m.person_id != found.person_id}
    counted = [row for row in cast if row.grant_id in seated]
    yes = sum(row.same for row in counted)
    result = voted(yes, len(counted) - yes, len(seated))
    if result is None:
        return
    reasons = [
        str(vault.unseal(_key(found), row.sealed, _VOTE, row.id)["reason"])
        for row in counted
        if row.same == result
    ]
    _settle(a, found, result, "\n".join(reasons), by_grant=None)


def _settle(a: Act, found: access.Match, same: bool, reason: str, *, by_grant: str | None) -> None:
    found.status = rules.decide(found.status, same, reason)
    a.session.add(found)
    said = MatchDecision(
        id=ids.new(), match_id=found.id, same=same, sealed=b"", by_grant=by_grant, at=a.now
    )
    said.sealed = vault.seal(_key(found), {"reason": reason.strip()}, _DECISION, said.id)
    a.session.add(said)
    a.session.flush()
    if same:
        notices.tell(
            a,
            "finding.confirmed",
            "persons",
            object_id=found.id,
            recipients=[found.person_id],
            sender=Capacity.MEMBER,
        )


def forget(session: Session, procedure_id: str) -> None:
    """Erase who of the account's holders applied, with the applications (D3); for the erasure,
    inside its own transaction."""
    mine = select(access.Match.id).where(access.Match.procedure_id == procedure_id)
    for model in (MatchVote, MatchDecision):
        session.exec(delete(model).where(col(model.match_id).in_(mine)))
    session.exec(delete(access.Match).where(col(access.Match.procedure_id) == procedure_id))
