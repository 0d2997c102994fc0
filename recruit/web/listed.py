"""What the directory says of one page."""

from __future__ import annotations

from dataclasses import dataclass

from recruit.access.actions import Action
from recruit.web.rules.phases import ALWAYS, Phase


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a room. when: the phases in whose menu it stands; () on 'All pages' alone.

    told: where not empty, the page is named in these phases only, since its name alone
    would say that the phase was reached.
    """

    text: str
    about: str
    endpoint: str
    action: Action
    when: tuple[Phase, ...] = ALWAYS
    told: tuple[Phase, ...] = ()
