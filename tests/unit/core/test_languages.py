"""The catalogues: whole, true to the sources, with the same places; and what is asked of them."""

from __future__ import annotations

import gettext
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import fields, validators

from recruit.core import citing, errors, forms, languages, times, words
from recruit.core.words import _, ngettext
from recruit.languages import gathering as upkeep

OTHERS = [lang for lang in languages.NAMES if lang != languages.ENGLISH]
_PLACE = re.compile(r"%\((\w+)\)([a-z])|%%")
_MARKUP = re.compile(r"<[a-z/]", re.I)


@pytest.fixture(scope="module")
def gathered() -> list[upkeep.Text]:
    return upkeep.texts()


@pytest.mark.parametrize("lang", OTHERS)
def test_a_catalogue_is_what_the_sources_say_and_whole(
    lang: str, gathered: list[upkeep.Text]
) -> None:
    assert len(gathered) > 6000
    file = languages.FOLDER / f"{lang}.po"
    assert file.read_text(encoding="utf-8") == upkeep.written(lang, gathered), "run `make words`"
    held = upkeep.read(lang)
    forms = held_forms(lang)
    lacking, wrong = [], []
    for text in gathered:
        asked = (text,) if isinstance(text, str) else text
        string = held[asked[0]].string
        said = (string,) if isinstance(string, str) else tuple(string)
        if not all(said) or len(said) != (1 if isinstance(text, str) else forms):
            lacking.append(asked[0])
            continue
        wrong += [f"{asked[-1]!r}: {one!r}" for one in said if not alike(asked, one)]
    assert lacking == [], f"{len(lacking)} texts without their words"
    assert wrong == []


def held_forms(lang: str) -> int:
    """How many forms the catalogue's own rule chooses among."""
    file = (languages.FOLDER / f"{lang}.po").read_text(encoding="utf-8")
    found = re.search(r"nplurals=(\d)", file)
    assert found is not None
    return int(found[1])


def alike(asked: tuple[str, ...], said: str) -> bool:
    """The same places (a plural may say its number in a word), ends and no markup of its own."""
    places = {m[0] for m in _PLACE.finditer(asked[-1])}
    mine = {m[0] for m in _PLACE.finditer(said)}
    may_lack = {"%(n)s"} if len(asked) == 2 else set()
    return (
        mine <= places
        and places - mine <= may_lack
        and (asked[0][:1] == " ", asked[0][-1:] == " ") == (said[:1] == " ", said[-1:] == " ")
        and (not _MARKUP.search(said) or bool(_MARKUP.search(asked[0])))
        and "\u27e6" not in said
    )


@pytest.mark.parametrize("lang", OTHERS)
def test_each_text_takes_its_values_in_every_language(
    lang: str, gathered: list[upkeep.Text]
) -> None:
    with languages.speaking(lang):
        for text in gathered:
            asked = (text,) if isinstance(text, str) else text
            names = {m[1]: m[2] for t in asked for m in _PLACE.finditer(t) if m[1]}
            values = {n: 7 if kind == "d" else f"«{n}»" for n, kind in names.items()}
            if len(asked) == 1:
                said = _(asked[0], **values)
                assert all(str(value) in said for value in values.values()), asked
                continue
            values.pop("n", None)
            for n in (0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 111):
                assert ngettext(*asked, n, **values)


def test_arabic_chooses_among_its_six_forms() -> None:
    with languages.speaking("ar"):
        said = [ngettext("%(n)s file read", "%(n)s files read", n) for n in (1, 2, 3, 11, 100)]
    catalogue = languages.catalogue("ar")
    assert isinstance(catalogue, gettext.GNUTranslations)
    forms = [catalogue.plural(n) for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)]  # type: ignore[attr-defined]
    assert forms == [0, 1, 2, 3, 3, 4, 4, 5, 5, 3]
    assert len(said) == 5


def test_what_a_step_needs_is_asked_in_the_readers_language() -> None:
    gate: errors.Gate[None] = errors.Gate(
        "A5", "reading A5", "No difference is open", lambda _facts: errors.Holds()
    )
    assert [one.question for one in errors.examine([gate], None)] == ["No difference is open"]
    with languages.speaking("ar"):
        (checked,) = errors.examine([gate], None)
        assert checked.question == _("No difference is open") != "No difference is open"


def test_an_unknown_language_is_english_and_has_no_catalogue() -> None:
    assert languages.known("de") == languages.known(None) == languages.known("") == "en"
    assert languages.known("ar") == "ar"
    with pytest.raises(ValueError, match="de"):
        languages.catalogue("de")
    with languages.speaking("de"):
        assert words.language() == "en" and _("Home") == "Home"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (["fr-CH", "de", "en"], "fr"),
        (["de", "AR-EG", "en"], "ar"),
        (["de", "it"], "en"),
        ([], "en"),
        (["*"], "en"),
        (["es"], "es"),
    ],
)
def test_the_first_known_language_that_is_asked_for(accepted: list[str], chosen: str) -> None:
    assert languages.preferred(iter(accepted)) == chosen


def test_what_is_said_within_a_block_ends_with_it() -> None:
    with languages.speaking("fr"):
        assert words.language() == "fr" and _("Home") == "Accueil"
        with words.in_english():
            assert words.language() == "en" and _("Home") == "Home"
        with words.remembered():
            kept = words.code(_("At most %(n)s characters.", n=5))
        assert "5" in words.again(kept) and words.again(kept) != "At most 5 characters."
    assert words.language() == "en"


def test_an_older_compiled_catalogue_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source = head + 'msgid "Home"\nmsgstr "{}"\n'
    (tmp_path / "fr.po").write_text(source.format("Un"), encoding="utf-8")
    (tmp_path / "es.po").write_text(source.format("Uno"), encoding="utf-8")
    (tmp_path / "ar.po").write_text(source.format("واحد"), encoding="utf-8")
    languages.compile_all()
    assert (tmp_path / "fr.mo").exists()
    import os

    os.utime(tmp_path / "fr.mo", (1, 1))
    (tmp_path / "fr.po").write_text(source.format("Deux"), encoding="utf-8")
    languages.catalogue.cache_clear()
    try:
        with languages.speaking("fr"):
            assert _("Home") == "Deux"
        with languages.speaking("ar"):
            assert _("Home") == "واحد"
    finally:
        languages.catalogue.cache_clear()


def test_days_are_said_as_each_language_says_them() -> None:
    on, at = date(2023, 3, 1), datetime(2023, 3, 13, 23, 0, tzinfo=UTC)
    assert times.day(on) == "1 March 2023" and times.long_day(on) == "Wednesday 1 March 2023"
    assert times.day(on, "fr") == "1er mars 2023"
    assert times.long_day(on, "fr") == "mercredi 1er mars 2023"
    assert times.day(on, "es") == "1 de marzo de 2023"
    assert times.long_day(on, "es") == "miércoles, 1 de marzo de 2023"
    assert times.long_day(on, "ar") == "الأربعاء، 1 مارس 2023"
    with languages.speaking("fr"):
        assert times.day(on) == "1er mars 2023"
        assert "24:00" in times.deadline(at) and "lundi 13 mars 2023" in times.deadline(at)
    assert times.day(on) == "1 March 2023"


def test_citations_are_those_of_the_language() -> None:
    for text in ("para. 53(f)", "paras 53(f), 54(g)", "readings C4, C5", "table D7"):
        assert citing.cited(text) == text
    with languages.speaking("fr"):
        assert citing.cited("para. 53(f)") == "par. 53\u00a0f)"
        assert citing.cited("reading C4") == "lecture C4"
    with languages.speaking("ar"):
        assert citing.cited("para. 54(e)-(f)") == "الفقرة 54(هـ)-(و)"
        assert "C4, C5" in citing.cited("para. 53(b), readings C4, C5")


@pytest.mark.parametrize("lang", OTHERS)
def test_no_text_is_no_text_in_every_language(lang: str) -> None:
    with languages.speaking(lang):
        assert _("") == ""  # gettext keeps the head of a catalogue under it


@pytest.mark.parametrize("lang", OTHERS)
def test_a_form_within_a_form_is_drawn_and_refused_in_every_language(lang: str) -> None:
    class Within(forms.Form):
        text = fields.StringField("Text", [validators.InputRequired("Type it.")])
        kind = fields.SelectField("Kind", choices=[("", ""), ("none", "none")])

    class Around(forms.Form):
        several = fields.FieldList(fields.FormField(Within), max_entries=3)

    with languages.speaking(lang):
        form = Around()
        form.several.append_entry({"kind": "none"})
        within = form.several.entries[0].form
        assert within.kind.choices == [("", ""), ("none", _("none"))]
        assert within.kind.choices != [("", ""), ("none", "none")]
        sent = Around(MultiDict({"several-0-kind": "none", "several-0-text": ""}))
        assert not sent.validate()
        assert sent.several.entries[0].form.text.errors == [_("Type it.")]


@pytest.mark.parametrize("lang", OTHERS)
def test_every_text_can_be_said_again(lang: str, gathered: list[upkeep.Text]) -> None:
    """An act's refusals are kept and said again: none of them may come out empty."""
    empty = []
    for text in gathered:
        asked = (text,) if isinstance(text, str) else text
        names = {m[1]: m[2] for t in asked for m in _PLACE.finditer(t) if m[1]}
        values = {name: 7 if kind == "d" else f"<{name}>" for name, kind in names.items()}
        values.pop("n", None) if len(asked) == 2 else None
        with words.remembered():
            kept = words.code(ngettext(*asked, 7, **values) if asked[1:] else _(*asked, **values))
        with languages.speaking(lang):
            said = ngettext(*asked, 7, **values) if asked[1:] else _(*asked, **values)
            if words.again(kept) != said or not said:
                empty.append(asked[0])
    assert empty == []


@pytest.mark.parametrize("lang", OTHERS)
def test_what_several_gates_refuse_is_said_again_in_every_language(lang: str) -> None:
    gates: list[errors.Gate[int]] = [
        errors.Gate("R1", "reading R1", "One", lambda _facts: errors.Refused(_("Type it."))),
        errors.Gate("R2", "reading R2", "Two", lambda _facts: errors.Holds()),
        errors.Gate(
            "R3",
            "reading R3",
            "Three",
            lambda facts: errors.Refused(_("At most %(n)s characters.", n=facts)),
        ),
    ]
    with words.remembered(), pytest.raises(errors.Refusal) as refused:
        errors.require(gates, 5)
    kept = words.code(refused.value.reason)
    assert refused.value.reason == "Type it. At most 5 characters." == words.again(kept)
    with languages.speaking(lang):
        said = f"{_('Type it.')} {_('At most %(n)s characters.', n=5)}"
        assert words.again(kept) == said != refused.value.reason
    long = "x" * 3000
    with words.remembered():
        kept = words.code(_("Named twice: %(states)s.", states=long))
    assert long not in words.again(kept) and long in words.again(kept, longest=9000)


def test_more_than_a_text_holds_is_joined_as_it_stands() -> None:
    with words.remembered():
        several = words.joined([_("Type it.")] * 11)
    assert words.again(words.code(several)) == " ".join(["Type it."] * 11)
    assert words.joined(["one", "two"]) == "one two" and words.joined([]) == ""
