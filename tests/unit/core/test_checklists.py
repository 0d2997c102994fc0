"""A checklist is declared in English and said in the reader's language."""

from __future__ import annotations

from recruit.core import languages
from recruit.core.errors import Answer, Gate, Holds, examine
from recruit.core.words import _


def test_a_checklist_is_said_in_the_readers_language() -> None:
    gate: Gate[None] = Gate("C10", "reading C10", "All living occupants are present", _holds)
    with languages.speaking("fr"):
        [said] = examine([gate], None)
        assert said.question == _("All living occupants are present") != gate.question
    [said] = examine([gate], None)
    assert said.question == gate.question


def _holds(facts: None) -> Answer:
    return Holds()
