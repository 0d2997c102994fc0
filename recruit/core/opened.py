"""The keys that a thread has opened, as long as nobody wrote to the key store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

TOGETHER = 16
"""Groups of keys that a thread remembers together."""


class Opened(threading.local):
    """Keys by id, and in groups; version: what the store was at when they were opened."""

    version: tuple[int, int, int] | None = None

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self._together: dict[tuple[str, ...], list[bytes]] = {}

    def clear(self) -> None:
        """Forget all of them."""
        self.keys.clear()
        self._together.clear()

    def each(
        self, key_ids: tuple[str, ...], look_up: Callable[[tuple[str, ...]], Mapping[str, bytes]]
    ) -> Sequence[bytes]:
        """Those of these keys that there are, in order; looked up once where all are there."""
        known = self._together.get(key_ids)
        if known is None:
            found = look_up(key_ids)
            known = [found[key_id] for key_id in key_ids if key_id in found]
            if len(known) == len(key_ids):  # one that is missing may be made at any time
                if len(self._together) >= TOGETHER:
                    self._together.clear()
                self._together[key_ids] = known
        return known
