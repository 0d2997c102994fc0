"""A pytest plugin: in which order the workers of a run are given the tests.

With ``--dist worksteal`` each worker is given a stretch of the collection, and whoever is
done takes from the end of another's. A long test at the end leaves all the others idle, and
so does a world (tests.worlds) that everybody waits for while one makes it. Therefore each
stretch begins with its share of the long tests; the first goes on with what needs worlds,
and so makes them, while the others begin with what needs none.
"""

from __future__ import annotations

import os

import pytest

LONG = {
    "tests/browser/test_demo.py::test_every_page_of_everybody": 60,
    "tests/access/test_worlds.py::": 30,
    "tests/access/test_walk.py::test_every_address_is": 22,
    "tests/access/test_capacities.py::test_a_right_of_one": 21,
    "tests/access/test_capacities.py::test_each_document": 20,
    "tests/access/test_search_worlds.py::": 12,
    "tests/access/test_interleavings.py::": 9,
    "tests/flows/test_whole.py::": 20,
    "tests/flows/test_closed_and_ended.py::test_a_delegation": 14,
    "tests/browser/": 8,
    "tests/flows/test_archive.py::test_of_a_whole_recruitment": 8,
    "tests/faults/test_deadline.py::": 7,
    "tests/flows/test_archive.py::test_each_readers_archive": 6,
    "tests/faults/test_rehearsal.py::": 6,
}
"""About how many seconds a test takes whose id begins so, the longest first."""


def seconds(node_id: str) -> int:
    """About how long a test takes by ``LONG``; 0 for a short one."""
    return next((LONG[start] for start in LONG if node_id.startswith(start)), 0)


def stretches(total: int, workers: int) -> list[int]:
    """How many tests each worker is given at the beginning."""
    sizes: list[int] = []
    for left in range(workers, 0, -1):
        sizes.append((total - sum(sizes)) // left)
    return sizes


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests into the order that is best for as many workers as there are."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    long = sorted((i for i in items if seconds(i.nodeid)), key=lambda i: -seconds(i.nodeid))
    short = [i for i in items if not seconds(i.nodeid)]
    worlds = [i for i in short if "a_procedure" in getattr(i, "fixturenames", ())]
    beside = [i for i in short if "a_procedure" not in getattr(i, "fixturenames", ())]
    found: list[pytest.Item] = []
    for number, size in enumerate(stretches(len(items), workers)):
        # the last worker has the longest: the first begins with a world
        stretch = long[workers - 1 - number :: workers]
        for waiting in (worlds, beside) if number == 0 else (beside, worlds):
            room = max(0, size - len(stretch))
            stretch += waiting[:room]
            del waiting[:room]
        found += stretch
    items[:] = found
