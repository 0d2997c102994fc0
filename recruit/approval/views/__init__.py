"""The pages of the approval, and what this room tells."""

from __future__ import annotations

from typing import Any

from recruit.approval import telling


def join(app: Any) -> None:
    """Register this room's notices."""
    telling.register()
