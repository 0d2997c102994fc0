"""Applications that may be one person's: proposed by the worker, decided, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from recruit.applications.models import Candidate, Likeness, Reversal, Tally
from recruit.applications.operations import changing, deciding
from recruit.core import clock, keys
from recruit.core.errors import Kind, Refusal
from recruit.finding import people
from tests.flows.finding_world import FOCAL, bar, rows
from tests.flows.test_finding import file


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: applications arrive; those there are compared."""
    world = a_procedure(at="composition")
    while people.compare_due(clock.now()):
        pass
    return world


def proposed(*filed: Any) -> dict[frozenset[str], str]:
    """The pairs among these applications with their grounds."""
    ids = {f.candidate_id for f in filed}
    return {
        frozenset({p.first_id, p.second_id}): p.grounds
        for p in rows(Likeness)
        if {p.first_id, p.second_id} <= ids
    }


def pair_of(one: Any, two: Any) -> Likeness:
    """The pair of these two."""
    both = {one.candidate_id, two.candidate_id}
    return next(p for p in rows(Likeness) if {p.first_id, p.second_id} == both)


@pytest.mark.rule("A11")
def test_one_person_under_two_spellings_and_addresses_is_proposed_with_the_reasons(
    receiving: Any,
) -> None:
    one = file(receiving, "Mohammed Al-Sahari", "quokka", phone="+41 79 555 01 02")
    two = file(receiving, "محمد السحاري", "bilby", mail="m.s@other.example", phone="079 555 01 02")
    other = file(receiving, "Mahmoud Al-Sahari", "numbat", phone="+41 78 444 09 08")
    assert proposed(one, two, other) == {}
    assert people.compare_due(clock.now()) == 3
    assert proposed(one, two, other) == {
        frozenset({one.candidate_id, two.candidate_id}): "spelling+phone"
    }
    page = receiving.client("focal_point")
    said = page.get(page.path(FOCAL, "applications/likenesses")).text
    assert "the same name in another spelling, the same telephone" in said
    assert people.compare_due(clock.now()) == 0 and len(proposed(one, two, other)) == 1
    assert all(c.merged_into is None for c in rows(Candidate) if c.id == two.candidate_id)


@pytest.mark.rule("A11")
def test_two_john_smiths_with_other_addresses_and_telephones_are_never_a_pair(
    receiving: Any,
) -> None:
    one = file(receiving, "John Smith", "quokka", mail="js@one.example", phone="+44 20 7946 0001")
    two = file(receiving, "John Smith", "bilby", mail="js@two.example", phone="+1 202 555 0143")
    assert two.likenesses == ()
    people.compare_due(clock.now())
    assert proposed(one, two) == {}
    # one of whom nothing else is known is still shown beside both
    three = file(receiving, "John Smith", "numbat", mail="js@three.example")
    assert set(three.likenesses) == {one.reference, two.reference}


@pytest.mark.rule("A11")
def test_a_pair_that_was_decided_stays_decided_whatever_is_found_later(receiving: Any) -> None:
    one = file(receiving, "Ixchel Quiroga", "quokka", mail="iq@one.example")
    two = file(receiving, "Ixchel Quiroga Valdelomar", "bilby", mail="iqv@two.example")
    people.compare_due(clock.now())
    focal = receiving.reader("focal_point", FOCAL)
    pair = pair_of(one, two)
    assert pair.grounds == "longer"
    deciding.decide_likeness(focal, likeness_id=pair.id, same=False, reason="Two cousins.")
    changing.correct(
        focal,
        candidate_id=two.candidate_id,
        values={"name": "Ixchel Quiroga"},
        version=1,
        received_at=clock.now(),
        evidence="A mail.",
    )
    assert people.compare_due(clock.now()) == 1
    assert proposed(one, two) == {frozenset({one.candidate_id, two.candidate_id}): "longer"}


@pytest.mark.rule("A11")
@pytest.mark.rule("R24")
def test_a_decision_is_taken_back_with_a_reason_and_stays_in_sight(receiving: Any) -> None:
    one = file(receiving, "Noor al-Sahari", "quokka", mail="n@one.example")
    two = file(receiving, "Nour Sahari", "bilby", mail="n@two.example")
    people.compare_due(clock.now())
    focal = receiving.reader("focal_point", FOCAL)
    pair = pair_of(one, two)
    early = _refused(lambda: deciding.reverse_likeness(focal, likeness_id=pair.id, reason="No."))
    assert early.rule == "A11"
    before = rows(Tally)[0].merged
    deciding.decide_likeness(focal, likeness_id=pair.id, same=True, reason="One CV.")
    merged = {c.id: c.merged_into for c in rows(Candidate)}
    left = next(f for f in (one, two) if merged[f.candidate_id] is not None)
    assert rows(Tally)[0].merged == before + 1
    browser = receiving.client("focal_point")
    path = browser.path(FOCAL, f"applications/likenesses/{pair.id}/reverse")
    bare = browser.post(path, {"reason": " "})
    assert bare.status_code == 422 and "Give the reason." in bare.text
    done = browser.post(path, {"reason": "The second wrote: it is my sister."})
    assert done.status_code == 303
    assert rows(Tally)[0].merged == before
    assert all(c.merged_into is None for c in rows(Candidate) if c.id == left.candidate_id)
    kept = rows(Reversal, likeness_id=pair.id)[0]
    assert kept.decision == "same" and b"One CV." not in kept.sealed
    page = browser.get(browser.path(FOCAL, "applications/likenesses")).text
    assert "One CV." in page and "it is my sister" in page
    # the pair is open again and can be decided anew
    deciding.decide_likeness(focal, likeness_id=pair.id, same=False, reason="Two sisters.")
    assert rows(Likeness, id=pair.id)[0].decision == "different"


@pytest.mark.rule("A7")
def test_who_is_in_conflict_with_one_of_the_two_takes_nothing_back(receiving: Any) -> None:
    one = file(receiving, "Noor al-Sahari", "quokka", mail="n@one.example")
    two = file(receiving, "Nour Sahari", "bilby", mail="n@two.example")
    people.compare_due(clock.now())
    focal = receiving.reader("focal_point", FOCAL)
    pair = pair_of(one, two)
    deciding.decide_likeness(focal, likeness_id=pair.id, same=False, reason="Two.")
    bar(focal, one.candidate_id)
    browser = receiving.client("focal_point")
    path = browser.path(FOCAL, f"applications/likenesses/{pair.id}/reverse")
    assert browser.post(path, {"reason": "I know them."}).status_code == 404
    assert rows(Likeness, id=pair.id)[0].decision == "different"


@pytest.mark.rule("D3")
def test_an_erased_application_is_compared_with_nobody(receiving: Any) -> None:
    one = file(receiving, "Noor al-Sahari", "quokka", mail="n@one.example")
    keys.ring().erase(keys.file_key(one.candidate_id, rows(Candidate)[0].procedure_id), clock.now())
    two = file(receiving, "Nour Sahari", "bilby", mail="n@two.example")
    assert people.compare_due(clock.now()) == 2 and proposed(one, two) == {}


def _refused(run: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        run()
    assert refused.value.kind is not Kind.UNKNOWN
    return refused.value
