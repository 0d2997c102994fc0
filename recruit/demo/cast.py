"""The cast of the demonstration: who plays, and how they choose; deterministic.

Acts of the rooms (recruit.demo.acts) are called with it: they perform one task of one
person through the operations, with varied invented answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from recruit.core import db

T = TypeVar("T")


@dataclass(slots=True)
class Cast:
    """What the acts may look up.

    applications: reference in the procedure -> the invented application behind it.
    how_many: how many of the forty are filed. memory: what one act leaves for another
    (codes that were shown once, tokens of invitations).
    """

    procedure_id: str
    procedure_name: str
    seed: str = "ccm-10msp"
    how_many: int = 40
    applications: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)

    def number(self, *parts: object) -> int:
        """A number drawn from the seed and the parts; the same each time."""
        text = "|".join([self.seed, *(str(p) for p in parts)])
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def choose(self, options: Sequence[T], *parts: object) -> T:
        """One of the options, always the same for the same parts."""
        return options[self.number(*parts) % len(options)]

    def application(self, reference: str) -> Any:
        """The invented application filed under this reference."""
        return self.applications[reference]

    def connection(self) -> AbstractContextManager[Connection]:
        """A connection that reads: ``with cast.connection() as connection``."""
        return db.reading()
