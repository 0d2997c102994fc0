"""What the base of every form says of a value that is none of those offered."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField, StringField

from recruit.core.forms import Form, at_most


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
