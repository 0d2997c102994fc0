"""Letters to States in four languages: nothing is missing in one, dates are written right."""

from __future__ import annotations

from datetime import UTC, datetime
from string import Formatter
from typing import Any

import pytest

from recruit.approval import letters, printing
from recruit.approval.wording import tongues
from recruit.notices import mail
from recruit.states import names

OPENED = datetime(2023, 2, 27, 9, 0, tzinfo=UTC)
DEADLINE = datetime(2023, 3, 13, 17, 0, tzinfo=UTC)
NAME = "Wren Halloran-Vale"


def places(text: str) -> list[str]:
    return sorted(name for _text, name, _spec, _conv in Formatter().parse(text) if name)


def flat(value: Any, at: str = "") -> dict[str, str]:
    """Every text of a language by its place in the file."""
    if isinstance(value, str):
        return {at: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {k: v for key, inner in pairs for k, v in flat(inner, f"{at}/{key}").items()}


@pytest.mark.rule("S17")
@pytest.mark.parametrize("lang", tongues.COURTESY)
def test_every_text_stands_in_each_language_with_the_same_places(lang: str) -> None:
    english, other = flat(tongues.words("en")), flat(tongues.words(lang))
    assert english.keys() == other.keys()
    for at, text in english.items():
        if at == "/moment":
            continue
        assert places(other[at]) == places(text), at
        # what is no mere place is said in the other language's own words
        if at not in ("/dir", "/below") and text.strip("{}") not in places(text):
            assert other[at] != text, at
            assert other[at].strip()
    assert places(other["/moment"]) == ["day", "offset", "time", "utc"]


@pytest.mark.rule("S17")
@pytest.mark.rule("W19")
def test_deadlines_say_geneva_with_weekday_and_offset_before_utc() -> None:
    assert tongues.moment(DEADLINE, "en") == (
        "Monday 13 March 2023, 18:00:00 Geneva (UTC+1), 17:00:00 UTC"
    )
    assert tongues.moment(DEADLINE, "fr").startswith("lundi 13 mars 2023, 18:00:00 heure de Genève")
    assert tongues.moment(DEADLINE, "es").startswith("lunes, 13 de marzo de 2023, 18:00:00, hora")
    assert tongues.moment(DEADLINE, "ar").startswith("الاثنين، 13 مارس 2023، الساعة 18:00:00")
    for lang in tongues.ALL:
        said = tongues.moment(DEADLINE, lang)
        assert said.index("18:00:00") < said.index("UTC+1") < said.index("17:00:00")
    first = datetime(2023, 3, 31, 22, 0, tzinfo=UTC)  # 1 April in Geneva, in summer time
    assert tongues.moment(first, "fr").startswith("samedi 1er avril 2023, 00:00:00")
    assert "UTC+2" in tongues.moment(first, "ar")


@pytest.mark.rule("S17")
def test_the_templates_paragraphs_are_translated_and_the_presidents_own_stay_english() -> None:
    drafted = [*letters.introduction(NAME, "A biography."), "A sentence of the President's own."]
    made = letters.proposal(
        "R/1", OPENED, drafted, deadline=DEADLINE, address="a@b.example", name=NAME
    )
    for lang, other in made["courtesy"].items():
        assert len(other["paragraphs"]) == len(made["paragraphs"])
        assert other["paragraphs"][3:5] == drafted[3:5]
        assert NAME in other["paragraphs"][2] and other["paragraphs"][2] != drafted[2]
        assert tongues.words(lang)["authentic"] in other["closing"]
        assert all("{" not in text for text in [*other["paragraphs"], *other["closing"]])
        assert NAME not in other["subject"]
    assert made["courtesy"]["ar"]["dir"] == "rtl"


@pytest.mark.rule("S17")
def test_what_a_person_wrote_is_never_read_as_a_template() -> None:
    made = letters.cancelled("R/1", OPENED, "{deadline} {0} {reference.__class__}")
    for one in (made, *made["courtesy"].values()):
        assert "{deadline} {0} {reference.__class__}" in one["paragraphs"][1]


@pytest.mark.rule("S17")
def test_a_mail_in_arabic_stands_above_the_english_from_right_to_left() -> None:
    if mail._settings is None:
        from pathlib import Path

        mail.init("", "house@recruit.example", "https://recruit.example", Path("."))
    body = letters.mail(letters.broken("R/1", OPENED))
    other = body["courtesy"]["ar"]
    above = mail.Part("ar", "rtl", [*other["paragraphs"], other["closing"], other["below"]])
    built = mail.message(
        mail.Mail("m1", "m@x.example", other["subject"], body["paragraphs"], above=above), OPENED
    )
    assert built["Content-Language"] == "ar, en"
    html = built.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert '<div lang="ar" dir="rtl">' in html
    text = built.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.index("كُسر الصمت") < text.index("Silence was broken in writing")


@pytest.mark.rule("S17")
def test_the_pdf_holds_all_four_with_arabic_shaped() -> None:
    import io

    import pikepdf

    made = letters.proposal(
        "R/1",
        OPENED,
        letters.introduction(NAME, "A biography."),
        deadline=DEADLINE,
        address="a@b.example",
        name=NAME,
    )
    with pikepdf.open(io.BytesIO(printing.pdf(made, OPENED))) as drawn:
        fonts = {str(f.BaseFont) for page in drawn.pages for f in page.Resources.Font.values()}
    assert any("Arabic" in font for font in fonts)
    shown = printing.sheet(made, OPENED)
    assert [part["title"] for part in shown["parts"]] == list(tongues.names().values())


@pytest.mark.rule("S17")
def test_states_are_named_from_cldr_beside_the_registrys_spelling() -> None:
    assert {c.lang: c.name for c in names.called("DEU")} == {
        "en": "Germany",
        "fr": "Allemagne",
        "es": "Alemania",
        "ar": "ألمانيا",
    }
    assert names.called("XYZ") == ()
