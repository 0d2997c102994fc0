"""What a panel starts from, and how stored content becomes a value of the rules.

Content is what stands sealed in a row: plain dictionaries. Criteria: a list of {id,
label, text, source}. Profile: {entries: [{id, competency, name, indicators: [{text,
own}], essential, weight}]}. Questions: {questions: [{id, entry, main, probe, setback,
indicators}]}. Grid: {levels: {entry: {"1": words, ... "5": words}}}. An entry's id is
its competency's key in Annex I, or 'leadership'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from recruit.core.words import _, english
from recruit.shortlist.rules import ballots, grid, profile, questions

Content = dict[str, Any]

LABELS: Final = {
    "nexus": "Substance",
    "management": "Management",
    "multilateral": "Multilateral",
    "mine action": "Mine action",
}
"""A short name for what an item of the Terms of Reference asks for, by a word that it holds."""

SHORT: Final = {
    "advocacy": "Policy",
    "partnerships": "Partnerships",
    "organizational_learning": "Learning",
    "job_knowledge": "Expertise",
}


# -- criteria (J1) -------------------------------------------------------------------


def _label(text: str) -> str:
    lowered = text.casefold()
    found = next((label for word, label in LABELS.items() if word in lowered), "")
    return found or " ".join(text.split()[:2])


@english
def default_criteria(terms: Mapping[str, Any]) -> list[Content]:
    """Criteria drawn from the Terms of Reference: experience beyond its years, functions.

    The first item of experience (the years) and education are left to the screening,
    which every candidate on the list has passed; what follows it and the functional
    competencies tell the suitable from each other. The Chair edits them before the lock.
    """
    asked = terms["qualifications"]["experience"][1:]
    functional = [c for c in terms["competencies"] if c["family"] == "functional"]
    drawn = [(_label(text), text, _("Annex I, qualifications")) for text in asked] + [
        (SHORT.get(c["key"], c["name"].split("/")[0]), c["name"], _("Annex I, section IV"))
        for c in functional
    ]
    return [
        {"id": f"c{n}", "label": label, "text": text, "source": source}
        for n, (label, text, source) in enumerate(drawn, start=1)
    ]


def criterion_ids(criteria: Iterable[Content]) -> frozenset[str]:
    """The ids against which a ballot gives marks."""
    return frozenset(c["id"] for c in criteria)


# -- ballots --------------------------------------------------------------------------


def ballot_of(content: Mapping[str, Any], references: Mapping[str, str]) -> ballots.Ballot:
    """The ballot of stored content, its candidates named by reference.

    references: candidate id to reference, of everybody who can be chosen. Who left the
    list since the draft was saved falls out of it, and the ranks close up.
    """

    def named(part: str) -> dict[str, Any]:
        given = content.get(part, {})
        return {references[c]: value for c, value in given.items() if c in references}

    return ballots.Ballot(ballots.normalised(named("chosen")), named("reasons"), named("marks"))


# -- profile, questions, grid ---------------------------------------------------------


def pool_of(terms: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The competencies of Annex I by key, with their indicators word for word."""
    return {c["key"]: tuple(c["indicators"]) for c in terms["competencies"]}


def profile_of(content: Mapping[str, Any]) -> profile.Profile:
    """The profile of stored content."""
    entries = [
        profile.Entry(
            e["competency"],
            tuple(profile.Indicator(i["text"], i["own"]) for i in e["indicators"]),
            e["weight"],
            e["essential"],
        )
        for e in content.get("entries", [])
    ]
    return profile.Profile(
        tuple(e for e in entries if e.key != profile.LEADERSHIP),
        next((e for e in entries if e.key == profile.LEADERSHIP), None),
    )


def questions_of(
    content: Mapping[str, Any], confirmed: Mapping[str, frozenset[str]]
) -> tuple[questions.Question, ...]:
    """The questions of stored content. confirmed: question id to the grants that confirmed it."""
    return tuple(
        questions.Question(
            q["entry"], q["main"], q["probe"], q["setback"], confirmed.get(q["id"], frozenset())
        )
        for q in content.get("questions", [])
    )


def grid_of(content: Mapping[str, Any]) -> grid.Grid:
    """The grid of stored content."""
    return grid.Grid(
        {
            entry: {int(level): words for level, words in row.items()}
            for entry, row in content.get("levels", {}).items()
        }
    )


def wording(question: Mapping[str, Any]) -> str:
    """What a member confirms of a question: its main question and probe, as written."""
    return f"{question['main'].strip()}\n{question['probe'].strip()}"


@english
def default_profile(terms: Mapping[str, Any]) -> Content:
    """A profile to start from: the functional competencies, two core ones, leadership."""
    functional = [c for c in terms["competencies"] if c["family"] == "functional"]
    core = [c for c in terms["competencies"] if c["family"] == "core"][:2]
    weights = [15] * len(functional) + [10] * len(core)
    entries = [
        {
            "id": c["key"],
            "competency": c["key"],
            "name": c["name"],
            "indicators": [{"text": t, "own": False} for t in c["indicators"][:5]],
            "essential": c["family"] == "functional",
            "weight": weight,
        }
        for c, weight in zip(functional + core, weights, strict=True)
    ]
    entries.append(
        {
            "id": profile.LEADERSHIP,
            "competency": profile.LEADERSHIP,
            "name": _("Leadership skills"),
            "indicators": [
                {
                    "text": _("Gives a direction that others make their own, and answers for it."),
                    "own": True,
                }
            ],
            "essential": True,
            "weight": max(profile.WHOLE - sum(weights), 0),
        }
    )
    return {"entries": entries}


def default_questions(profile_content: Mapping[str, Any]) -> Content:
    """One empty question for each entry of the profile, in its order."""
    return {
        "questions": [
            {
                "id": e["id"],
                "entry": e["id"],
                "main": "",
                "probe": "",
                "setback": False,
                "indicators": [i["text"] for i in e["indicators"]],
            }
            for e in profile_content.get("entries", [])
        ]
    }


@english
def default_grid(profile_content: Mapping[str, Any]) -> Content:
    """The usual words of each level for each entry, from which the panel goes on."""
    return {
        "levels": {
            e["id"]: {str(level): grid.usual_words(level) for level in grid.LEVELS}
            for e in profile_content.get("entries", [])
        }
    }


def carried_over(
    kind: str, former: Mapping[str, Any], profile_content: Mapping[str, Any]
) -> Content:
    """The former version's text on a new profile: what still has its entry, and blanks (R4)."""
    if kind == "questions":
        fresh = default_questions(profile_content)
        known = {q["entry"]: q for q in former.get("questions", [])}
        fresh["questions"] = [
            {**q, **{k: known[q["entry"]][k] for k in ("main", "probe", "setback")}}
            if q["entry"] in known
            else q
            for q in fresh["questions"]
        ]
        return fresh
    fresh = default_grid(profile_content)
    fresh["levels"].update(
        {e: row for e, row in former.get("levels", {}).items() if e in fresh["levels"]}
    )
    return fresh
