"""The words of the approval's notices: subjects without personal data, lines without content."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.approval.operations import following
from recruit.approval.rules.reminders import LEADS
from recruit.approval.wording import tongues
from recruit.core.words import mark
from recruit.notices import kinds

_AT_ONCE = {"approval.opened", "approval.lengthened", "approval.asked"}
"""What may not wait for a daily digest: a time runs."""


def register() -> None:
    """Give the words of every kind that this room tells."""
    proposal, items = "approval.proposal", "approval.items"
    words: tuple[tuple[str, str, str, Action], ...] = (
        (
            "approval.opened",
            mark("A proposal was put to the States Parties by written silence procedure"),
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.broken",
            mark("Silence was broken; the proposal is not approved"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.lengthened",
            mark("The deadline of the written silence procedure was extended"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.cancelled",
            mark("The written silence procedure was cancelled"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.certified",
            mark("The proposal is approved by the States Parties"),
            "",
            Action.CALENDAR_READ,
        ),
        (
            "approval.disputed",
            mark("The certificate of approval is under review"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.dispute_ended",
            mark("The review of the certificate has ended"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        ("approval.lapsed", mark("The approval has lapsed"), "", Action.CALENDAR_READ),
        (
            "approval.without_object",
            mark("The proposal is without object"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.path",
            mark("It is recorded how the procedure goes on"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.recorded",
            mark("A letter of your State on the proposal was recorded"),
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.settled",
            mark("It was settled how a letter of your State is taken"),
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.second",
            mark("The President asks for a second person"),
            items,
            Action.ITEMS_READ,
        ),
        (
            "approval.question",
            mark("A delegation has asked a question"),
            items,
            Action.ITEMS_READ,
        ),
        (
            "approval.answered",
            mark("A question on the proposal was answered"),
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.reminder.days",
            mark("The deadline of the written silence procedure is in seven days"),
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.reminder.three",
            mark("The deadline of the written silence procedure is in 72 hours"),
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.reminder.last",
            mark("The deadline of the written silence procedure is in 24 hours"),
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.note_added",
            mark("A note verbale was added to a letter of a State"),
            items,
            Action.ITEMS_READ,
        ),
        (
            "approval.withdrawn",
            mark("A State has taken its objection back"),
            items,
            Action.ITEMS_READ,
        ),
        (
            "approval.all_withdrawn",
            mark("Every objection to the proposal has been taken back"),
            items,
            Action.ITEMS_READ,
        ),
        (
            "approval.taken_back",
            mark("That your State took its objection back was recorded"),
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.asked",
            mark("The President asks how a letter of your State is meant"),
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.reasons",
            mark("The reasons for the end of the review"),
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.after_signature",
            mark("A letter was registered after the contract was signed"),
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.rehearsal",
            mark("Rehearsal: please say that this mail has arrived"),
            "",
            Action.PROPOSAL_READ,
        ),
        (
            "approval.contacts",
            mark("The registered addresses of your mission were changed"),
            proposal,
            Action.PROPOSAL_READ,
        ),
    )
    for name, subject, endpoint, action in words:
        further = [
            (lang, said["dir"], said["reminders"][name])
            for lang in tongues.COURTESY
            if name in (said := tongues.words(lang))["reminders"]
        ]
        kinds.register(
            name,
            subject=subject,
            endpoint=endpoint,
            action=action,
            tongues=further,
            still=following.still_due(name) if name in LEADS else None,
            at_once=name in LEADS or name in _AT_ONCE,
        )
