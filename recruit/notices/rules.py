"""What becomes of a mail that did not arrive, decided by its sender (D7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from recruit.access.duties import Facts, Task
from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _, ngettext


class How(StrEnum):
    """What the sender decided about a mail that did not arrive."""

    AGAIN = "again"  # sent once more, to the address that then holds
    REACHED = "reached"  # told otherwise, or it did arrive
    NEEDLESS = "needless"  # nobody needs it any more


CLOSED: Final = (How.REACHED, How.NEEDLESS)


@dataclass(frozen=True, slots=True)
class Missed:
    """A mail as its sender finds it. open: failed or unknown, nothing decided yet. addressed:
    there is somebody to send it to. over: the link or code in it is good no more."""

    how: How
    open: bool
    addressed: bool
    over: bool = False


def _open(m: Missed) -> Answer:
    if m.open:
        return Holds()
    return Refused(_("It is on its way again, or somebody has decided already."))


def _addressed(m: Missed) -> Answer:
    if m.how is not How.AGAIN or m.addressed:
        return Holds()
    return Refused(_("There was no address when it was sent; write to the new one."))


def _good(m: Missed) -> Answer:
    if m.how is not How.AGAIN or not m.over:
        return Holds()
    return Refused(
        _(
            "The link in it is over. Whoever was invited gets a new one by 'Passphrase "
            "forgotten?' at the sign-in."
        )
    )


SETTLING: Final[tuple[Gate[Missed], ...]] = (
    Gate("D7", "table D7", _("It did not arrive, and nothing is decided"), _open),
    Gate("D7", "table D7", _("There is an address to send it to"), _addressed),
    Gate("D7", "table D7", _("What it carries is good still"), _good),
)


def how_words(how: How) -> str:
    """What was decided, in a few words."""
    return {
        How.AGAIN: _("Sent again"),
        How.REACHED: _("Reached otherwise"),
        How.NEEDLESS: _("Not needed any more"),
    }[how]


def task(row: Any, _facts: Facts) -> Task | None:
    """The task of this row now. row: an access.tasks.TaskRow; n: how many did not arrive."""
    return Task(
        title=ngettext(
            "A mail of yours did not arrive", "%(n)s mails of yours did not arrive", row.n
        ),
        text=_("Send it again once the address is right, or reach them otherwise and say so."),
        para="table D7",
        endpoint="web.undelivered",
        button=_("See which"),
        weight=6,
    )
