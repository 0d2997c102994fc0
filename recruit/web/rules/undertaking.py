"""The first thing in most capacities: the undertaking, before any access (C3)."""

from __future__ import annotations

from typing import Any

from recruit.access.duties import Facts, Task
from recruit.core.words import _


def task(row: Any, facts: Facts) -> Task | None:
    """Sign the undertaking; every row of this kind is due at once."""
    return Task(
        title=_("Sign the undertaking of confidentiality"),
        text=_("It stands before everything else: what this capacity has opens once it is signed."),
        para="reading C3",
        endpoint="accounts.undertaking",
        button=_("Read and sign"),
        weight=0,
    )
