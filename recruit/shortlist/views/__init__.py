"""Pages of the shortlist, and what this room tells the others' doors."""

from __future__ import annotations

from flask import Flask

from recruit.panel.queries import locks
from recruit.panel.rules.serving import Duty
from recruit.shortlist import kinds
from recruit.shortlist.queries import missing
from recruit.shortlist.views import acts, chair, page, papers, versions
from recruit.shortlist.views.ballot import room

blueprints = [room]
PAGES = (acts, chair, page, papers, versions)


def join(app: Flask) -> None:
    """Give the words of this room's notices, and say who has locked a ballot."""
    kinds.register()
    locks.register(Duty.BALLOT, missing.look)
