"""The pages of what a candidate may ask for, and what the worker does for it."""

from __future__ import annotations

from typing import Any

from recruit.documents import tending
from recruit.rights import kinds
from recruit.rights.operations import making, parcels
from recruit.rights.queries import parcels as queries
from recruit.rights.views import feedback, link, own_files

blueprints = [own_files.room, feedback.room, link.room]


def join(app: Any) -> None:
    """Register this room's notices, and what the worker does: making own files, closing links."""
    kinds.register()
    tending.register_keys("parcel/", queries.known_keys)
    tending.register_files(queries.known_files)
    jobs = app.extensions.setdefault("jobs", [])
    jobs.append(("own files", 0.0, making.make_due))
    jobs.append(("own files that are over", 60.0, parcels.over))
