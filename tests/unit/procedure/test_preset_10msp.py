"""The preset against the decision's own text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from recruit.procedure.presets.ccm_10msp import PRESET
from recruit.procedure.presets.form import Family, TermsOfReference
from recruit.states.rules import in_office


def plain(text: str) -> str:
    """Line breaks, bullets, dashes and runs of blanks made one blank."""
    bullets = re.sub("[\u2022\uf000-\uf0ff\x00-\x1f]", " ", text)
    return re.sub(r"\s+", " ", re.sub("[-\u2010-\u2015\u2212]", " ", bullets)).strip()


DECISION = plain((Path(__file__).parent / "decision.txt").read_text(encoding="utf-8"))
ANNEX = DECISION[DECISION.index("Annex I Terms of reference") :]
PARAS = DECISION[: DECISION.index("Annex I Terms of reference")]


def sentences(tor: TermsOfReference) -> Iterator[str]:
    yield tor.title
    yield from (f"{label}: {value}" for label, value in tor.fields)
    for part in (tor.context, tor.summary, tor.obligations, tor.results, tor.impact, tor.remarks):
        yield from part
    for function in tor.functions:
        yield f"{function.letter}. {function.text}"
        yield from function.focus
    for c in tor.competencies:
        yield f"{c.name}: {c.subtitle}" if c.subtitle else c.name
        yield from c.indicators
    q = tor.qualifications
    yield from (*q.education, *q.experience, *q.languages)


@pytest.mark.rule("P53a-1")
@pytest.mark.parametrize("provision", PRESET.provisions, ids=lambda p: p.para)
def test_each_sub_paragraph_of_53_is_quoted_whole(provision) -> None:  # type: ignore[no-untyped-def]
    letter = provision.para[3]
    start = PARAS.index(f"({letter}) ", PARAS.index("53. The Meeting"))
    assert PARAS[start + 4 :].startswith(plain(provision.text))
    assert re.match(r"\s*(\([a-h]\)|54\.)", PARAS[start + 4 + len(plain(provision.text)) :])


@pytest.mark.rule("P54a")
@pytest.mark.rule("P54b")
@pytest.mark.rule("P54c")
@pytest.mark.rule("P54d")
@pytest.mark.rule("P54e")
@pytest.mark.rule("P54f")
@pytest.mark.rule("P54g")
@pytest.mark.rule("P54h")
def test_each_sub_paragraph_of_54_is_quoted_whole() -> None:
    lines = PARAS[PARAS.index("54. The Meeting") : PARAS.index("55. The Meeting")]
    quoted = [plain(p.text) for p in PRESET.calendar_texts]
    rest = lines
    for text in quoted:
        assert rest.count(text) == 1
        rest = rest.replace(text, "")
    assert re.fullmatch(
        r"54\. The Meeting also decided that the calendar for the recruitment of the ISU Director "
        r"would be as follows:[ ()a-h]*",
        rest.strip(),
    )


@pytest.mark.rule("P54a")
@pytest.mark.rule("P54b")
@pytest.mark.rule("P54c")
@pytest.mark.rule("P54d")
@pytest.mark.rule("P54e")
@pytest.mark.rule("P54f")
@pytest.mark.rule("P54g")
@pytest.mark.rule("P54h")
def test_the_windows_are_the_days_of_the_decision() -> None:
    days = {w.para: (w.first, w.last) for w in PRESET.windows}
    shortlist = (date(2022, 10, 7), date(2022, 12, 9))
    assert days == {
        "54(a)": (date(2022, 9, 5), date(2022, 9, 25)),
        "54(b)": (date(2022, 9, 26), date(2022, 10, 7)),
        "54(c)": shortlist,
        "54(d)": shortlist,
        "54(e)": shortlist,
        "54(f)": (date(2022, 12, 12), date(2023, 1, 27)),
        "54(g)": (date(2023, 1, 28), date(2023, 2, 17)),
        "54(h)": (None, None),
    }
    report = days["54(g)"]
    assert (report[1] - report[0]).days + 1 == 21  # type: ignore[operator]


@pytest.mark.rule("T5")
def test_every_sentence_of_the_terms_of_reference_is_in_the_annex() -> None:
    tor = PRESET.terms_of_reference
    assert tor.version == 1
    absent = [s for s in sentences(tor) if plain(s) not in ANNEX]
    assert absent == []


@pytest.mark.rule("T5")
def test_nothing_of_the_annex_is_left_out() -> None:
    rest = ANNEX
    for sentence in sorted(map(plain, sentences(PRESET.terms_of_reference)), key=len, reverse=True):
        rest = rest.replace(sentence, " ")
    words = set(re.findall(r"[A-Za-z]+", rest))
    heads = "I II III IV Annex Organisational context Key functions key results expected Summary of"
    more = "Functions Results Impact Candidate competencies profile Functional Core Recruitment"
    last = "Qualifications Education Experience Language Requirements Remarks"
    assert words <= set(f"{heads} {more} {last}".split())


@pytest.mark.rule("J3")
def test_the_pool_is_four_functional_eight_headed_core_and_two_flagged_entries() -> None:
    pool = PRESET.terms_of_reference.competencies
    headed = [c for c in pool if not c.flagged]
    assert Counter(c.family for c in headed) == {Family.FUNCTIONAL: 4, Family.CORE: 8}
    assert sum(len(c.indicators) == 1 for c in headed) == 6
    flagged = {c.name.split("/")[0]: c.printed_under for c in pool if c.flagged}
    assert flagged == {
        "Developing & Empowering People": "organizational_awareness",
        "Communicating Information and ideas": "teams",
    }
    assert len({c.key for c in pool}) == len(pool) == 14
    assert all(1 <= len(c.indicators) <= 5 for c in pool)


@pytest.mark.rule("R21")
def test_the_presidents_term_runs_to_the_last_day_of_the_eleventh_meeting() -> None:
    assert (PRESET.president_first, PRESET.president_last) == (date(2022, 9, 3), date(2023, 9, 14))
    assert "11 14 September 2023" in PARAS


@pytest.mark.rule("P53c-1")
def test_the_default_committee_is_the_presidents_and_the_coordinators_with_their_terms() -> None:
    assert len(in_office(PRESET.committee, date(2022, 9, 3))) == 17
    assert in_office(PRESET.committee, date(2022, 9, 2)) == ()
    after = {s.state for s in in_office(PRESET.committee, date(2023, 9, 15))}
    assert after == {
        "Mexico", "Belgium", "Malawi", "Austria", "Norway", "Netherlands", "Lebanon", "Gambia",
        "New Zealand",
    }  # fmt: skip
    for seat in PRESET.committee:
        if seat.source != "para. 3":
            assert plain(seat.state) in PARAS
            assert plain(seat.area) in PARAS


@pytest.mark.rule("S2")
def test_settings_have_their_defaults_each_with_the_rule_it_comes_from() -> None:
    assert PRESET.setting("silence_days") == 14
    assert PRESET.setting("silence_minimum_hours") == 72
    assert PRESET.setting("balance") == "warn"
    assert all(s.rule and s.unit for s in PRESET.settings)
    assert len({s.key for s in PRESET.settings}) == len(PRESET.settings)
    with pytest.raises(KeyError):
        PRESET.setting("no such setting")
