"""A capacity in the reader's language, with its seat or place where it has one."""

from __future__ import annotations

from recruit.access.rules import Capacity, label
from recruit.core.words import _, kept
from recruit.states import names


def named(capacity: Capacity) -> str:
    """The capacity: 'delegate'."""
    said = label(capacity)
    return _(said)


@kept
def in_words(capacity: Capacity, seat: int = 0) -> str:
    """The capacity with its seat: 'member of the selection panel, seat 4'."""
    if capacity is Capacity.MEMBER and seat:
        return _("member of the selection panel, seat %(seat)s", seat=seat)
    if capacity is Capacity.SURROGATE and seat:
        return _("surrogate member, place %(place)s in the order", place=seat)
    return named(capacity)


@kept
def acting_as(capacity: Capacity, seat: int = 0, state: str = "") -> str:
    """What stands at the head of a page: 'As member of the selection panel, seat 4'.

    state: the name of the State that a delegate speaks for.
    """
    if capacity is Capacity.DELEGATE and state:
        return _("As delegate of %(state)s", state=names.here(state))
    return _("As %(capacity)s", capacity=in_words(capacity, seat))
