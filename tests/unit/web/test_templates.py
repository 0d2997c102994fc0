"""Templates speak one language: plain words are compiled in, and escaped like any text."""

from __future__ import annotations

from flask import Flask

from recruit.core.words import _
from recruit.web.templates import Spoken


def _drawn(source: str, **values: object) -> str:
    app = Flask("words")
    app.jinja_environment = Spoken
    app.jinja_env.globals["_"] = _
    template = app.jinja_env.from_string(source)
    return template.render(**values)


def test_plain_words_are_drawn_and_escaped_as_any_text() -> None:
    assert _drawn("<p>{{ _('Profile & questions') }}</p>") == "<p>Profile &amp; questions</p>"


def test_words_with_values_are_still_filled_in() -> None:
    assert _drawn("{{ _('%(n)s days', n=n) }}", n=3) == "3 days"


def test_words_may_be_an_argument_or_part_of_a_choice() -> None:
    source = "{% macro m(t) %}[{{ t }}]{% endmacro %}{{ m(_('A')) }}{{ _('B') if x else _('C') }}"
    assert _drawn(source, x=False) == "[A]C"


def test_a_name_that_is_no_plain_word_is_looked_up_when_drawn() -> None:
    assert _drawn("{{ _(word) }}", word="Home") == "Home"
