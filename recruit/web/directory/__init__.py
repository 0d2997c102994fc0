"""The pages that menus may name: what each is called, whose action it is, and when it is told.

In the order of the procedure; each belongs to the room it opens.
"""

from __future__ import annotations

from recruit.web.directory import approving, everybody, judging, panel, receiving
from recruit.web.listed import Page

PAGES: tuple[Page, ...] = (
    *receiving.PAGES,
    *panel.PAGES,
    *judging.PAGES,
    *approving.PAGES,
    *everybody.PAGES,
)
