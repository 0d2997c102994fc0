"""Main questions, probes, setbacks and grid words for every competency of the pool.

Keys are those of the competencies of Annex I; 'leadership' is the further entry (J3).
"""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """main: the behavioural question. probe: what is asked on. setback: the same matter when
    it went wrong. topics: what answers are about, for notes. shown: what a good answer shows."""

    main: str
    probe: str
    setback: str
    topics: tuple[str, str, str]
    shown: str


QUESTIONS: dict[str, Asked] = {
    "advocacy": Asked(
        "Tell us about a proposal of yours that a group of States first resisted and later adopted. What did you do in between?",
        "Which fact changed the discussion, and how did you bring it in without taking a side?",
        "Describe a proposal that you could not bring through. What did you misjudge?",
        (
            "the paper that three groups rewrote",
            "the bilateral talks before the plenary",
            "the delegation that kept its reservation",
        ),
        "fact-based proposals, brought forward independently and openly",
    ),
    "partnerships": Asked(
        "Give us an example of a partnership that you built and that outlived your own part in it.",
        "What did each side bring, and what did you give up to reach it?",
        "Tell us about a partner who withdrew. What did you do in the first week?",
        (
            "the fund shared with two organisations",
            "the regional network of authorities",
            "the memorandum that was renewed without asking",
        ),
        "networks built on what each partner can really bring",
    ),
    "organizational_learning": Asked(
        "When did you last change how a team works because of something it had learned? Take us through it.",
        "How did you find out whether the change held?",
        "Tell us about a new method that failed. How was that known in the organisation?",
        (
            "the review after each meeting",
            "the training for new officers",
            "the new survey method and its pilot",
        ),
        "new methods tried, taught and kept",
    ),
    "job_knowledge": Asked(
        "Explain an obligation of a humanitarian disarmament treaty that a State found hard to meet, and how you helped it to meet it.",
        "What did the text allow, and where did you need advice from others?",
        "Describe advice of yours that turned out to be wrong. When did you notice?",
        (
            "an extension request and its work plan",
            "the first transparency report of a new party",
            "the link between survey and completion",
        ),
        "command of the law, the field and the tools of projects",
    ),
    "ethics": Asked(
        "Describe a moment at work when being impartial had a price. What did you decide?",
        "Whom did you tell, and when?",
        "Tell us about a time when you saw too late that you had been partial.",
        (
            "the contract that a friend had applied for",
            "the request to show a draft to one delegation only",
            "the gift that was returned",
        ),
        "integrity that others can rely upon and follow",
    ),
    "organizational_awareness": Asked(
        "Tell us about an alliance that you formed inside and outside your organisation to reach a result.",
        "Who was against it, and why did they come round, or not?",
        "When did you misread who decides? What did it cost?",
        (
            "the quiet group of five missions",
            "the colleague in finance who became an ally",
            "the board that had to be prepared one by one",
        ),
        "alliances that are built early and kept",
    ),
    "developing_people": Asked(
        "Tell us about somebody whom you helped to grow into a task that was at first too large.",
        "What did you let them do that you might have done better yourself?",
        "Describe a colleague whom you could not help to improve. What had you tried?",
        (
            "the assistant who became a programme officer",
            "weekly coaching over a year",
            "feedback given twice and written down",
        ),
        "people who grow because they are trusted and told the truth",
    ),
    "financial_acumen": Asked(
        "Describe how you kept a budget sound when money that was promised came late or not at all.",
        "What did you tell those who had approved the budget, and when?",
        "Tell us about an audit finding against something that you were responsible for.",
        (
            "the contributions in arrears",
            "the reserve that was used and refilled",
            "quarterly figures sent unasked",
        ),
        "prudence, regular figures and an audit without surprise",
    ),
    "teams": Asked(
        "Give us an example of a small team that you made work better together.",
        "What was your own part in the problem?",
        "Tell us about a team that you could not bring together.",
        (
            "two people who shared one file",
            "a team spread over three time zones",
            "the meeting in which everybody spoke once",
        ),
        "expertise shared by design and not by chance",
    ),
    "communicating": Asked(
        "Tell us how you made something complicated clear to people who had little time.",
        "How did you learn what they had understood?",
        "Describe a message that was misunderstood. How did you mend it?",
        (
            "the one-page brief for capitals",
            "the website that answered the ten usual questions",
            "a statement in two languages",
        ),
        "messages that reach those for whom they are meant",
    ),
    "self_management": Asked(
        "Describe a time of crisis or change when others looked to you for direction.",
        "What did you notice in yourself, and what did you do with it?",
        "Tell us about a day when you lost your calm. What came after?",
        (
            "the meeting moved online in four days",
            "the merger of two offices",
            "a night of security alarms",
        ),
        "calm and direction when it is hardest",
    ),
    "conflict_management": Asked(
        "Tell us about a disagreement between parties whom you served equally, and how it was resolved.",
        "What could each of them say afterwards?",
        "Describe a conflict that you made worse before it became better.",
        (
            "two coordinators with one agenda item",
            "an operator and an authority over one task",
            "a text in brackets on the last evening",
        ),
        "disagreements named, heard and settled",
    ),
    "knowledge_sharing": Asked(
        "Tell us about knowledge that would have been lost and that you kept for others.",
        "Who uses it today?",
        "Describe something that your organisation forgot while you were responsible.",
        (
            "the archive of decisions by article",
            "hand-over files for each presidency",
            "the library of national laws",
        ),
        "memory that others can use without asking",
    ),
    "decision_making": Asked(
        "Describe a hard decision that affected people who disagreed with it. How did they learn the reasons?",
        "Which criteria had you set beforehand?",
        "Tell us about a decision that you had to take back.",
        (
            "the closing of a field office",
            "the choice among sponsored delegates",
            "a tender with two equal bids",
        ),
        "criteria known beforehand and reasons told to all",
    ),
    "leadership": Asked(
        "Tell us about a direction that you gave to an organisation and that was not the obvious one.",
        "How did you know that people followed, and not merely obeyed?",
        "Describe a time when you led in the wrong direction. Who told you?",
        (
            "the plan that halved the number of projects",
            "the year without a director above",
            "leading peers without any authority over them",
        ),
        "a direction that others make their own",
    ),
}

GRID: dict[int, tuple[str, ...]] = {
    1: (
        "No example of {shown}, or an example of the contrary.",
        "The answer stays general; nothing shows {shown}.",
    ),
    2: (
        "An example in which {shown} can be guessed, with important gaps or after much prompting.",
        "Some traces of {shown}, mostly the doing of others.",
    ),
    3: (
        "A concrete example of the candidate's own doing that shows {shown}.",
        "One full example of {shown}, with its result.",
    ),
    4: (
        "Several examples of {shown}, with results and what was learned from them.",
        "Examples from different settings show {shown}, and the candidate says what would be done otherwise today.",
    ),
    5: (
        "Throughout and in hard conditions: {shown}; others were led to do the same.",
        "Examples of {shown} that changed how an institution works, told with modesty.",
    ),
}


def grid_words(competency: str, level: int) -> str:
    """How this level (1 to 5) is described for this competency (J5)."""
    pool = GRID[level]
    return pool[len(competency) % len(pool)].format(shown=QUESTIONS[competency].shown)


PROFILE: tuple[tuple[str, int, bool], ...] = (
    ("job_knowledge", 20, True),
    ("advocacy", 15, False),
    ("partnerships", 15, False),
    ("ethics", 10, True),
    ("financial_acumen", 10, False),
    ("teams", 10, False),
    ("decision_making", 5, False),
    ("leadership", 15, True),
)
"""A profile that a sensible panel might adopt: entry, weight in whole points, essential (J3)."""
