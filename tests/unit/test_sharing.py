"""How the tests of a run are shared out among its workers (tests.sharing)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests import sharing


@dataclass(frozen=True)
class Item:
    nodeid: str
    fixturenames: tuple[str, ...] = ()


def _items() -> list[Any]:
    found = [Item(f"tests/unit/test_one.py::test_{n}") for n in range(20)]
    found += [Item(f"tests/flows/test_two.py::test_{n}", ("a_procedure",)) for n in range(20)]
    start = next(iter(sharing.LONG))
    return [*found, *(Item(f"{start}[{n}]") for n in range(3))]


@pytest.mark.parametrize("workers", [2, 3, 5])
def test_every_test_is_given_out_once_and_each_worker_begins_with_a_long_one(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", str(workers))
    before, items = _items(), _items()
    sharing.pytest_collection_modifyitems(items)
    assert sorted(i.nodeid for i in items) == sorted(i.nodeid for i in before)
    sizes = sharing.stretches(len(items), workers)
    assert sum(sizes) == len(items) and max(sizes) - min(sizes) <= 1
    begins = [items[sum(sizes[:n])] for n in range(workers)]
    assert sum(sharing.seconds(i.nodeid) > 0 for i in begins) == min(workers, 3)


def test_the_first_worker_makes_worlds_and_the_others_begin_with_what_needs_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "2")
    items = _items()
    sharing.pytest_collection_modifyitems(items)
    size = sharing.stretches(len(items), 2)[0]
    first = [i for i in items[:size] if not sharing.seconds(i.nodeid)]
    second = [i for i in items[size:] if not sharing.seconds(i.nodeid)]
    assert all(i.fixturenames for i in first[:15]) and not any(i.fixturenames for i in second[:15])


def test_without_workers_the_order_is_that_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER_COUNT", raising=False)
    items = _items()
    sharing.pytest_collection_modifyitems(items)
    assert items == _items()
