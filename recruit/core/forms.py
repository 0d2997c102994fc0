"""The base of every form: WTForms parses, a macro draws.

The token against forged requests is the session row's and is checked by the guard
before any view; the idempotency key travels in the hidden field ``key``.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from markupsafe import Markup, escape
from wtforms import Form as _Form
from wtforms import fields, validators
from wtforms.meta import DefaultMeta
from wtforms.widgets import Input
from wtforms.widgets.core import clean_key

from recruit.core.words import _, language, spoken


class _Words:
    """WTForms' own messages through this house's catalogue."""

    def gettext(self, string: str) -> str:
        return _(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return spoken().ngettext(singular, plural, n)  # WTForms fills in values of its own


class Form(_Form):
    """A form of this house: surrounding white space is not content."""

    class Meta:
        locales: list[str] = []
        cache_translations = False

        def get_translations(self, form: Any) -> _Words:
            return _Words()

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Any:
            if unbound.field_class.__name__ in _TEXTS:
                filters = list(unbound.kwargs.get("filters", []))
                unbound.kwargs["filters"] = [*filters, strip] if strip not in filters else filters
            if unbound.field_class in _ALIKE:
                field = _like(unbound, form, options)
            else:
                field = unbound.bind(form=form, **options)
            return field if language() == "en" else _in_words(field)

        def render_field(self, field: Any, render_kw: dict[str, Any]) -> Markup:
            # WTForms puts an input together of a dozen Markups, which costs 0.2 ms
            plain = type(field.widget).__call__ is Input.__call__
            if plain and not field.render_kw and not getattr(field, "_datalist", None):
                return _input(field, render_kw)
            drawn: Markup = DefaultMeta.render_field(self, field, render_kw)
            return drawn

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all holds; what is wrong is said in the reader's language."""
        holds: bool = super().validate(extra_validators)
        if not holds and language() != "en":
            for field in self:
                field.errors = [_(one) if type(one) is str else one for one in field.errors]
        return holds


class IntegerField(fields.IntegerField):
    """A whole number that a database and a calendar can hold; a larger one is none."""

    MOST = 2**31 - 1
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent. Raises ValueError for what is no such number."""
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > self.MOST:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


YEARS = range(1900, 2200)
"""Of days that are typed: at the ends of the calendar no day comes before or after."""


class DateField(fields.DateField):
    """A day of ``YEARS``."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent. Raises ValueError for what is no such day."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(self.gettext("Not a valid date value."))


class DateTimeLocalField(fields.DateTimeLocalField):
    """A day of ``YEARS`` with its time."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was sent. Raises ValueError for what is no such time."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(self.gettext("Not a valid datetime value."))


_TEXTS = frozenset({"StringField", "TextAreaField", "EmailField"})
_ALIKE = frozenset(
    {
        fields.BooleanField,
        DateField,
        fields.EmailField,
        fields.HiddenField,
        IntegerField,
        fields.PasswordField,
        fields.RadioField,
        fields.SelectField,
        fields.SelectMultipleField,
        fields.StringField,
        fields.TextAreaField,
        fields.TimeField,
    }
)
"""Fields that are the same in every form of a class until something is sent or chosen."""


def _in_words(field: Any) -> Any:
    """The field with its words in the reader's language: forms are declared in English."""
    field.label = copy(field.label)
    field.label.text = _(field.label.text)
    if field.description:
        field.description = _(field.description)
    if isinstance(field, fields.SelectFieldBase) and isinstance(field.choices, list):
        field.choices = [(one[0], _(one[1]), *one[2:]) for one in field.choices]
    return field


def _like(unbound: Any, form: Any, options: dict[str, Any]) -> Any:
    """A field like the one that this declaration made first; making one costs ten times that.

    What a form gives its own fields (choices, values, errors) is set on the field anew, label
    and flags are its own: forms share rules and filters alone.
    """
    made = unbound.__dict__.setdefault("made", {})
    at = options["name"], options["prefix"]
    if at not in made:
        made[at] = vars(unbound.bind(form=form, **options)) | {"_form": None, "meta": None}
    field = object.__new__(unbound.field_class)
    vars(field).update(made[at], _form=form, meta=form.meta)
    field.label, field.flags = copy(field.label), copy(field.flags)
    return field


def _input(field: Any, given: dict[str, Any]) -> Markup:
    """An input as WTForms draws it, its attributes by name."""
    flags, widget = field.flags, field.widget
    attributes = {clean_key(name): value for name, value in given.items()}
    attributes.setdefault("id", field.id)
    attributes.setdefault("type", widget.input_type)
    if "value" not in attributes:
        attributes["value"] = field._value()
    for name in dir(flags):
        if name in widget.validation_attrs and name not in attributes:
            value = getattr(flags, name)
            attributes[name] = value() if callable(value) else value
    attributes["name"] = field.name
    drawn = " ".join(
        name if value is True else f'{name}="{escape(value)}"'
        for name, value in sorted(attributes.items())
        if value is not False
    )
    return Markup(f"<input {drawn}>")  # noqa: S704 - each value is escaped


def strip(value: Any) -> Any:
    """The text without surrounding white space."""
    return value.strip() if isinstance(value, str) else value


def needed(message: str) -> validators.InputRequired:
    """A field that must be filled in, refused with this sentence."""
    return validators.DataRequired(message)


class _AtMost(validators.Length):
    """Said when it is asked, since its number stands in the sentence."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and len(field.data) > self.max:
            raise validators.ValidationError(_("At most %(n)s characters.", n=self.max))


def at_most(length: int) -> validators.Length:
    """At most this many characters."""
    return _AtMost(max=length)


_ADDRESS = r"[^\s@\x00-\x20\x7f<>()\[\],;:\\\"]{1,64}@[^\s@\x00-\x20\x7f<>()\[\],;:\\\"]{1,189}\Z"


def mail_address() -> validators.Regexp:
    """A mail address of the shape that mail can be sent to (addr-spec of RFC 5322, unquoted)."""
    return validators.Regexp(_ADDRESS, message=_("This is not a mail address."))
