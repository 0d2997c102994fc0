"""Longer invented texts: undertakings, minutes, the report's narrative, biography, letters."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from recruit.demo.words.choosing import pick

MINUTES: dict[str, tuple[str, ...]] = {
    "opening": (
        "The Chair opened the meeting, established that all living members were present, and recalled the undertaking.",
        "The meeting opened on time. The Chair noted who was present and that nobody was recused.",
        "After a word of welcome the Chair had the agenda adopted without change.",
    ),
    "shortlist": (
        "Each suitable candidate was considered in the order of the list. Reasons were recorded for every one.",
        "The ballots were opened together and compared; the panel then spoke about each candidate in turn.",
    ),
    "profile": (
        "The panel chose its competencies from Annex I, weighed them and described leadership as a further entry.",
        "Three drafts were compared. The panel preferred fewer competencies with more evidence for each.",
    ),
    "interviews": (
        "All candidates were asked the same main questions in the same order, within the same time.",
        "The panel agreed on the order of questions and on who asks which.",
    ),
    "decision": (
        "The panel compared the agreed scores with the narrative and decided by consensus.",
        "Having heard every member, the Chair established consensus and recorded the decision with its reasons.",
    ),
    "closing": (
        "The minutes will be confirmed within two working days. The meeting closed.",
        "There being no other matter, the Chair thanked the members and closed the meeting.",
    ),
}


def minutes(kind: str, meeting: int | str) -> str:
    """The text of one meeting's minutes. kind: shortlist, profile, interviews or decision."""
    parts = (MINUTES["opening"], MINUTES[kind], MINUTES["closing"])
    return "\n\n".join(pick(pool, meeting, kind, place) for place, pool in enumerate(parts))


NARRATIVE: dict[str, tuple[str, ...]] = {
    "mandate": (
        "The panel was charged by the Tenth Meeting of States Parties with shortlisting and interviewing candidates and with making a recommendation. It met {meetings} times and worked on the papers between meetings.",
    ),
    "recommendable": (
        "{name} gave full answers and owned the setbacks that the panel asked about. What the panel will remember is {topic}. The essential competencies were all shown, and the total bears it out.",
        "The interview with {name} was calm and exact. From {topic} the panel drew the conviction that this candidate serves all sides alike. No essential competency was found wanting.",
        "{name} thinks in results and speaks in plain sentences. The account of {topic} was checked by the probe and held. The panel considers the candidate able to lead the Unit.",
        "With {name} the panel met a person of experience and modesty. {Topic} showed how decisions are explained to those whom they affect.",
    ),
    "not_recommendable": (
        "{name} brings merits that the panel respects. In the interview, however, the example of {topic} did not show what the grid asks for in an essential competency.",
        "The papers of {name} had raised high expectations. Asked about {topic}, the candidate spoke mainly of others; the panel could not agree on a sufficient score.",
    ),
    "decision": (
        "Having compared the agreed scores, the narrative and the needs of the Unit, the panel decided by consensus that {name} is its appointed candidate, to be proposed by the President for the approval of the States Parties.",
    ),
    "reserve": (
        "Should the appointed candidate not be available, the panel names as its reserve, in this order, the other candidates whom it found recommendable.",
        "The panel records a reserve in order, and asks that its members be told of their standing only when the time has come.",
    ),
}


def narrative(kind: str, occasion: int | str, **slots: str) -> str:
    """A paragraph of the report. kind: see NARRATIVE; slots: name, topic, meetings."""
    words = {key: str(value) for key, value in slots.items()}
    if topic := words.get("topic"):
        words["Topic"] = topic[0].upper() + topic[1:]
    return pick(NARRATIVE[kind], kind, occasion).format(**words)


BIOGRAPHY = (
    "{name} has worked for {years} years in humanitarian disarmament, international cooperation and the support of "
    "multilateral processes, most recently as {title} at {employer}. The candidate has led teams in several countries "
    "and speaks {languages}."
)


def biography(name: str, years: int, title: str, employer: str, languages: str) -> str:
    """The short biography that goes with a candidate's consent to be named (S1)."""
    return BIOGRAPHY.format(
        name=name, years=years, title=title, employer=employer, languages=languages
    )


INTEREST: tuple[str, ...] = (
    "My Government is interested in serving on the selection panel and can release an official for the time asked.",
    "We express our interest in serving, and would bring the view of an affected State.",
    "The delegation is ready to serve as a member or as a surrogate.",
)
DECLARATIONS: dict[str, tuple[str, ...]] = {
    "acquaintance": (
        "We have met at conferences and exchanged cards; no further contact.",
        "We once sat on the same side-event panel. I know the name and the face.",
    ),
    "same_employer": ("We worked in the same directorate until 2019, in different sections.",),
    "supervisor": ("I supervised this person for two years, until the end of 2018.",),
    "friendship": ("We are friends of many years' standing and meet in private.",),
}
