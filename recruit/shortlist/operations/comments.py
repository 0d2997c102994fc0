"""What the panel and the GICHD say of profile, questions and grid on the way (54(d)-(e), R16)."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import act
from recruit.access.rules import Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Kind, Refusal
from recruit.core.words import _
from recruit.shortlist import models
from recruit.shortlist.operations.facts import run_of
from recruit.shortlist.operations.papers import refuse_if_frozen
from recruit.shortlist.queries import papers as queries
from recruit.shortlist.queries.comments import TABLE
from recruit.shortlist.rules import adoption
from recruit.shortlist.rules.adoption import Deliverable


def add(reader: Reader, *, kind: Deliverable, text: str, entry: str = "", key: str = "") -> str:
    """Comment on a paper, or on one entry of it; the comment's id.

    It stands under the newest version, the draft where there is one; nothing is changed by
    it, and like a draft that is saved it leaves no trace in the record. entry: of the
    profile, '' for the whole paper. Raises Refusal without words, for an entry that is not
    there, before there is a text to comment on, and once the first interview has started (R4).
    """
    with act(reader, Action.PROFILE_COMMENT, key) as a:
        a.silent = True
        refuse_if_frozen(a)
        said = text.strip()
        found = queries.all_of(a.session.connection(), a.procedure_id, run_of(a))
        paper = found.newest(kind)
        if paper is None:
            raise Refusal("R4", adoption.READING, _("Nothing is saved yet that could be read."))
        if not said or (entry and entry not in found.names()):
            raise Refusal(
                "P54d",
                "para. 54(d)-(e)",
                _("Write what you have to say, on the whole or on one entry of the profile."),
                kind=Kind.INVALID,
            )
        row = models.Comment(
            id=ids.new(),
            procedure_id=a.procedure_id,
            run=run_of(a),
            kind=kind.value,
            number=paper.number,
            entry=entry,
            sealed=b"",
            by_person=reader.person_id,
            at=a.now,
        )
        row.sealed = vault.seal(keys.panel_key(a.procedure_id), said, TABLE, row.id)
        a.session.add(row)
        return row.id
