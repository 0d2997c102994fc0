"""What a thread has opened: keys, and what was made of what they open, forgotten together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 64
"""How many values made of opened ones a thread keeps; the oldest goes first."""
LISTS = 16
"""How many lists of keys it keeps."""


class Opened(threading.local):
    """Opened keys by id, and values made of what they open, for as long as nobody wrote to the
    key store (version: the store's, at which they were opened)."""

    version: tuple[int, int, int] | None = None

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self._together: dict[tuple[str, ...], list[bytes]] = {}
        self._made: dict[tuple[Hashable, ...], Any] = {}

    def forget(self) -> None:
        """Forget all of it."""
        self.keys.clear()
        self._together.clear()
        self.anew()

    def anew(self) -> None:
        """Forget what was made of opened values, and no key."""
        self._made.clear()

    def each(
        self, key_ids: tuple[str, ...], find: Callable[[tuple[str, ...]], dict[str, bytes]]
    ) -> list[bytes]:
        """Those of these keys that there are, in order; found once where all are there."""
        known = self._together.get(key_ids)
        if known is None:
            found = find(key_ids)
            known = [found[key_id] for key_id in key_ids if key_id in found]
            if len(known) == len(key_ids):  # one that is missing may be made at any time
                if len(self._together) >= LISTS:
                    self._together.clear()
                self._together[key_ids] = known
        return known

    def made(self, make: Callable[..., T], given: tuple[Hashable, ...]) -> T:
        """What make gives for these values, made once."""
        known: T | None = self.noted((make, *given))
        if known is None:
            known = make(*given)
            self.note((make, *given), known)
        return known

    def noted(self, of: tuple[Hashable, ...]) -> Any:
        """What was noted of these; None for nothing."""
        return self._made.get(of)

    def note(self, of: tuple[Hashable, ...], value: Any) -> None:
        """Note a value of these."""
        if len(self._made) >= MOST:
            self._made.pop(next(iter(self._made)))
        self._made[of] = value
