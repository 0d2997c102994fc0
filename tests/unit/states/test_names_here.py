"""What a State is called to the reader: the registry's spelling in English alone."""

from __future__ import annotations

import pytest

from recruit.core import languages, words
from recruit.states import names
from recruit.states.operations import shipped


def test_english_keeps_the_registrys_spelling() -> None:
    known = [("GBR", "United Kingdom of Great Britain and Northern Ireland"), ("AUT", "Austria")]
    with words.in_english():
        spelt = names.here("Bolivia (Plurinational State of)")
        offered = names.choices(known)
    assert spelt == "Bolivia (Plurinational State of)" and offered == known


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fr", "État de Palestine"), ("es", "Estado de Palestina"), ("ar", "دولة فلسطين")],
)
def test_a_state_is_called_as_the_reader_calls_it(lang: str, said: str) -> None:
    with languages.speaking(lang):
        assert names.here("State of Palestine") == said
        # what was added to the registry by hand keeps its spelling
        assert names.here("Ruritania") == "Ruritania"
        with words.in_english():
            assert names.here("State of Palestine") == "State of Palestine"


def test_every_state_of_the_registry_has_its_name_in_each_language() -> None:
    for state_id, spelling in shipped().items():
        found = {one.lang: one.name for one in names.called(state_id)}
        assert set(found) == set(languages.NAMES), spelling
        assert found["en"] == spelling


def test_states_to_choose_from_stand_in_the_readers_order() -> None:
    known = [("AUT", "Austria"), ("DEU", "Germany"), ("ECU", "Ecuador"), ("CHE", "Switzerland")]
    with languages.speaking("fr"):
        found = names.choices(known)
    assert found == [
        ("DEU", "Allemagne"),
        ("AUT", "Autriche"),
        ("ECU", "Équateur"),
        ("CHE", "Suisse"),
    ]
