"""A piece of a page that stands there many times: drawn once by its template, filled for each.

A template draws the piece with ``SLOT`` where something of its own stands for each; here the
slots are filled. Only what is markup already is taken, so nothing reaches a page unescaped:
``mark`` escapes words once for as many slots as they fill.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

SLOT = "\x00"
mark = escape
"""Words as markup; escaped once."""


class Pattern:
    """A drawn piece with its slots."""

    def __init__(self, drawn: str) -> None:
        """drawn: what a macro of a template gave, autoescaped, with ``SLOT`` in it."""
        self._pieces = drawn.split(SLOT)

    def filled(self, values: Sequence[Markup]) -> Markup:
        """The piece with these values in its slots, in order.

        Raises TypeError for a value that is no markup, ValueError for too many or too few.
        """
        if len(values) != len(self._pieces) - 1:
            raise ValueError(f"{len(values)} values for {len(self._pieces) - 1} slots")
        for value in values:
            if type(value) is not Markup:
                raise TypeError("a slot takes markup alone")
        parts = [""] * (2 * len(values) + 1)
        parts[::2] = self._pieces
        parts[1::2] = values
        return Markup("".join(parts))  # noqa: S704 - drawn by a template, filled with markup
