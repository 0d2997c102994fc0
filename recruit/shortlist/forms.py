"""Forms of the shortlist: shape and limits of what is typed.

A ballot and the three papers have as many fields as there are candidates or entries;
they are read from the request's fields by name, whatever cannot be read left out or
named as an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    validators,
)
from wtforms.widgets import HiddenInput

from recruit.core.forms import DateField, Form, IntegerField, at_most, needed
from recruit.core.words import _, english
from recruit.panel.operations.meetings import ABSTAINED, NO, YES
from recruit.shortlist.rules.decision import Fewer
from recruit.shortlist.rules.grid import LEVELS
from recruit.shortlist.rules.profile import LEADERSHIP

REASON = 2000
LINES = 12
Fields = MultiDict[str, str]


class CriteriaForm(Form):
    """The criteria's last day, beside the lines that are read by name."""

    version = IntegerField(default=0, widget=HiddenInput())
    last_day = DateField(_("Last day for the ballots"), [validators.Optional()], format="%Y-%m-%d")


class CommentForm(Form):
    """A comment on a paper; the entries are those of the profile."""

    entry = SelectField(_("On"), choices=[])
    text = TextAreaField(_("Comment"), [needed(_("Write what you have to say.")), at_most(REASON)])


class AbsenceForm(Form):
    """A member recorded absent from the ballot."""

    grant = SelectField(_("Member without a ballot"), validate_choice=True)
    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(REASON)])


class DecisionForm(Form):
    """A decision of the panel: in which meeting, by consensus or by name."""

    meeting = SelectField(_("Decided at"), validate_choice=True)
    how = RadioField(
        _("How it was decided"),
        choices=[("consensus", _("by consensus")), ("vote", _("by a vote, by name"))],
        default="consensus",
    )


class ShortlistForm(DecisionForm):
    """The shortlist's own questions; each candidate's line is read by name."""

    fewer = SelectField(
        _("If fewer than five: why"),
        choices=[
            ("", "–"),
            (Fewer.SUITABLE.value, _("fewer are suitable")),
            (Fewer.WITHDRAWN.value, _("candidates withdrew")),
            (Fewer.TIED.value, _("the third ballot on a tie gave nobody")),
        ],
    )
    fewer_reason = TextAreaField(_("Reason for fewer than five"), [at_most(REASON)])
    tie_reason = TextAreaField(
        _("If the fifth place was tied: how it was decided"), [at_most(REASON)]
    )
    nobody_reason = TextAreaField(_("Reason why no application is suitable"), [at_most(REASON)])


class ReasonedForm(DecisionForm):
    """A decision that always needs a reason."""

    reason = TextAreaField(_("Reason"), [needed(_("Give the reason.")), at_most(REASON)])


class AdoptForm(DecisionForm):
    """The adoption of a paper: version as read, a reason from the second version on."""

    kind = HiddenField()
    version = IntegerField(default=0, widget=HiddenInput())
    reason = TextAreaField(_("Reason for a new version"), [at_most(REASON)])


class ConfirmForm(Form):
    """A member's confirmation of the drafted questions, as read."""

    version = IntegerField(default=0, widget=HiddenInput())


class CarryForm(ReasonedForm):
    """What of the former run is carried over, as the minutes have it."""

    shortlist = BooleanField(_("The shortlist with its substitutes and reasons"))
    papers = BooleanField(_("Profile, questions and grid, as they were in force"))


class FollowForm(ReasonedForm):
    """Who withdrew and who follows (J2)."""

    leaving = SelectField(_("Who withdrew"))
    following = SelectField(_("Who follows"))


# -- fields by name -------------------------------------------------------------------


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,4}", text.strip()) else None


def _text(fields: Fields, name: str, limit: int = REASON) -> str:
    return fields.get(name, "").replace("\r\n", "\n").strip()[:limit]


def version_of(fields: Fields) -> int:
    """The version that was read, 0 where there was none."""
    return _number(fields.get("version")) or 0


def criteria_of(fields: Fields) -> list[dict[str, Any]]:
    """The criteria lines that are written: label-1, text-1, source-1 and so on."""
    found = []
    for n in range(1, LINES + 1):
        text = _text(fields, f"text-{n}", 600)
        if text:
            found.append(
                {
                    "id": f"c{n}",
                    "label": _text(fields, f"label-{n}", 24) or text.split()[0],
                    "text": text,
                    "source": _text(fields, f"source-{n}", 120),
                }
            )
    return found


def ballot_of(
    fields: Fields, candidates: Sequence[str], criteria: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A ballot as typed: rank-, mark- and reason- of each candidate, by reference.

    candidates: references. up, down, in, out: the buttons that move one of them.
    """
    ranks = {c: n for c in candidates if (n := _number(fields.get(f"rank-{c}")))}
    return {
        "chosen": moved(ranks, fields),
        "marks": {
            c: {
                k["id"]: mark
                for k in criteria
                if (mark := _number(fields.get(f"mark-{c}-{k['id']}"))) is not None
            }
            for c in candidates
        },
        "reasons": {c: _text(fields, f"reason-{c}") for c in candidates},
    }


def moved(ranks: dict[str, int], fields: Fields) -> dict[str, int]:
    """The ranks after the button that was pressed, if any: up, down, in or out."""
    order = sorted(ranks, key=lambda c: (ranks[c], c))
    if (c := fields.get("out", "")) in ranks:
        return {k: n for k, n in ranks.items() if k != c}
    if (c := fields.get("in", "")) and c not in ranks:
        return {**ranks, c: len(ranks) + 1}
    for name, step in (("up", -1), ("down", 1)):
        c = fields.get(name, "")
        if c in ranks:
            at = order.index(c)
            to = max(0, min(len(order) - 1, at + step))
            order[at], order[to] = order[to], order[at]
            return {k: n for n, k in enumerate(order, start=1)}
    return ranks


def votes_of(fields: Fields, present: Sequence[str]) -> dict[str, str] | None:
    """The votes by name: vote-<grant>; None where it was by consensus."""
    if fields.get("how") != "vote":
        return None
    allowed = {YES, NO, ABSTAINED}
    return {
        grant: choice for grant in present if (choice := fields.get(f"vote-{grant}", "")) in allowed
    }


def shortlist_of(
    fields: Fields, candidates: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, str]]:
    """Chosen, substitutes in order and reasons, by reference: place- and reason- of each."""
    chosen = tuple(c for c in candidates if fields.get(f"place-{c}") == "in")
    order = {
        c: n
        for c in candidates
        if (place := fields.get(f"place-{c}", "")).startswith("s")
        and (n := _number(place[1:])) is not None
    }
    substitutes = tuple(sorted(order, key=lambda c: (order[c], c)))
    return chosen, substitutes, {c: _text(fields, f"reason-{c}") for c in candidates}


@english
def profile_of(fields: Fields, terms: Mapping[str, Any]) -> dict[str, Any]:
    """The profile as typed: take-, weight-, essential-, indicator- and own- of each entry."""
    entries: list[dict[str, Any]] = []
    pool = [(c["key"], c["name"], c["indicators"]) for c in terms["competencies"]]
    for key, name, indicators in [*pool, (LEADERSHIP, _("Leadership skills"), ())]:
        if key != LEADERSHIP and not fields.get(f"take-{key}"):
            continue
        taken = [
            {"text": text, "own": False}
            for n, text in enumerate(indicators)
            if fields.get(f"indicator-{key}-{n}")
        ]
        own = [line.strip() for line in _text(fields, f"own-{key}").split("\n") if line.strip()]
        entries.append(
            {
                "id": key,
                "competency": key,
                "name": name,
                "indicators": taken + [{"text": text, "own": True} for text in own],
                "essential": bool(fields.get(f"essential-{key}")),
                "weight": _number(fields.get(f"weight-{key}")) or 0,
            }
        )
    return {"entries": entries}


def questions_of(fields: Fields, profile: Mapping[str, Any]) -> dict[str, Any]:
    """The questions as typed: main-, probe-, setback- and looks- of each entry."""
    return {
        "questions": [
            {
                "id": e["id"],
                "entry": e["id"],
                "main": _text(fields, f"main-{e['id']}", 1200),
                "probe": _text(fields, f"probe-{e['id']}", 1200),
                "setback": bool(fields.get(f"setback-{e['id']}")),
                "indicators": [
                    i["text"]
                    for n, i in enumerate(e["indicators"])
                    if fields.get(f"looks-{e['id']}-{n}")
                ],
            }
            for e in profile.get("entries", [])
        ]
    }


def grid_of(fields: Fields, profile: Mapping[str, Any]) -> dict[str, Any]:
    """The grid as typed: level-<entry>-<1 to 5>."""
    return {
        "levels": {
            e["id"]: {str(n): _text(fields, f"level-{e['id']}-{n}", 1200) for n in LEVELS}
            for e in profile.get("entries", [])
        }
    }
