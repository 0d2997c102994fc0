"""Forms of the report: shape and limits of input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import (
    EmailField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    validators,
)

from recruit.core.forms import DateField, Form, IntegerField, at_most, needed
from recruit.core.words import _
from recruit.panel.operations.meetings import ABSTAINED, NO, YES
from recruit.report.rules.decision import Finding

LONGEST = 20_000


class DecisionForm(Form):
    """The panel's final decision, as the minutes have it."""

    meeting = SelectField(_("Decided at"), [needed(_("Choose the meeting."))])
    how = RadioField(
        _("How it was decided"),
        choices=[("consensus", _("by consensus")), ("vote", _("by a vote, by name"))],
        default="consensus",
    )
    preferred = RadioField(
        _("The appointed candidate"), [needed(_("Name the candidate, or a finding."))]
    )
    reason = TextAreaField(
        _("The decision and its reasons"), [needed(_("Give the reasons.")), at_most(8000)]
    )
    choice_reason = TextAreaField(
        _("Why another than the first of the recommendable"),
        [validators.Optional(), at_most(4000)],
    )


FINDINGS = {
    f"finding:{Finding.NONE_RECOMMENDABLE}": Finding.NONE_RECOMMENDABLE,
    f"finding:{Finding.NO_THREE_VOTES}": Finding.NO_THREE_VOTES,
}
"""What may stand in place of a candidate."""


class ReopenForm(Form):
    """Which stage the panel reopens, as the minutes have it."""

    meeting = SelectField(_("Decided at"), [needed(_("Choose the meeting."))])
    how = RadioField(
        _("How it was decided"),
        choices=[("consensus", _("by consensus")), ("vote", _("by a vote, by name"))],
        default="consensus",
    )
    stage = RadioField(
        _("What is reopened"),
        [needed(_("Say which stage is reopened."))],
        choices=[
            ("shortlist", _("The shortlist: new criteria and ballots over the applications there")),
            ("vacancy", _("The vacancy: it is open again, and the panel shortlists anew")),
        ],
    )
    last_day = DateField(
        _("Last day of the vacancy, Geneva, where it is reopened"), [validators.Optional()]
    )
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(4000)])


class PartForm(Form):
    """A part of the narrative, or a separate opinion."""

    version = IntegerField(widget=HiddenField.widget, default=0)
    text = TextAreaField(_("Text"), [at_most(LONGEST)])


class DeclineForm(Form):
    """Why a member does not sign."""

    reason = TextAreaField(_("Why I do not sign"), [needed(_("Give the reason.")), at_most(4000)])


class HandOverForm(Form):
    """The pronoun for the letter to the States Parties."""

    pronoun = SelectField(
        _("Pronoun in the letter"),
        choices=[("", _("none")), ("she", _("she")), ("he", _("he")), ("they", _("they"))],
        validate_choice=True,
        default="",
    )


class ReferenceForm(Form):
    """Whom the panel asks."""

    name = StringField(_("Name of the referee"), [needed(_("Give the name.")), at_most(200)])
    mail = EmailField(_("Mail address"), [needed(_("Give the address.")), at_most(254)])


class AnswerForm(Form):
    """A referee's answer: the relation, and a text or a file."""

    relation = StringField(
        _("How you know this person"),
        [needed(_("Say how you know this person.")), at_most(300)],
    )
    text = TextAreaField(_("Your reference"), [validators.Optional(), at_most(LONGEST)])
    file = FileField(_("Or send it as a file"))


def reserve_of(fields: Mapping[str, str], candidates: Sequence[str]) -> list[str]:
    """The reserve in order: fields reserve-<candidate> with a place, 1 the first."""
    places = {
        c: int(text)
        for c in candidates
        if (text := fields.get(f"reserve-{c}", "")).isascii()
        and text.isdecimal()
        and len(text) < 3
        and int(text) > 0
    }
    return sorted(places, key=lambda c: (places[c], c))


def votes_of(fields: Mapping[str, str], grants: Sequence[str]) -> dict[str, str] | None:
    """The votes by name: fields vote-<grant>; None where it was by consensus."""
    if fields.get("how") != "vote":
        return None
    known = {YES, NO, ABSTAINED}
    return {g: v for g in grants if (v := fields.get(f"vote-{g}", "")) in known}
