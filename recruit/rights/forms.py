"""Forms of candidates' rights: shape and limits."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.widgets import HiddenInput

from recruit.core.forms import Form, IntegerField, at_most, needed
from recruit.core.words import _
from recruit.rights.rules import feedback


class PrepareForm(Form):
    """Whose own file answers a request, and how it is known that the request is theirs."""

    reference = StringField(
        _("Reference of the application"), [needed(_("Give the reference.")), at_most(20)]
    )
    identity = TextAreaField(
        _("How it is known that the request is that person's own"),
        [needed(_("Say how it is known.")), at_most(1000)],
    )


class ReleaseForm(Form):
    """The application as the Chair saw it."""

    version = IntegerField("", widget=HiddenInput())


class TakeForm(Form):
    """What the link alone does not tell."""

    reference = StringField(
        _("Reference of your application"), [needed(_("Give the reference.")), at_most(40)]
    )


class FeedbackForm(Form):
    """A feedback letter's text; version: of what was on the page, against loss."""

    text = TextAreaField(
        _("The letter"), [needed(_("Write the letter.")), at_most(feedback.LONGEST)]
    )
    version = IntegerField("", widget=HiddenInput())
