"""The competency profile and leadership skills, from the Terms of Reference (para. 54(d), J3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from recruit.core.errors import Answer, Gate, Holds, Refused
from recruit.core.words import _

COMPETENCIES: Final = range(5, 9)
"""How many competencies a profile has: five to eight."""

INDICATORS: Final = range(1, 6)
"""How many indicators an entry has: one to five."""

WHOLE: Final = 100
"""What the weights, leadership's included, sum to."""

LEADERSHIP: Final = "leadership"
"""The key of the further scored entry that 54(d) names beside the competencies."""

CITED: Final = "para. 54(d), reading J3"

Pool = Mapping[str, tuple[str, ...]]
"""The competencies of Annex I, section IV, each with its indicators word for word."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A behaviour that is looked for. own: the panel's wording, not Annex I's."""

    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One scored entry: a competency of the pool by its key, or leadership.

    weight: whole points of a hundred. essential: below 3 the candidate is not recommendable.
    """

    key: str
    indicators: tuple[Indicator, ...]
    weight: int
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The competencies, and leadership skills as one further scored entry."""

    competencies: tuple[Entry, ...]
    leadership: Entry | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is scored, leadership last."""
        return self.competencies + ((self.leadership,) if self.leadership else ())

    @property
    def weights(self) -> dict[str, int]:
        """The weight of each entry, in points of a hundred."""
        return {e.key: e.weight for e in self.entries}

    @property
    def essentials(self) -> frozenset[str]:
        """The keys of the essential entries."""
        return frozenset(e.key for e in self.entries if e.essential)


@dataclass(frozen=True, slots=True)
class Draft:
    """A profile with the pool of the Terms of Reference under which it is made."""

    profile: Profile
    pool: Pool


def _number(f: Draft) -> Answer:
    n = len(f.profile.competencies)
    if n in COMPETENCIES:
        return Holds()
    return Refused(_("A profile has five to eight competencies; this one has %(n)s.", n=n))


def _from_pool(f: Draft) -> Answer:
    keys = [e.key for e in f.profile.competencies]
    if len(set(keys)) != len(keys):
        return Refused(_("A competency is taken twice."))
    if strangers := set(keys) - set(f.pool):
        names = ", ".join(sorted(strangers))
        return Refused(_("Not a competency of Annex I: %(names)s.", names=names))
    return Holds()


def _indicators(f: Draft) -> Answer:
    for e in f.profile.entries:
        texts = [i.text.strip() for i in e.indicators]
        if len(texts) not in INDICATORS or not all(texts) or len(set(texts)) != len(texts):
            return Refused(_("%(entry)s needs one to five different indicators.", entry=e.key))
    return Holds()


def _word_for_word(f: Draft) -> Answer:
    for e in f.profile.entries:
        # leadership is no heading of Annex I: it may quote any of its indicators
        quotable = (
            {t for texts in f.pool.values() for t in texts}
            if e.key == LEADERSHIP
            else set(f.pool.get(e.key, ()))
        )
        for i in e.indicators:
            if not i.own and i.text not in quotable:
                return Refused(
                    _(
                        "An indicator of %(entry)s is not Annex I's word for word;"
                        " mark it as the panel's own.",
                        entry=e.key,
                    )
                )
            if i.own and i.text in quotable:
                return Refused(
                    _("An indicator of %(entry)s marked as own is Annex I's.", entry=e.key)
                )
    return Holds()


def _leadership(f: Draft) -> Answer:
    if f.profile.leadership is not None and f.profile.leadership.key == LEADERSHIP:
        return Holds()
    return Refused(_("Leadership skills are missing as an entry of their own."))


def _weights(f: Draft) -> Answer:
    weights = [e.weight for e in f.profile.entries]
    if not all(isinstance(w, int) and not isinstance(w, bool) and w > 0 for w in weights):
        return Refused(_("Weights are whole numbers above zero."))
    if sum(weights) != WHOLE:
        return Refused(_("The weights sum to %(n)s instead of 100.", n=sum(weights)))
    return Holds()


PROFILE: list[Gate[Draft]] = [
    Gate("J3", CITED, _("Five to eight competencies"), _number),
    Gate("J3", CITED, _("Each competency is one of Annex I's"), _from_pool),
    Gate("J3", CITED, _("One to five indicators each"), _indicators),
    Gate("J3", CITED, _("Annex I's words, or marked as the panel's own"), _word_for_word),
    Gate("P54d", "para. 54(d)", _("Leadership skills are one further scored entry"), _leadership),
    Gate("J3", CITED, _("Whole weights that sum to 100"), _weights),
]
"""What a profile needs before it can be adopted."""
