"""Any two versions of a paper side by side; the newest beside the one before, unless told (R4)."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import requires
from recruit.core.pages import numbered, page
from recruit.shortlist.rules import versions as rules
from recruit.shortlist.views.ballot import room
from recruit.shortlist.views.papers import found_papers, kind_named, titles


@room.get("/papers/<kind>/compare")
@requires(Action.PROFILE_READ)
def compare_papers(kind: str) -> Response:
    """What was added, removed and changed between two versions, word by word."""
    which = kind_named(kind)
    papers = found_papers()[0]
    versions = sorted((p for p in papers.versions if p.kind == which), key=lambda p: p.number)
    if not versions:
        raise NotFound
    newer = numbered(versions, request.args.get("new", "")) or versions[-1]
    before = [p for p in versions if p.number < newer.number]
    older = numbered(versions, request.args.get("old", "")) or (before[-1] if before else newer)
    parts = rules.compare(which.value, older.content, newer.content, papers.names())
    return page(
        "shortlist/versions.html",
        kind=which,
        title=titles()[which],
        versions=versions,
        older=older,
        newer=newer,
        changed=[p for p in parts if p.how is not rules.How.SAME],
        same=[p for p in parts if p.how is rules.How.SAME],
    )
