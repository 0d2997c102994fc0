"""The kinds of notices: for each its words, its page, and the right it presumes.

A room registers its kinds once, when the application is wired (from its own module, by
``register``). A subject gets no argument, so it can hold no personal data; a line gets
the object's id alone and says that something happened, never its content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import signature
from typing import Any

from sqlalchemy.engine import Connection

from recruit.access.actions import Action
from recruit.core.words import _
from recruit.notices.mail import Calendar


@dataclass(frozen=True, slots=True)
class Sending:
    """One mail at the moment it is sent: about what, to whom, when (aware time)."""

    procedure_id: str
    object_id: str
    recipient: str
    address: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Composed:
    """What a mail says, made from the present state. Empty words: those of the kind, or of
    the letter that it goes with."""

    calendar: Calendar | None = None
    subject: str = ""
    paragraphs: Sequence[str] = ()


Compose = Callable[[Connection, Sending], Composed | None]

Still = Callable[[Connection, str, datetime], bool]
Says = Callable[[Connection, str, str], Sequence[str]]
"""From the recipient's id and the broadcast's."""

Words = Callable[[Mapping[str, Any]], Sequence[str]]
"""From the sealed body of a letter that holds its facts alone."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The words of one kind of notice.

    subject: the mail's subject. line: the line inside the application, from the object's
    id. endpoint: the page that the link opens ('' for home); values: its further values,
    from the object's id. action: what a recipient must be allowed at the moment of
    sending, in a living capacity. whatever_right: it reaches persons who hold no capacity
    in the procedure (an invitation; that a capacity ended). in_app: a line is written too.
    tongues: the subject in further languages for the mail: language, direction, words.
    compose: makes the mail's content when it is sent; its None drops a mail that was
    overtaken. It may be asked again for a mail that did not leave, so it only reads.
    still: asked when it is sent whether it is due still, with the object's id and the time;
    a reminder whose condition passed goes to nobody (W12). at_once: never kept for a daily
    digest. says: the mail's own words for one recipient, asked when it is sent; none, no mail.
    lasts: for so long after it was told what it carries is good; later no mail goes. words: of a
    letter whose body holds no paragraphs, made when it is sent, in its reader's language.
    """

    name: str
    subject: Callable[[], str]
    line: Callable[[str], str]
    endpoint: str
    values: Callable[[str], Mapping[str, str]]
    action: Action | None
    whatever_right: bool
    in_app: bool = True
    tongues: Sequence[tuple[str, str, str]] = ()
    compose: Compose | None = None
    still: Still | None = None
    at_once: bool = False
    says: Says | None = None
    lasts: timedelta | None = None
    words: Words | None = None

    def is_over(self, told_at: datetime, now: datetime) -> bool:
        """Whether what was told then (aware time) carries nothing that is good still."""
        return self.lasts is not None and now >= told_at + self.lasts


_kinds: dict[str, Kind] = {}
_build: list[Callable[[str, Mapping[str, str], str, str], str]] = []


def register(
    kind: str,
    *,
    subject: Callable[[], str] | str,
    line: Callable[[str], str] | Callable[[], str] | str = "",
    endpoint: str = "",
    values: Callable[[str], Mapping[str, str]] | None = None,
    action: Action | None = None,
    whatever_right: bool = False,
    in_app: bool = True,
    tongues: Sequence[tuple[str, str, str]] = (),
    compose: Compose | None = None,
    still: Still | None = None,
    at_once: bool = False,
    says: Says | None = None,
    lasts: timedelta | None = None,
    words: Words | None = None,
) -> None:
    """Give the words of a kind; a second call with the same name takes the first's place.

    Words are given as functions (``lambda: _("...")``), so that they are looked up in the
    language of whoever reads; a plain text is looked up as it stands. Without a line the
    subject is said.
    """
    said = subject
    about = line or subject
    by_object = not isinstance(about, str) and bool(signature(about).parameters)

    def in_mail() -> str:
        return _(said) if isinstance(said, str) else said()

    def in_list(object_id: str) -> str:
        if isinstance(about, str):
            return _(about)
        return about(object_id) if by_object else about()  # type: ignore[call-arg]

    _kinds[kind] = Kind(
        kind,
        in_mail,
        in_list,
        endpoint,
        values or _nothing_more,
        action,
        whatever_right,
        in_app,
        tongues,
        compose,
        still,
        at_once,
        says,
        lasts,
        words,
    )


def _nothing_more(_object_id: str) -> Mapping[str, str]:
    return {}


def known() -> frozenset[str]:
    """The names of all registered kinds."""
    return frozenset(_kinds)


def of(kind: str) -> Kind:
    """The kind of this name; for an unknown one words that say nothing particular."""
    return _kinds.get(kind) or Kind(
        kind,
        lambda: _("There is something new for you"),
        lambda _object_id: _("There is something new for you"),
        "",
        _nothing_more,
        None,
        False,
    )


def paths(build: Callable[[str, Mapping[str, str], str, str], str] | None) -> None:
    """How a page's path is made: (endpoint, values, procedure's name, capacity) -> path.

    Given once, where the application is wired; None: every link opens home.
    """
    _build[:] = [build] if build else []


def path(kind: Kind, object_id: str, procedure_name: str, capacity: str) -> str:
    """The path of the page that a notice opens, home where there is none."""
    if not kind.endpoint or not _build:
        return "/"
    return _build[0](kind.endpoint, kind.values(object_id), procedure_name, capacity)
