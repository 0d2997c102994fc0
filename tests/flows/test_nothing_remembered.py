"""What a process keeps to be quicker holds no word of a candidate once that is over (D3)."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from recruit.core import clock, keys
from recruit.rights.rules import names
from tests.flows.test_applications import file
from tests.worlds import World

CANARY = "quillfeather"
_PLAIN = (dict, list, tuple, set, frozenset, bytes, str)


def _held(root: object) -> Iterator[str]:
    """Every text that hangs on a remembered value."""
    seen, left = set(), list(gc.get_referents(root))
    while left:
        one = left.pop()
        if id(one) in seen or len(seen) > 200_000:
            continue
        seen.add(id(one))
        if isinstance(one, (str, bytes)):
            yield repr(one)
        elif isinstance(one, _PLAIN) or hasattr(type(one), "__dataclass_fields__"):
            left += gc.get_referents(one)


def _remembering(word: str) -> list[str]:
    """The functions that remember what was asked of them, where the word is among it."""
    kept: type = functools._lru_cache_wrapper
    every: list[Any] = [one for one in gc.get_objects() if isinstance(one, kept)]
    return [
        f"{one.__module__}.{one.__qualname__}"
        for one in every
        if any(word in said.lower() for said in _held(one))
    ]


@pytest.mark.rule("D3")
def test_a_name_is_looked_for_in_the_memory_of_a_process_after_its_erasure(
    a_procedure: Callable[..., World],
) -> None:
    world = a_procedure(at="prescreening")
    filed = file(world, name="Amara Quillfeather", mail="amara.quillfeather@x.example")
    other = names.Other("Amara Quillfeather", names.Who.APPLICANT)
    assert "[…]" in names.covered("Quillfeather was heard.", "Ada Example", [other])

    @functools.lru_cache
    def remembers(said: str) -> str:
        return said.title()

    remembers(CANARY)  # so that the search is known to find what is remembered
    keys.ring().erase(keys.file_key(filed.candidate_id, world.cast.procedure_id), clock.now())
    assert [one.rpartition(".")[2] for one in _remembering(CANARY)] == ["remembers"]
