"""The base of every form: what it says of a value never offered, and that two forms of one class
are made alike with nothing of the one in the other."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    FormField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)

from recruit.core import languages
from recruit.core.forms import (
    DateField,
    DateTimeLocalField,
    Form,
    IntegerField,
    at_most,
    needed,
)


class _Choosing(Form):
    some = SelectMultipleField("Some", choices=[("a", "A"), ("b", "B")])
    words = StringField("Words", [at_most(3)])


def test_a_value_that_was_never_offered_is_refused_in_words() -> None:
    form = _Choosing(MultiDict([("some", "a"), ("some", "not offered"), ("some", "nor this")]))
    assert not form.validate()
    (said,) = form.some.errors  # WTForms names them in no order
    assert "'not offered'" in said and "'nor this'" in said and "not valid choices" in said
    assert _Choosing(MultiDict([("some", "b")])).validate()
    assert not _Choosing(MultiDict([("words", "long")])).validate()


class Letter(Form):
    said = RadioField("It is", [needed("Say it.")])
    text = TextAreaField("Text", [needed("Write."), at_most(5)])
    name = StringField("Name", default="nobody")

    def __init__(self, *args: Any, kinds: tuple[str, ...] = ("a", "b"), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said.choices = [(kind, kind) for kind in kinds]


def test_what_one_form_was_given_is_in_no_other() -> None:
    one = Letter(MultiDict({"said": "c", "text": " long words ", "name": "Ada"}))
    assert not one.validate()
    one.text.label.text = "Changed"
    one.text.flags.required = None
    one.text.validators = []
    other = Letter(MultiDict({"said": "c", "text": "ok"}), kinds=("c",))
    assert other.validate() and other.errors == {}
    assert (other.text.data, other.name.data) == ("ok", "nobody")
    assert other.text.label.text == "Text" and other.text.flags.required
    assert set(one.errors) == {"said", "text"} and one.text.data == "long words"
    assert [(c, one.said.label.field_id) for c, *_rest in one.said.iter_choices()] == [
        ("a", False),
        ("b", False),
    ]
    assert Letter().name.data == "nobody"


def test_a_form_under_a_prefix_has_names_of_its_own() -> None:
    plain, under = Letter(), Letter(prefix="two")
    assert (plain.text.name, plain.text.id) == ("text", "text")
    assert (under.text.name, under.text.id, under.text.short_name) == (
        "two-text",
        "two-text",
        "text",
    )
    assert 'name="two-text"' in under.text() and 'name="text"' in plain.text()


def test_a_number_that_nothing_can_hold_is_refused_in_words() -> None:
    """NumberRange asks of it whether it is a number, which overflowed: the page broke."""

    class Booking(Form):
        minutes = IntegerField("Minutes", [validators.NumberRange(5, 1440, "At most a day.")])

    for sent in ("1" * 400, f"-{2**31}", "9" * 5000, "1e400", "NaN"):
        form = Booking(MultiDict({"minutes": sent}))
        assert not form.validate() and form.minutes.errors[0] == "Not a valid integer value."
    assert Booking(MultiDict({"minutes": "1440"})).validate()
    assert Booking(MultiDict({"minutes": f"{2**31 - 1}"})).minutes.data == 2**31 - 1


def test_a_day_at_the_end_of_the_calendar_is_refused_in_words() -> None:
    """No day follows 31 December 9999, and 24:00 of a day is the next one's beginning."""

    class Window(Form):
        last = DateField("Last day")
        at = DateTimeLocalField("At", format="%Y-%m-%dT%H:%M")

    for day in ("9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01"):
        form = Window(MultiDict({"last": day, "at": f"{day}T00:00"}))
        assert not form.validate()
        assert form.errors == {
            "last": ["Not a valid date value."],
            "at": ["Not a valid datetime value."],
        }
    assert Window(MultiDict({"last": "2023-03-26", "at": "2199-12-31T23:59"})).validate()


class _Line(Form):
    name = StringField("Name", [validators.InputRequired("Type the name.")])
    kind = RadioField("Kind", choices=[("a", "Yes, I stand down")])


class _Lines(Form):
    lines = FieldList(FormField(_Line), min_entries=1)


def test_a_form_of_lines_speaks_the_readers_language() -> None:
    with languages.speaking("fr"):
        form = _Lines()
        line = form.lines.entries[0].form
        assert line.name.label.text == "Nom"
        assert line.kind.choices == [("a", "Oui, je me retire")]
        sent = _Lines(MultiDict({"lines-0-name": "", "lines-0-kind": "a"}))
        assert not sent.validate()
        assert sent.lines.errors == [{"name": ["Indiquez le nom."]}]
    assert _Lines().lines.entries[0].form.name.label.text == "Name"
