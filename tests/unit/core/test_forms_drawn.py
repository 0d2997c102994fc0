"""What a form draws by itself is what WTForms draws."""

from __future__ import annotations

from typing import Any

import pytest
from wtforms import EmailField, IntegerField, StringField
from wtforms.meta import DefaultMeta

from recruit.core.forms import Form, at_most, needed


class _Asked(Form):
    plain = StringField("Plain")
    short = StringField("Short", [needed("Say it."), at_most(7)])
    mail = EmailField("Mail")
    count = IntegerField("How many")
    dressed = StringField("Dressed", render_kw={"class": "wide"})


@pytest.mark.parametrize("name", ["plain", "short", "mail", "count", "dressed"])
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"class_": "a b", "aria-describedby": "it", "data_of": 'say "so" & <b>'},
        {"type": "search", "disabled": True, "hidden": False, "id": "other", "value": "mine"},
    ],
)
def test_an_input_is_the_one_that_wtforms_draws(name: str, given: dict[str, Any]) -> None:
    said = {"plain": "<i>'\"&</i>", "short": "é", "mail": "a@b.example", "count": 3}
    field = _Asked(data=said)[name]
    assert field(**given) == DefaultMeta().render_field(field, dict(given))  # type: ignore[no-untyped-call]
