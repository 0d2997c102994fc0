"""Forms of requests, complaints and claims: shape and limits. Times are Geneva's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wtforms import RadioField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from recruit.core.clock import GENEVA
from recruit.core.forms import DateTimeLocalField, Form, IntegerField, at_most, needed
from recruit.core.words import _
from recruit.correspondence.rules.matters import MatterKind, matter_words


class RegisterForm(Form):
    """What came, from whom, when, with what evidence."""

    kind = RadioField(_("What it is"), [needed(_("Choose what it is."))])
    received = DateTimeLocalField(
        _("Received, Geneva time"), [needed(_("Give the time of receipt."))]
    )
    evidence = StringField(
        _("Evidence of the receipt"), [needed(_("Say what proves the receipt.")), at_most(400)]
    )
    from_whom = StringField(
        _("From whom, and how they are reached"), [needed(_("Say who writes.")), at_most(400)]
    )
    text = TextAreaField(_("What is said"), [needed(_("Say what is said.")), at_most(12000)])

    def of(self, kinds: Iterable[MatterKind]) -> RegisterForm:
        """The form with these kinds to choose from."""
        self.kind.choices = [(kind.value, matter_words(kind)) for kind in kinds]
        return self

    def at(self) -> datetime:
        """The time of receipt, aware."""
        typed: datetime = self.received.data
        return typed.replace(tzinfo=GENEVA)


class AnswerForm(Form):
    """The answer in writing; of a claimed failure with what the server's record shows."""

    text = TextAreaField(
        _("The answer, with its reasons"), [needed(_("Write the answer.")), at_most(12000)]
    )
    compared = TextAreaField(_("What the server's own record shows"), [at_most(4000)])


class FailureForm(Form):
    """What failed, from when to when, in Geneva's time."""

    what = TextAreaField(_("What failed"), [needed(_("Say what failed.")), at_most(4000)])
    begun = DateTimeLocalField(_("From, Geneva time"), [needed(_("Give the beginning."))])
    ended = DateTimeLocalField(_("Until, Geneva time"), [needed(_("Give the end."))])

    def times(self) -> tuple[datetime, datetime]:
        """Beginning and end, aware."""
        begun: datetime = self.begun.data
        ended: datetime = self.ended.data
        return begun.replace(tzinfo=GENEVA), ended.replace(tzinfo=GENEVA)


class RemedyForm(Form):
    """The one remedy; seen: how many things the page showed."""

    compared = TextAreaField(
        _("What the server's own record shows"),
        [needed(_("Say what the record shows.")), at_most(4000)],
    )
    text = TextAreaField(
        _("The remedy, with its reasons"), [needed(_("Write the remedy.")), at_most(12000)]
    )
    seen = IntegerField("", widget=HiddenInput())
