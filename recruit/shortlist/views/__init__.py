"""Pages of the shortlist, and what this room tells the others' doors."""

from __future__ import annotations

from flask import Flask

from recruit.shortlist import kinds
from recruit.shortlist.views import acts, chair, page, papers
from recruit.shortlist.views.ballot import room

blueprints = [room]
PAGES = (acts, chair, page, papers)


def join(app: Flask) -> None:
    """Give the words of this room's notices."""
    kinds.register()
