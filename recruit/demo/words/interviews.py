"""Notes of members on what they heard, by level, and what was said in the debriefs."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from recruit.demo.words.choosing import pick
from recruit.demo.words.questions import QUESTIONS

NOTES: dict[int, tuple[str, ...]] = {
    1: (
        "Asked twice, gave no example; spoke of principles. {Topic} was named and not explained.",
        "The example ({topic}) was the work of others, as the probe showed.",
        "Nothing that shows {shown}.",
        "Avoided the probe about {topic}; the answer ended in general remarks.",
        "The story of {topic} shows rather the contrary, and this was not seen.",
        "Could not say what the result of {topic} had been.",
    ),
    2: (
        "{Topic}: interesting, but the candidate's own part stayed small.",
        "Needed much prompting before {topic} became concrete.",
        "Some of it: {topic}. The gaps are important, above all the result.",
        "Good intention in {topic}; what was learned remained vague.",
        "Half an example. The setback was laid at the door of others.",
        "Traces of {shown}, no more.",
    ),
    3: (
        "A clear example, {topic}, with the candidate's own steps and a result.",
        "Solid. {Topic} was told in order and with dates.",
        "What is asked for, shown once and well: {topic}.",
        "The probe was answered plainly; {topic} is credible.",
        "Satisfactory: {shown}, in one setting.",
        "Did the work and says so without adornment: {topic}.",
    ),
    4: (
        "Two examples, the better one being {topic}; says what would be done otherwise.",
        "{Topic}: figures, names of functions, result, and a lesson drawn from it.",
        "Very convincing on the probe; saw the interest of each side in {topic}.",
        "Shows {shown} in the field and in the conference room.",
        "The setback was owned at once, and {topic} shows what changed since.",
        "Thought aloud with us about {topic}; careful and concrete.",
    ),
    5: (
        "Exceptional. {Topic} changed how others work, and the credit was given to them.",
        "{Shown}, in hard conditions, told with modesty and exact figures.",
        "I noted {topic} as the best answer of the day.",
        "Three settings, one thread: {shown}.",
        "Answered the probe before it was asked; {topic} would be a case for teaching.",
        "Under pressure ({topic}) others followed, and still do.",
    ),
}  # fmt: skip


def note(competency: str, level: int, seat: int, candidate: int | str) -> str:
    """A member's note for one competency at this level (J6). level: 1 to 5; seat: 1 to 5."""
    asked = QUESTIONS[competency]
    topic = pick(asked.topics, competency, candidate)
    words = {
        "topic": topic,
        "Topic": _capital(topic),
        "shown": asked.shown,
        "Shown": _capital(asked.shown),
    }
    pool = NOTES[level]
    # neighbours at the table do not use the same sentence for the same candidate
    start = NOTES[level].index(pick(pool, competency, candidate))
    return pool[(start + seat) % len(pool)].format(**words)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


DEBRIEF: tuple[str, ...] = (
    "The panel compared its notes on {topic} and agreed on {score}.",
    "After discussion of {topic} the members found {score} to be fair.",
    "Agreed at {score}: one example was complete, the second was not.",
    "{score}, since the result was shown and the lesson was drawn.",
    "The panel read the grid aloud; the description of {score} fits best.",
    "Agreed at {score} without a difference worth recording.",
)
SPREAD: tuple[str, ...] = (
    "The spread came from {topic}: some heard the candidate's own work in it, others the team's. The panel settled on {score}.",
    "Two members gave weight to the probe, two to the main answer. Having compared their notes on {topic}, all agree on {score}.",
    "One member had scored against the highest level only. Read against each level, {score} was found right by all.",
    "The difference is real and stays on record; for the agreed score the example of {topic} decided: {score}.",
    "The line had been poor during {topic}; those who heard it fully convinced the others of {score}.",
)


def debrief_note(competency: str, candidate: int | str, score: int, spread: int) -> str:
    """Why the agreed score is what it is; a spread of two or more gets its own words (J6)."""
    topic = pick(QUESTIONS[competency].topics, competency, candidate)
    pool = SPREAD if spread >= 2 else DEBRIEF
    return pick(pool, competency, candidate, score).format(topic=topic, score=score)


LINE_LOST = "The candidate's line was lost in the middle of an answer."
LINE_BACK = "The clock was stopped; the interview went on from the same question."
