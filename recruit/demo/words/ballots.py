"""Reasons on ballots: each seat has a voice of its own, forty-five sentences in all."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from recruit.demo.words.choosing import pick

STRENGTHS: dict[str, str] = {
    "M1": "a solid academic grounding",
    "M2": "the length and breadth of the international career",
    "M3": "first-hand work in prevention and recovery",
    "M4": "substance in the nexus of development, humanitarian work and disarmament",
    "M5": "a convincing record of managing people and money",
    "M6": "ease in multilateral settings",
    "M7": "clear and precise English",
    "N1": "the management of a mine action programme",
    "N2": "further official languages",
}
"""Each criterion as something that a candidate brings; weaknesses are said of the same words."""

VOICES: tuple[tuple[str, ...], ...] = (
    (
        "I was persuaded above all by {strong}; on {weak} I should want to hear more.",
        "Taken as a whole this is a file of weight. {Strong} stands out, {weak} less so.",
        "What speaks for this candidate is {strong}. What remains open is {weak}.",
        "A candidate whom one can imagine in the chair of the Unit, thanks to {strong}.",
        "The papers show {strong}. I did not find the same depth in {weak}.",
        "Measured and experienced; {strong} counts most for the task ahead.",
        "I place this file where I do because of {strong}, and in spite of {weak}.",
        "States would find here {strong}; for {weak} others offer more.",
        "An honest file. {Strong} is documented line by line, {weak} only in passing.",
    ),
    (
        "{Strong}: that is what affected communities would notice first. {Weak} can be asked about.",
        "I looked for people who have stood in the field, and found {strong}.",
        "Good evidence of {strong}; I hesitate over {weak}.",
        "The letter is warm and the facts bear it out, {strong} in particular.",
        "Compared with the others, {strong} is remarkable and {weak} ordinary.",
        "Here is {strong}, and a tone that would carry in a difficult meeting.",
        "I would invite this person for {strong} and would probe {weak}.",
        "On victim assistance I expected more; still, {strong} convinces.",
        "Experience with survivors' organisations and {strong}; {weak} is thin.",
    ),
    (
        "Small delegations need a Director who explains. I see {strong}, less of {weak}.",
        "Two readings left the same impression: {strong} first, {weak} last.",
        "The career has a direction, and it leads through {strong}.",
        "I give weight to {strong}, since our region would profit from it.",
        "Not the longest file, but {strong} is beyond doubt.",
        "I kept asking what this person changed. The answer lies in {strong}.",
        "{Strong} speaks for an invitation; {weak} speaks for caution.",
        "The evidence for {weak} would not satisfy me alone; with {strong} it does.",
        "A generous file, well ordered; {strong} is its backbone.",
    ),
    (
        "Figures are given and they agree with one another; {strong} follows from them.",
        "On stockpiles and deadlines this candidate is at home. Also {strong}; {weak} is weaker.",
        "Technically sound. {Strong}, yes; {weak}, to be examined.",
        "I have compared dates and claims: {strong} holds, {weak} is stated rather than shown.",
        "Brief and factual papers, with {strong}.",
        "The budget lines interest me: they show {strong}.",
        "A reliable administrator with {strong}; whether {weak} suffices I doubt.",
        "Correct in every particular, and strong in {strong}.",
        "For the final place I weighed {strong} against {weak}.",
    ),
    (
        "This is the profile that the terms of reference describe, down to {strong}.",
        "I read for judgement more than for titles, and saw {strong}.",
        "{Strong} would help from the first day; {weak} would have to be learned.",
        "There is courage in this career, and {strong}.",
        "A fresh view of the Unit's work. {Strong} makes it credible.",
        "I might be wrong about {weak}; I am not about {strong}.",
        "Partnerships are described with names and results: {strong}.",
        "Less polished than others, yet with {strong} that others lack.",
        "Good on paper and probably better in the room; {strong} suggests it.",
    ),
)


def ballot_reason(seat: int, candidate: int | str, strong: str, weak: str) -> str:
    """Why this seat placed this candidate so.

    seat: 1 to 5. strong, weak: the criteria ("M4") best and least borne out. The same
    arguments always give the same sentence.
    """
    best, least = STRENGTHS[strong], STRENGTHS[weak]
    words = {"strong": best, "weak": least, "Strong": _capital(best), "Weak": _capital(least)}
    return pick(VOICES[(seat - 1) % len(VOICES)], seat, candidate, strong).format(**words)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


PANEL_REASONS: tuple[str, ...] = (
    "The panel found in this candidate {strong}, and considered {weak} to be sufficient.",
    "Members agreed on {strong}; different views on {weak} were heard and recorded.",
    "Considered at length: {strong} weighed more than the doubts about {weak}.",
    "Among the suitable candidates this one offers {strong} in the fullest measure.",
)
NOT_PLACED: tuple[str, ...] = (
    "Suitable, and with {strong}; others showed more in {weak}.",
    "The panel recognised {strong}. In comparison, {weak} was less well shown.",
    "A good application that five others surpassed, chiefly in {weak}.",
    "The panel would have invited this candidate had there been more places; {weak} decided.",
    "{Strong} was noted with respect; the panel missed evidence of {weak}.",
)


def panel_reason(candidate: int | str, strong: str, weak: str, *, placed: bool) -> str:
    """The panel's recorded reason for one suitable candidate, in or out (J1)."""
    best, least = STRENGTHS[strong], STRENGTHS[weak]
    pool = PANEL_REASONS if placed else NOT_PLACED
    return pick(pool, candidate, strong, weak).format(
        strong=best, weak=least, Strong=_capital(best)
    )
