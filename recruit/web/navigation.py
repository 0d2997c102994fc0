"""The menu of each capacity, drawn from the policy: what is not allowed is not there.

The menu has the few pages of the present phase and 'All pages'; the phase is that of the
milestones which the reader's capacity may learn of, so that a menu tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app, g, request, url_for

from recruit.access.policy import allows, needs_undertaking
from recruit.access.rules import Capacity, Reader
from recruit.core import words
from recruit.core.words import _
from recruit.procedure.rules.milestones import Column, Milestone
from recruit.web.directory import PAGES
from recruit.web.listed import Page
from recruit.web.rules.phases import Phase, phase

MOST = 6
"""The most pages in the menu between 'Home' and 'All pages'."""

_MOST_KEPT = 4096  # menus kept drawn in a process
_LAST = frozenset({"web.calendar", "web.record"})


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the menu, or of the page of all pages (then with what it is about)."""

    label: str
    url: str
    current: bool = False
    about: str = ""


def _open(capacity: Capacity, column: Column, now: Phase, undertaken: bool) -> list[Page]:
    found: dict[str, Page] = {}
    for p in PAGES:
        if (
            p.endpoint in current_app.view_functions
            and allows(p.action, capacity, column)
            and (not p.told or now in p.told)
            and (undertaken or not needs_undertaking(p.action, capacity))
        ):
            found.setdefault(p.endpoint, p)  # a page is named once, as its first line says
    return list(found.values())


def _url(page: Page, capacity: Capacity, procedure_name: str) -> str:
    if current_app.url_map.is_endpoint_expecting(page.endpoint, "capacity"):
        return url_for(page.endpoint, procedure=procedure_name, capacity=capacity.value)
    return url_for(page.endpoint, procedure=procedure_name)


def everything(
    capacity: Capacity,
    column: Column,
    milestones: Iterable[Milestone],
    procedure_name: str,
    *,
    undertaken: bool = True,
) -> list[MenuItem]:
    """All pages that this capacity has now. milestones: those it may learn of. undertaken: as
    Reader has it; before, only what is open without a signature is named (C3)."""
    now = phase(milestones)
    return _kept(
        (capacity, column, now, procedure_name, undertaken),
        lambda: [
            MenuItem(_(p.text), _url(p, capacity, procedure_name), about=_(p.about))
            for p in _open(capacity, column, now, undertaken)
        ],
    )


def _kept(what: tuple[object, ...], draw: Callable[[], list[MenuItem]]) -> list[MenuItem]:
    """The lines, drawn once for each capacity, state, phase, page and language."""
    drawn = current_app.extensions.setdefault("menus", {})
    key = (*what, request.script_root, words.spoken())
    if key not in drawn:
        if len(drawn) >= _MOST_KEPT:
            drawn.clear()
        drawn[key] = tuple(draw())
    return list(drawn[key])


def short(
    capacity: Capacity,
    column: Column,
    milestones: Iterable[Milestone],
    procedure_name: str,
    endpoint: str | None = None,
    *,
    undertaken: bool = True,
) -> list[MenuItem]:
    """The menu: home, the pages of the present phase, the calendar, and all pages."""
    now = phase(milestones)
    return _kept(
        (capacity, column, now, procedure_name, endpoint, undertaken),
        lambda: _short(capacity, column, now, procedure_name, endpoint, undertaken),
    )


def _short(
    capacity: Capacity,
    column: Column,
    now: Phase,
    procedure_name: str,
    endpoint: str | None,
    undertaken: bool,
) -> list[MenuItem]:
    pages = _open(capacity, column, now, undertaken)
    fitting = [p for p in pages if now in p.when and p.endpoint not in _LAST]
    last = [p for p in pages if p.endpoint in _LAST]
    drawn = [*fitting[: MOST - len(last)], *last]
    items = [MenuItem(_("Home"), "/", endpoint == "web.home")]
    items += [
        MenuItem(_(p.text), _url(p, capacity, procedure_name), p.endpoint == endpoint)
        for p in drawn
    ]
    if len(drawn) < len(pages):
        url = url_for("web.pages", procedure=procedure_name, capacity=capacity.value)
        elsewhere = endpoint == "web.pages" or endpoint in {
            p.endpoint for p in pages if p not in drawn
        }
        items.append(MenuItem(_("All pages"), url, elsewhere))
    return items


def menu(reader: Reader) -> list[MenuItem]:
    """The menu of the page being drawn, for its reader's capacity."""
    told = [m for m in g.milestones if m.audience in reader.audiences]
    return short(
        reader.capacity,
        reader.column,
        told,
        g.procedure.name,
        request.endpoint,
        undertaken=reader.undertaken,
    )


def name_of(endpoint: str) -> str:
    """What a page is called: its own line of the menu, or that of its room's first page."""
    own = next((p.text for p in PAGES if p.endpoint == endpoint), "")
    room = endpoint.split(".", 1)[0] + "."
    near = next((p.text for p in PAGES if p.endpoint.startswith(room)), _("This page"))
    return _(own or near)


def who_can_see_url() -> str:
    """The page that answers 'who can see this?' for the page being read (W10)."""
    if request.endpoint == "web.who":
        return ""
    return _who(request.endpoint or "", g.procedure.name, g.reader.capacity, request.script_root)


@lru_cache(maxsize=1024)
def _who(endpoint: str, _procedure: str, _capacity: Capacity, _root: str) -> str:
    return url_for("web.who", page=endpoint)
