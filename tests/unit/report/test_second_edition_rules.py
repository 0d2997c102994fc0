"""The second edition: references in place of names not appointed, whatever the texts say (J9)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recruit.core.errors import Refusal, require
from recruit.report.rules import second_edition as rules

APPOINTED, OTHER, THIRD = "D22-407", "D22-601", "D22-602"


def content(text: str) -> dict[str, Any]:
    """A report in small: three candidates, one text."""
    return {
        "mandate": {"text": text, "number": 1, "kind": "report"},
        "panel": {"seats": [{"seat": 2, "name": "Alba Reserve", "state": "Chile"}]},
        "questions": {"questions": [{"main": "Will you tell of a setback?"}]},
        "shortlist": [
            {"reference": APPOINTED, "name": "Wren Halloran-Vale", "reason": text},
            {"reference": OTHER, "name": "Rada Reserve", "reason": text},
            {"reference": THIRD, "name": "Will Reserve", "reason": ""},
        ],
        "decision": {"reference": APPOINTED, "appointed": "Wren Halloran-Vale", "reason": text},
        "opinions": [{"seat": 2, "name": "Alba Reserve", "text": text}],
    }


@pytest.mark.rule("J9")
def test_names_not_appointed_give_way_to_references_and_the_rest_stays() -> None:
    said = "Rada  Reserve and rada reserve spoke; Rada's plan was bold. Wren Halloran-Vale led."
    made = rules.second_edition(content(said), APPOINTED)
    text = made.content["mandate"]["text"]
    assert text == f"{OTHER} and {OTHER} spoke; {OTHER}'s plan was bold. Wren Halloran-Vale led."
    assert made.content["decision"]["appointed"] == "Wren Halloran-Vale"
    assert [line["name"] for line in made.content["shortlist"]] == ["Wren Halloran-Vale", "", ""]
    # the panel stands by name, and so do the papers that were adopted before the interviews
    assert made.content["panel"] == content("")["panel"]
    assert made.content["opinions"][0]["name"] == "Alba Reserve"
    assert made.content["questions"] == content("")["questions"]
    assert made.replaced[OTHER] > made.replaced[THIRD] == 1


@pytest.mark.rule("J9")
def test_where_nobody_was_appointed_every_name_goes() -> None:
    made = rules.second_edition(content("Wren Halloran-Vale led."), "")
    assert made.content["decision"]["appointed"] == APPOINTED
    assert made.content["mandate"]["text"] == f"{APPOINTED} led."
    assert rules.left(made.content, rules.names(content(""), "")) == set()


@pytest.mark.rule("J9")
def test_a_shared_word_stands_for_both_and_a_word_of_the_appointed_stays() -> None:
    first = content("Reserve was clear.")
    assert rules.second_edition(first, APPOINTED).content["mandate"]["text"] == (
        f"{OTHER} / {THIRD} was clear."
    )
    more = {"Otto Halloran": "D22-603"}
    made = rules.second_edition(content("Halloran and Otto Halloran."), APPOINTED, more)
    assert made.content["mandate"]["text"] == "Halloran and D22-603."


@pytest.mark.rule("J9")
@pytest.mark.rule("D3")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Ms. Kim and KIM, but not the kimono.", "Ms. 1 and 1, but not the kimono."),
        ("Bela Nágy spoke; BÉLA stayed.", "2 2 spoke; 2 stayed."),
        ("Wu may be asked. May Wu be asked?", "3 may be asked. 3 be asked?"),
        ("It may be. May it be so? Dr May spoke.", "It may be. May it be so? Dr 3 spoke."),
        ("比王伟好", "比4好"),
        ("Ali's quality, by Ali.", "5's quality, by 5."),
    ],
)
def test_short_names_other_spellings_and_other_scripts_give_way_too(said: str, kept: str) -> None:
    others = {"Soo Kim": "1", "Béla Nagy": "2", "May Wu": "3", "王伟": "4", "Ali": "5"}
    made = rules.second_edition({"mandate": {"text": said}}, APPOINTED, others)
    assert made.content["mandate"]["text"] == kept
    assert rules.left(made.content, others) == set()


@pytest.mark.rule("J9")
def test_a_name_in_capitals_of_another_language_gives_way_to_its_reference() -> None:
    """No change of case makes İ an i: such a name was taken out and nothing put in its place."""
    others = {"Ali Demir": "1", "Işık": "2"}
    first = {"mandate": {"text": "ALİ DEMİR, Ali Demir and IŞIK."}}
    made = rules.second_edition(first, APPOINTED, others)
    assert made.content["mandate"]["text"] == "1, 1 and 2."
    assert made.replaced == {"1": 2, "2": 1}
    assert rules.left(first, {"Ali Demir": "1"}) == {"1"}


@pytest.mark.rule("J9")
def test_who_acted_or_sat_stands_by_name_though_a_candidate_has_the_same() -> None:
    """A member who is the candidate (C5) stood among the seats: no edition could be made."""
    first = content("Alba Reserve was heard.") | {
        "annex": {
            "lines": [
                {
                    "paragraph": "54(b)",
                    "done": [{"what": "List circulated", "by": "Rada Reserve, focal point"}],
                    "by": "",
                }
            ]
        }
    }
    more = {"Alba Reserve": "D22-603"}
    made = rules.second_edition(first, APPOINTED, more)
    assert made.content["annex"] == first["annex"]
    assert made.content["panel"] == first["panel"]
    assert made.content["mandate"]["text"] == "D22-603 was heard."
    others = more | {n: r for n, r in rules.names(first, APPOINTED).items() if r != APPOINTED}
    assert rules.left(made.content, others) == set()
    assert rules.left(first, others) == {OTHER, THIRD, "D22-603"}


_NAMES = st.sampled_from(["Rada Reserve", "RADA  reserve", "rada\nreserve", "Rada", "Will Reserve"])
_WORDS = st.sampled_from(["spoke", "and", "the", "plan.", "Wren Halloran-Vale", "(", ")", "—"])


@pytest.mark.rule("J9")
@pytest.mark.rule("D3")
@settings(max_examples=60, deadline=None)
@given(st.lists(_NAMES | _WORDS, max_size=12), st.sampled_from([APPOINTED, OTHER, ""]))
def test_no_full_name_of_anybody_not_appointed_is_left(words: list[str], appointed: str) -> None:
    first = content(" ".join(words))
    made = rules.second_edition(first, appointed)
    others = {n: r for n, r in rules.names(first, appointed).items() if r != appointed}
    assert rules.left(made.content, others) == set()
    assert rules.second_edition(made.content, appointed).content == made.content  # once is enough


@pytest.mark.rule("J9")
@pytest.mark.rule("R27")
def test_it_is_confirmed_once_by_another_person() -> None:
    require(rules.CONFIRMING, rules.Confirming(made=True, done=False, same=False))
    for wrong in (
        rules.Confirming(made=False, done=False, same=False),
        rules.Confirming(made=True, done=True, same=False),
        rules.Confirming(made=True, done=False, same=True),
    ):
        with pytest.raises(Refusal):
            require(rules.CONFIRMING, wrong)
