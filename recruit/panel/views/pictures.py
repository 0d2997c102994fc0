"""The balance as a picture: for each side its dots, counts and warnings (C2, R28)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from recruit.core.words import _, ngettext
from recruit.panel.rules.balance import (
    LIMITS,
    About,
    Balance,
    Choice,
    Of,
    Person,
    balance,
)

GROUPS = ("African", "Asia-Pacific", "EEG", "GRULAC", "WEOG")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the picture."""

    label: str
    dots: list[str]
    number: int
    of: str
    nine: str
    warned: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Gender, regional group or status."""

    caption: str
    note: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Line:
    """What one choice would make of the balance, in words."""

    gender: str
    groups: str
    status: str
    nine: str
    nine_more: str
    holds: bool
    verdict: str
    warned: frozenset[str]


def group_name(group: str) -> str:
    """A regional group in words."""
    return {
        "African": _("African"),
        "Africa": _("African"),
        "Asia-Pacific": _("Asia-Pacific"),
        "EEG": _("Eastern European"),
        "GRULAC": _("Latin American and Caribbean"),
        "WEOG": _("Western European and Others"),
    }.get(group, group)


def gender_name(gender: str) -> str:
    """What a person gave as gender, in words."""
    return {"woman": _("woman"), "man": _("man")}.get(gender, _("gender not given"))


def status_name(affected: str) -> str:
    """A State's status in words."""
    return {"yes": _("affected"), "no": _("not affected")}.get(affected, _("status not known"))


def picture(
    five: Sequence[Person],
    surrogates: Sequence[Person],
    *,
    chosen: Person | None = None,
    to: Of = Of.FIVE,
) -> tuple[list[Part], Balance]:
    """The three parts of the picture, and the balance. chosen: drawn apart, in its circle."""
    seated = [*five, chosen] if chosen is not None and to is Of.FIVE else list(five)
    waiting = [*surrogates, chosen] if chosen is not None and to is Of.NINE else list(surrogates)
    found = balance(seated, [*seated, *waiting])
    about = {(w.of, w.about) for w in found.warnings}

    def row(label: str, on: Callable[[Person], bool], least: int, warned: bool) -> Row:
        of_five = sum(map(on, five))
        new = 1 if chosen is not None and on(chosen) else 0
        in_five = of_five + (new if to is Of.FIVE else 0)
        of_nine = in_five + sum(map(on, surrogates)) + (new if to is Of.NINE else 0)
        gap = max(0, least - in_five) if len(seated) == 5 else 0
        dots = ["seat"] * of_five + (["new"] * new if to is Of.FIVE else [])
        dots += ["gap"] * gap + ["sur"] * sum(map(on, surrogates))
        dots += ["new"] * new if to is Of.NINE else []
        return Row(label, dots, in_five, _("of five"), _("%(n)s of nine", n=of_nine), warned)

    least = LIMITS[Of.FIVE].least_of_each_gender
    full = len(seated) == 5
    women, men = found.five.women < least, found.five.men < least
    groups = dict(found.five.groups)
    most = LIMITS[Of.FIVE].most_of_one_group
    return [
        Part(
            _("Gender"),
            _("at least two of each among the five, three among the nine"),
            [
                row(_("Women"), lambda p: p.gender == "woman", least, full and women),
                row(_("Men"), lambda p: p.gender == "man", least, full and men),
            ],
        ),
        Part(
            _("Regional group"),
            _("at least three among the five, four among the nine"),
            [
                row(
                    group_name(group),
                    lambda p, group=group: p.group == group,  # type: ignore[misc]
                    0,
                    groups.get(group, 0) > most,
                )
                for group in GROUPS
            ],
        ),
        Part(
            _("Status"),
            _("at least one of each"),
            [
                row(
                    _("Affected"),
                    lambda p: p.affected is True,
                    1,
                    full and (Of.FIVE, About.STATUS) in about and not found.five.affected,
                ),
                row(
                    _("Not affected"),
                    lambda p: p.affected is False,
                    1,
                    full and (Of.FIVE, About.STATUS) in about and not found.five.non_affected,
                ),
            ],
        ),
    ], found


def _people(women: int, men: int, unknown: int) -> str:
    words = [
        ngettext("%(n)s woman", "%(n)s women", women),
        ngettext("%(n)s man", "%(n)s men", men),
    ]
    if unknown:
        words.append(_("%(n)s not given", n=unknown))
    return ", ".join(words)


def line(choice: Choice) -> Line:
    """One line of the table of choices."""
    five, nine = choice.balance.five, choice.balance.nine
    warned = frozenset(w.about.value for w in choice.arising if w.of is Of.FIVE)
    left = len(choice.balance.warnings)
    return Line(
        gender=_people(five.women, five.men, five.gender_unknown),
        groups=str(len(five.groups)),
        status=_("%(a)s affected, %(b)s not", a=five.affected, b=five.non_affected),
        nine=_people(nine.women, nine.men, nine.gender_unknown),
        nine_more=_(
            "%(g)s groups · %(a)s affected, %(b)s not",
            g=len(nine.groups),
            a=nine.affected,
            b=nine.non_affected,
        ),
        holds=left == 0,
        verdict=_("holds") if left == 0 else ngettext("%(n)s warning", "%(n)s warnings", left),
        warned=warned,
    )
