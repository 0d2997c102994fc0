"""The pages of documents: reading them, and taking a copy along.

All go through the one door (``recruit.documents.door``); nothing is kept by a browser.
"""

from __future__ import annotations

from recruit.documents.views import reader, taking
from recruit.documents.views.room import bp

__all__ = ["blueprints", "bp", "reader", "taking"]
blueprints = (bp,)
