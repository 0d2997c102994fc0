"""The words of the approval's notices: subjects without personal data, lines without content."""

from __future__ import annotations

from recruit.access.actions import Action
from recruit.approval.operations import following
from recruit.approval.rules.reminders import LEADS
from recruit.approval.wording import tongues
from recruit.notices import kinds

_AT_ONCE = {"approval.opened", "approval.lengthened", "approval.asked"}
"""What may not wait for a daily digest: a time runs."""


def register() -> None:
    """Give the words of every kind that this room tells."""
    proposal, items = "approval.proposal", "approval.items"
    words: tuple[tuple[str, str, str, Action], ...] = (
        (
            "approval.opened",
            "A proposal was put to the States Parties by written silence procedure",
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.broken",
            "Silence was broken; the proposal is not approved",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.lengthened",
            "The deadline of the written silence procedure was extended",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.cancelled",
            "The written silence procedure was cancelled",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.certified",
            "The proposal is approved by the States Parties",
            "",
            Action.CALENDAR_READ,
        ),
        (
            "approval.disputed",
            "The certificate of approval is under review",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.dispute_ended",
            "The review of the certificate has ended",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        ("approval.lapsed", "The approval has lapsed", "", Action.CALENDAR_READ),
        (
            "approval.without_object",
            "The proposal is without object",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.path",
            "It is recorded how the procedure goes on",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.recorded",
            "A letter of your State on the proposal was recorded",
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.settled",
            "It was settled how a letter of your State is taken",
            proposal,
            Action.ITEM_READ_OWN,
        ),
        ("approval.second", "The President asks for a second person", items, Action.ITEMS_READ),
        ("approval.question", "A delegation has asked a question", items, Action.ITEMS_READ),
        (
            "approval.answered",
            "A question on the proposal was answered",
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.reminder.days",
            "The deadline of the written silence procedure is in seven days",
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.reminder.three",
            "The deadline of the written silence procedure is in 72 hours",
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.reminder.last",
            "The deadline of the written silence procedure is in 24 hours",
            proposal,
            Action.PROPOSAL_READ,
        ),
        (
            "approval.note_added",
            "A note verbale was added to a letter of a State",
            items,
            Action.ITEMS_READ,
        ),
        ("approval.withdrawn", "A State has taken its objection back", items, Action.ITEMS_READ),
        (
            "approval.all_withdrawn",
            "Every objection to the proposal has been taken back",
            items,
            Action.ITEMS_READ,
        ),
        (
            "approval.taken_back",
            "That your State took its objection back was recorded",
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.asked",
            "The President asks how a letter of your State is meant",
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.reasons",
            "The reasons for the end of the review",
            proposal,
            Action.ITEM_READ_OWN,
        ),
        (
            "approval.after_signature",
            "A letter was registered after the contract was signed",
            proposal,
            Action.ROUND_FACT_READ,
        ),
        (
            "approval.rehearsal",
            "Rehearsal: please say that this mail has arrived",
            "",
            Action.PROPOSAL_READ,
        ),
        (
            "approval.contacts",
            "The registered addresses of your mission were changed",
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
