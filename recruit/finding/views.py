"""Pages of finding: the question with what was found, and what could not be read.

A question may hold a name, so it stands in no address, log or history: it is sealed for
its asker, and the address carries the sealed form.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from recruit.access.actions import Action
from recruit.access.guard import read, requires
from recruit.access.rules import Capacity
from recruit.applications.rules import kind_words
from recruit.core import keys, sealing, vault
from recruit.core.pages import page, submit
from recruit.core.words import _
from recruit.documents import door, recognition
from recruit.finding import (
    forms,
    hints,
    indexing,
    institutions,
    match_views,
    operations,
    people,
    shelving,
    unread,
)
from recruit.finding.models import PartKind
from recruit.finding.places import Place
from recruit.finding.queries import Found, Hit
from recruit.finding.rules.asking import Asked, parse
from recruit.panel import hints as panel_hints
from recruit.prescreening.queries import candidates

room = Blueprint("finding", __name__, url_prefix="/p/<procedure>/<capacity>/find")
blueprints = [room, match_views.own_pages]
match_views.add(room)
_ANY = "any-id"


def join(app: Flask) -> None:
    """Give the worker this room's work, and whoever declares its hints (W5); compare
    applicants with the holders of accounts (C12)."""
    match_views.join(app)
    panel_hints.offer(hints.in_papers, *hints.AHEAD)
    panel_hints.offer(institutions.in_papers, *institutions.AHEAD)
    jobs = app.extensions.setdefault("file jobs", [])
    jobs.append(("index", timedelta(0).total_seconds(), indexing.index_due))
    jobs.append(("compare people", timedelta(0).total_seconds(), people.compare_due))
    jobs.append(("purge index", timedelta(minutes=1).total_seconds(), shelving.purge))


# --- the question in an address ----------------------------------------------------


def _address(words: str, after: Place | None = None) -> str:
    """The question, sealed for this person, as an address may carry it."""
    sealed = vault.seal(
        keys.procedure_key(g.procedure.id),
        {"words": words, "after": list(after) if after else None},
        "finding_question",
        g.reader.person_id,
    )
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _question() -> tuple[str, Place | None]:
    """What the address asks. Raises NotFound for what this person did not ask here."""
    sent = request.args.get("asked", "")
    if not sent:
        return "", None
    try:
        said = vault.unseal(
            keys.procedure_key(g.procedure.id),
            base64.urlsafe_b64decode(sent + "=" * (-len(sent) % 4)),
            "finding_question",
            g.reader.person_id,
        )
    except (binascii.Error, ValueError, sealing.Broken):
        raise NotFound from None
    after = said["after"]
    return str(said["words"]), (str(after[0]), int(after[1])) if after else None


# --- pages --------------------------------------------------------------------------


def _standing() -> tuple[candidates.Standing | None, str]:
    """Where a member stands, and the list that counts; None for everybody else."""
    if g.reader.capacity is not Capacity.MEMBER:
        return None, ""
    circulation = candidates.circulation_of(g.milestones)
    if circulation is None:
        raise NotFound
    return candidates.standing(read(), g.reader, circulation.object_id), circulation.object_id


def _closed(standing: candidates.Standing | None) -> bool:
    return standing is not None and (not standing.open or standing.undeclared)


@room.get("/")
@requires(Action.TEXT_SEARCH)
def search() -> Response:
    """The question, and what was found of it."""
    words, after = _question()
    standing, circulation_id = _standing()
    closed = _closed(standing)
    asked = parse(words) if words else Asked()
    found: Found | None = None
    if words and not asked.problem and not closed:
        found = operations.search(
            read(), g.reader, asked, circulation_id=circulation_id, after=after
        )
    return _show(words, asked.problem, found, standing, first=after is None)


def _show(
    words: str,
    problem: str,
    found: Found | None,
    standing: candidates.Standing | None,
    *,
    first: bool = True,
    form: forms.AskForm | None = None,
) -> Response:
    closed = _closed(standing)
    return page(
        "finding/search.html",
        form=form or forms.AskForm(data={"words": words}),
        words=words,
        problem=problem,
        standing=standing,
        closed=closed,
        found=found,
        groups=_groups(found.hits) if found else [],
        most_counted=unread.MOST_COUNTED,
        unread=0 if closed else unread.count(read(), g.reader),
        next_url=url_for(".search", asked=_address(words, found.after))
        if found and found.after
        else "",
        previous_url="" if first else url_for(".search", asked=_address(words)),
        member=g.reader.capacity is Capacity.MEMBER,
    )


@room.post("/")
@requires(Action.TEXT_SEARCH)
def ask() -> Response:
    """Seal the question into an address and go there."""
    form = forms.AskForm(request.form)
    words = " ".join((form.words.data or "").split())
    return submit(
        form,
        do=lambda _key: words,
        then=url_for(".search", asked=_address(words)) if words else url_for(".search"),
        again=lambda: _show("", "", None, _standing()[0], form=form),
    )


_Line = tuple[str, str, str, Hit]
"""A text as a page shows it: title, kind, where it opens ('' where it does not), the text."""


def _groups(hits: Sequence[Hit]) -> list[tuple[str, str, str, list[_Line]]]:
    """The texts by candidate: reference, name and address of each, and the texts."""
    candidate_url = _candidate_address()
    url = _addresses(candidate_url)
    found = []
    for candidate_id, of_one in groupby(hits, key=lambda hit: hit.candidate_id):
        each = _once(list(of_one))
        lines = [
            (_title(hit), kind_words(hit.document_kind) if hit.document_kind else "", url(hit), hit)
            for hit in each
        ]
        found.append((each[0].reference, each[0].name, candidate_url(candidate_id), lines))
    return found


def _once(hits: list[Hit]) -> list[Hit]:
    """Without a vote whose words shown are those of the settled answers, or of another vote."""
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda h: h.kind is PartKind.VOTE):
        said = [h.excerpts for h in found if h.kind in (PartKind.VOTE, PartKind.OUTCOME)]
        if hit.kind is not PartKind.VOTE or hit.mine or hit.excerpts not in said:
            found.append(hit)
    return found


def _address_of(endpoint: str, name: str) -> Callable[[str], str]:
    """The address of this page for each id: built once, since a page has many of them."""
    before, after = url_for(endpoint, **dict[str, Any]({name: _ANY})).split(_ANY)
    return lambda id_: f"{before}{id_}{after}"


def _candidate_address() -> Callable[[str], str]:
    member = g.reader.capacity is Capacity.MEMBER
    return _address_of("prescreening.candidate" if member else "applications.show", "candidate_id")


def _title(hit: Hit) -> str:
    if hit.kind is PartKind.DOCUMENT:
        return hit.title
    if hit.kind is PartKind.NAME:
        return _("The name")
    if hit.kind is PartKind.VOTE:
        return _("Your screening") if hit.mine else _("Screening")
    return _("The settled answers of the screening")


def _addresses(candidate: Callable[[str], str]) -> Callable[[Hit], str]:
    """Where each text opens, '' for one that is told and opens nowhere. candidate: where a
    candidate does."""
    document = _address_of("documents.text", "document_id")

    def url(hit: Hit) -> str:
        if hit.kind is PartKind.DOCUMENT:
            return document(hit.object_id)
        if hit.kind in (PartKind.VOTE, PartKind.OUTCOME):
            return url_for("prescreening.screen", candidate_id=hit.candidate_id) if hit.mine else ""
        return candidate(hit.candidate_id)

    return url


@room.get("/unread", endpoint="unread")
@requires(Action.TEXT_SEARCH)
def unreadable() -> Response:
    """The documents in the reader's scope whose words can't be found, and why."""
    standing, _circulation = _standing()
    closed = _closed(standing)
    reference, _comma, document_id = request.args.get("after", "").partition(",")
    found, more = (
        ([], False) if closed else unread.listed(read(), g.reader, (reference, document_id))
    )
    return page(
        "finding/unread.html",
        found=found,
        closed=closed,
        state_words=_state_words,
        has_image=door.has_images,
        machine=recognition.machine() is not None,
        candidate_url=_candidate_address(),
        next_url=url_for(".unread", after=f"{found[-1].reference},{found[-1].document_id}")
        if more
        else "",
        previous_url=url_for(".unread") if reference else "",
    )


def _state_words(state: str) -> str:
    """Why the words of a document can't be found."""
    return {
        "scanner": _("waits for the scanner for malware; nobody can read it yet"),
        "waiting": _("waits to be read, a minute or two"),
        "scan": _("a scan: an image without words"),
        "again": _("a scan: the machine could not read it yet, and tries again"),
        "failed": _("a scan: the machine tried several times and could not read it"),
        "partly": _("a scan: the machine read some of its pages only"),
        "unreadable": _("could not be read"),
    }[state]
