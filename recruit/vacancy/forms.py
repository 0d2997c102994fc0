"""Forms of the vacancy: shape and limits of input."""

from __future__ import annotations

from wtforms import (
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
    validators,
)

from recruit.core.forms import DateField, Form, IntegerField, at_most, mail_address, needed
from recruit.core.words import _


class TextForm(Form):
    """The announcement's text, part by part."""

    version = IntegerField(widget=HiddenField.widget)
    headline = StringField(_("Position"), [needed(_("Name the position.")), at_most(200)])
    summary = TextAreaField(_("The position"), [needed(_("Say what the position is."))])
    functions = TextAreaField(_("Key functions"), [needed(_("List the key functions."))])
    profile = TextAreaField(_("Qualifications"), [needed(_("List the qualifications."))])
    conditions = TextAreaField(_("Conditions"), [at_most(4000)])
    apply = TextAreaField(_("How to apply"), [needed(_("Say how to apply."))])
    privacy = TextAreaField(_("Privacy notice"), [needed(_("Give the privacy notice."))])


class DraftForm(Form):
    """Where applications will be received."""

    address = StringField(
        _("Address for applications"),
        [needed(_("Give the address.")), mail_address()],
    )


class SiteForm(Form):
    """A website where the vacancy is published; an empty line is left out."""

    name = StringField(_("Website"), [validators.Optional(), at_most(120)])
    address = StringField(
        _("Address"), [validators.Optional(), validators.URL(message=_("This is no address."))]
    )
    on = DateField(_("Published on"), [validators.Optional()])
    cost = DecimalField(_("Cost, CHF"), [validators.Optional(), validators.NumberRange(min=0)])


class FurtherForm(Form):
    """One more website where the posted vacancy is published."""

    name = StringField(_("Website"), [needed(_("Name the website.")), at_most(120)])
    address = StringField(
        _("Address"), [validators.Optional(), validators.URL(message=_("This is no address."))]
    )
    on = DateField(_("Published on"), [needed(_("Give the day."))])


class PostForm(Form):
    """Posting: the websites, and a reason where it is early."""

    sites = FieldList(FormField(SiteForm), min_entries=5, max_entries=40)
    reason = TextAreaField(_("Reason for posting before the window"), [at_most(2000)])


class ReasonForm(Form):
    """The President's reason for posting early."""

    reason = TextAreaField(
        _("Reason for posting before the window"), [needed(_("Give the reason.")), at_most(2000)]
    )


class ExtendForm(Form):
    """The one extension of the close: the last day, Geneva."""

    last_day = DateField(_("New last day"), [needed(_("Give the new last day."))])
    reason = TextAreaField(
        _("Reason, published with the extension"), [needed(_("Give the reason.")), at_most(2000)]
    )


class AnswerForm(Form):
    """A question answered in substance, published for all (A12)."""

    question = TextAreaField(
        _("The question, in words that name nobody"),
        [needed(_("Give the question.")), at_most(2000)],
    )
    answer = TextAreaField(_("The answer"), [needed(_("Give the answer.")), at_most(5000)])
    corrects = HiddenField()


class AgencyForm(Form):
    """A recruitment agency (53(h))."""

    name = StringField(_("Agency"), [needed(_("Name the agency.")), at_most(200)])
    task = TextAreaField(_("Its task"), [needed(_("Say what it does.")), at_most(2000)])
    cost = DecimalField(_("Cost, CHF"), [validators.InputRequired(_("Give the cost."))])
    decided_by = StringField(_("Who decided"), [needed(_("Say who decided.")), at_most(200)])
