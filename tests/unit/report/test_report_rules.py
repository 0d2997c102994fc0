"""The final decision, the report, its signatures and its lodging (53(f), 54(g), J9, J10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recruit.core.errors import Refusal, examine, require
from recruit.interviews.rules.totals import Verdict
from recruit.report.rules.content import (
    COMPLETE,
    MAY_BE_EMPTY,
    Report,
    Section,
    canonical_order,
    named_outside,
)
from recruit.report.rules.decision import (
    FINAL,
    Deciding,
    FinalDecision,
    Finding,
    check_final,
)
from recruit.report.rules.signing import (
    LODGING,
    CountedBack,
    Lodging,
    Signature,
    Signing,
    Unsigned,
    certificate,
    check_signature,
    count_back,
    fallen,
    knows,
    late,
    monday_to_friday,
    released_to,
    standing,
)

FIVE = frozenset("12345")


def missing(gates: list, facts: object) -> list[str]:
    return [c.id for c in examine(gates, facts) if not c.holds]


def seen(total: str, recommendable: bool = True) -> Verdict:
    return Verdict(recommendable, Decimal(total), () if recommendable else ("Below.",))


VERDICTS = {"a": seen("4.10"), "b": seen("3.90"), "c": seen("3.20"), "d": seen("2.80", False)}
GOOD = FinalDecision("a", "The strongest throughout.", ("b", "c"))


@pytest.mark.rule("P53f-1")
@pytest.mark.rule("J9")
def test_a_preferred_candidate_with_a_reserve_in_order_is_decided() -> None:
    check_final(GOOD, VERDICTS)
    check_final(replace(GOOD, reserve=()), VERDICTS)


@pytest.mark.rule("P53f-1")
@pytest.mark.rule("J7")
@pytest.mark.rule("J9")
@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("P53f-1", replace(GOOD, reason=" ")),
        ("P53f-1", replace(GOOD, preferred=None, reserve=())),
        ("P53f-1", replace(GOOD, finding=Finding.NO_THREE_VOTES)),
        ("J7", replace(GOOD, preferred="z")),
        ("J7", replace(GOOD, preferred="d")),
        ("J7", replace(GOOD, preferred="b", reserve=())),
        ("J7", FinalDecision(None, "Nobody.", finding=Finding.NONE_RECOMMENDABLE)),
        ("J9", replace(GOOD, reserve=("a",))),
        ("J9", replace(GOOD, reserve=("b", "b"))),
        ("J9", replace(GOOD, reserve=("d",))),
        ("J9", replace(GOOD, reserve=("z",))),
        ("C10", FinalDecision(None, "Split.", finding=Finding.NO_THREE_VOTES)),
    ],
)
def test_other_final_decisions_are_refused(rule: str, fault: FinalDecision) -> None:
    with pytest.raises(Refusal) as refused:
        check_final(fault, VERDICTS, ballots_held=2)
    assert refused.value.rule == rule


@pytest.mark.rule("J7")
def test_none_recommendable_is_reported_so() -> None:
    finding = FinalDecision(None, "None reached 3.00.", finding=Finding.NONE_RECOMMENDABLE)
    check_final(finding, {"d": VERDICTS["d"]})
    with pytest.raises(Refusal):
        check_final(replace(finding, reserve=("d",)), {"d": VERDICTS["d"]})


@pytest.mark.rule("C10")
def test_after_three_ballots_without_three_votes_the_panel_says_so() -> None:
    check_final(FinalDecision(None, "Split.", finding=Finding.NO_THREE_VOTES), VERDICTS, 3)


@pytest.mark.rule("J7")
def test_another_than_the_first_is_decided_with_a_reason() -> None:
    check_final(FinalDecision("b", "Fits.", ("a",), "The references of practice."), VERDICTS)


@pytest.mark.rule("C10")
@pytest.mark.rule("P54f")
@pytest.mark.rule("C5")
def test_all_living_decide_after_the_last_debrief() -> None:
    meeting = Deciding(FIVE, FIVE, frozenset(), debriefed=True)
    require(FINAL, meeting)
    require(FINAL, replace(meeting, living=frozenset("1234"), present=frozenset("1234")))
    require(FINAL, replace(meeting, voted=frozenset("123")))
    assert missing(FINAL, replace(meeting, present=frozenset("1234"))) == ["C10"]
    assert missing(FINAL, replace(meeting, voted=frozenset("12"))) == ["C10"]
    assert missing(FINAL, replace(meeting, debriefed=False)) == ["P54f"]
    assert missing(FINAL, replace(meeting, undecided=frozenset("1"))) == ["C5"]


WRITTEN = Report(
    frozenset(Section) - MAY_BE_EMPTY,
    frozenset("abcd"),
    frozenset("abcd"),
    frozenset("ab"),
    frozenset("ab"),
    decided=True,
    minutes_confirmed=True,
)


@pytest.mark.rule("J9")
@pytest.mark.rule("P53f-1")
def test_a_report_is_complete_with_every_part() -> None:
    require(COMPLETE, WRITTEN)
    for part in WRITTEN.written:
        assert missing(COMPLETE, replace(WRITTEN, written=WRITTEN.written - {part})) == ["J9"]


@pytest.mark.rule("J9")
@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("J9", replace(WRITTEN, reasoned=frozenset("abc"))),
        ("P53f-1", replace(WRITTEN, narrated=frozenset("a"))),
        ("J9", replace(WRITTEN, named_outside=frozenset("d"))),
        ("J9", replace(WRITTEN, single_scores=True)),
        ("P53f-1", replace(WRITTEN, decided=False)),
        ("C10", replace(WRITTEN, minutes_confirmed=False)),
    ],
)
def test_what_the_report_lacks_is_named(rule: str, fault: Report) -> None:
    assert missing(COMPLETE, fault) == [rule]


@pytest.mark.rule("J9")
def test_candidates_not_shortlisted_are_found_by_name_in_the_text() -> None:
    names = {"D22-04": "Sunniva Pell-Adeyo", "D22-09": "Caspian Holt-Berre"}
    text = "D22-09 wrote well;\n sunniva\n  PELL-ADEYO less so."
    assert named_outside(text, names) == {"D22-04"}


@pytest.mark.rule("J9")
def test_the_content_has_one_order_and_no_float() -> None:
    content: dict[str, object] = {s.value: ["3.75", 4, None] for s in reversed(Section)}
    assert list(canonical_order(content)) == [s.value for s in Section]
    for fault in (
        {**content, "scores": {"mean": 3.75}},
        {**content, "scores": {1: "a"}},
        {**content, "gossip": "x"},
        {k: v for k, v in content.items() if k != "scores"},
    ):
        with pytest.raises(ValueError):
            canonical_order(fault)


DUE = datetime(2023, 2, 16, 23, tzinfo=UTC)


def signing(signed: str, text: str = "v1", living: frozenset[str] = FIVE) -> Signing:
    given_ = tuple(Signature(g, "v1") for g in signed)
    return Signing(text, given_, living, called=True, due=DUE)


def lodging(signed: str, now: datetime = DUE, **more: object) -> Lodging:
    return Lodging(now, replace(signing(signed), **more), complete=True)  # type: ignore[arg-type]


@pytest.mark.rule("J9")
@pytest.mark.rule("P54g")
def test_the_report_is_lodged_when_all_living_have_signed() -> None:
    early = DUE - timedelta(days=3)
    require(LODGING, lodging("12345", early))
    require(LODGING, lodging("1234", early, living=frozenset("1234")))
    assert missing(LODGING, lodging("1234", early)) == ["J9"]


@pytest.mark.rule("J9")
def test_three_suffice_from_the_third_working_day_after_the_call() -> None:
    require(LODGING, lodging("123"))
    assert missing(LODGING, lodging("123", DUE - timedelta(microseconds=1))) == ["J9"]
    assert missing(LODGING, lodging("12")) == ["J9"]
    assert missing(LODGING, lodging("129")) == ["J9"]


@pytest.mark.rule("J9")
def test_when_the_text_changes_every_signature_falls() -> None:
    changed = signing("12345", text="v2")
    assert standing(changed) == frozenset() and fallen(changed) == FIVE
    assert missing(LODGING, Lodging(DUE, changed, complete=True)) == ["J9"]
    again = replace(changed, signatures=(*changed.signatures, Signature("1", "v2")))
    assert standing(again) == {"1"} and fallen(again) == frozenset("2345")


@pytest.mark.rule("J9")
@pytest.mark.rule("R24")
def test_lodging_needs_completeness_a_call_and_happens_once() -> None:
    assert missing(LODGING, replace(lodging("12345"), complete=False)) == ["J9"]
    assert missing(LODGING, lodging("12345", called=False)) == ["J9"]
    assert missing(LODGING, lodging("12345", lodged=True)) == ["R24"]


@pytest.mark.rule("J9")
@pytest.mark.parametrize(
    ("facts", "grant", "text"),
    [
        (signing(""), "6", "v1"),
        (replace(signing(""), called=False), "1", "v1"),
        (replace(signing(""), lodged=True), "1", "v1"),
        (signing("", text="v2"), "1", "v1"),
        (signing("1"), "1", "v1"),
    ],
)
def test_signatures_out_of_turn_are_refused(facts: Signing, grant: str, text: str) -> None:
    with pytest.raises(Refusal):
        check_signature(facts, grant, text)


@pytest.mark.rule("J9")
def test_a_signature_in_turn_is_taken() -> None:
    check_signature(signing("1"), "2", "v1")
    check_signature(signing("1", text="v2"), "1", "v2")


@pytest.mark.rule("J9")
def test_the_certificate_says_who_did_not_sign_and_why() -> None:
    signed, unsigned = certificate(signing("31"), {"2": "Dissents on the reserve."}, "12345")
    assert signed == ("1", "3")
    assert unsigned == (
        Unsigned("2", "Dissents on the reserve."),
        Unsigned("4", "none given"),
        Unsigned("5", "none given"),
    )


@pytest.mark.rule("J9")
@pytest.mark.rule("R2")
def test_a_late_report_is_warned_of_and_still_lodged() -> None:
    ends = datetime(2023, 2, 17, 23, tzinfo=UTC)
    assert not late(ends - timedelta(microseconds=1), ends)
    assert late(ends, ends)
    require(LODGING, lodging("12345", ends + timedelta(days=30)))


@pytest.mark.rule("J9")
def test_counted_back_from_17_february_2023() -> None:
    assert count_back(date(2023, 2, 17)) == CountedBack(
        decision=date(2023, 2, 10), call=date(2023, 2, 14), last=date(2023, 2, 17)
    )


@pytest.mark.rule("J9")
@pytest.mark.rule("R1")
def test_excepted_days_are_no_working_days_when_counting_back() -> None:
    def working(day: date) -> bool:
        return monday_to_friday(day) and day not in {date(2023, 2, 15), date(2023, 2, 13)}

    assert count_back(date(2023, 2, 17), working) == CountedBack(
        decision=date(2023, 2, 8), call=date(2023, 2, 10), last=date(2023, 2, 17)
    )
    # from a Sunday it is counted from the Friday before it
    assert count_back(date(2023, 2, 19)) == CountedBack(
        decision=date(2023, 2, 10), call=date(2023, 2, 14), last=date(2023, 2, 19)
    )


@pytest.mark.rule("J9")
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_counting_forward_again_leads_into_the_window(last: date) -> None:
    found = count_back(last)

    def between(first: date, then: date) -> int:
        days = (first + timedelta(days=n) for n in range(1, (then - first).days + 1))
        return sum(monday_to_friday(d) for d in days)

    assert between(found.call, last) == 3 and between(found.decision, found.call) == 2
    assert monday_to_friday(found.call) and monday_to_friday(found.decision)


@pytest.mark.rule("P53f-2")
@pytest.mark.rule("R16")
def test_before_the_designation_only_living_occupants_know_of_a_report() -> None:
    assert knows("1", FIVE)
    assert not knows("6", FIVE)
    assert not knows("1", FIVE - {"1"})
    assert not knows(None, FIVE)


@pytest.mark.rule("P53f-4")
@pytest.mark.rule("R14")
def test_the_committees_readers_open_it_after_designation_and_release() -> None:
    readers = frozenset({"r1"})
    assert released_to("r1", readers, designated=True, released=True)
    assert not released_to("r2", readers, designated=True, released=True)
    assert not released_to("r1", readers, designated=False, released=True)
    assert not released_to("r1", readers, designated=True, released=False)
    assert not released_to("r1", readers, designated=True, released=True, disputed=True)
    assert not released_to("r1", readers, designated=True, released=True, lapsed=True)
