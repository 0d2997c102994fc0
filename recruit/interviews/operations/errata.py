"""An author's erratum beside a locked score: a word, and no other figure (J6)."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.access.frame import act, nothing
from recruit.access.rules import Reader
from recruit.core import ids, keys, vault
from recruit.core.errors import Refusal
from recruit.core.words import _
from recruit.interviews import models
from recruit.interviews.queries import sheets
from recruit.interviews.rules import scores
from recruit.procedure.rules.milestones import current_run


def add(reader: Reader, *, candidate_id: str, entry: str, text: str, key: str = "") -> str:
    """Add an erratum beside one's own locked sheet; the receipt's reference.

    entry: a scored entry of the profile. The locked figure stays in every calculation. Read
    by who may read the sheet. Raises Refusal before the lock, for an entry that the sheet
    does not score, without a text, and with an open declaration (J6, C5).
    """
    with act(reader, Action.ERRATUM_ADD, key) as a:
        run = current_run(a.milestones)
        at = sheets.own_one(
            a.session.connection(),
            a.procedure_id,
            run,
            reader.person_id,
            reader.grant_id,
            candidate_id,
        )
        if at is None:
            raise nothing()
        if at.undecided:
            raise Refusal(
                "C5",
                "para. 53(b), reading C5",
                _("A declaration of yours is not decided yet; until then you do not score."),
            )
        said = sheets.said_in(a.procedure_id, candidate_id, at.sheet_id, at.sealed) or {}
        scores.check_erratum(
            scores.Erratum(reader.grant_id, entry, text),
            scores.Sheet(reader.grant_id, candidate_id, run, *sheets.parted(said)),
            at.locked_at is not None,
        )
        erratum_id = ids.new()
        a.session.add(
            models.Erratum(
                id=erratum_id,
                sheet_id=at.sheet_id,
                sealed=vault.seal(
                    keys.judgement_key(candidate_id, a.procedure_id),
                    {"entry": entry, "text": text.strip()},
                    sheets.ERRATA,
                    erratum_id,
                ),
                at=a.now,
            )
        )
        a.record(at.sheet_id, candidate=candidate_id, run=run)
    return a.receipt
