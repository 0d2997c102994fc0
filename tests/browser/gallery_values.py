"""Invented values for the gallery: no person, State's act or candidate in it is real."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    Form,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

MENU = [
    Thing(label=word, url="#", current=word == "Home")
    for word in ("Home", "Candidates", "Panel", "Calendar", "Record")
]
MONTHS = [
    ("September", 0.0, 0.166),
    ("October", 0.166, 0.171),
    ("November", 0.337, 0.166),
    ("December", 0.503, 0.171),
    ("January", 0.674, 0.171),
    ("February", 0.845, 0.155),
]
ROWS = """
Vacancy|GICHD|0.022|0.116|done|posted on 9 sites|para. 54(a)|5 to 25 September
Prescreening|GICHD|0.138|0.066|done|list circulated 6 Oct|para. 54(b)|26 September to 7 October
Shortlist of five|Panel|0.199|0.354|mine|your draft, 11 of 14|para. 54(c)|7 October to 9 December
Competency profile|Panel|0.199|0.354|done|adopted 21 Nov|para. 54(d)|7 October to 9 December
Questions and grid|Panel, with the GICHD|0.199|0.354|on|in draft|para. 54(e)|7 October to 9 December
Interviews|Panel|0.5635|0.26|coming|7 weeks|para. 54(f)|12 December to 27 January
Report|Panel|0.823|0.116|coming|by 17 Feb|para. 54(g)|27 January to 17 February
"""


def _calendar_row(line: str) -> Thing:
    label, who, first, width, state, note, para, dates = line.split("|")
    return Thing(
        label=label,
        who=who,
        first_fraction=float(first),
        width_fraction=float(width),
        state=state,
        note=note,
        para=para,
        dates=dates,
    )


CALENDAR = Thing(
    months=MONTHS,
    rows=[_calendar_row(line) for line in ROWS.strip().splitlines()],
    today_fraction=0.486,
    today_label="28 Nov",
)
TASK = Thing(
    title="Lock your ballot for the shortlist",
    text=(
        "You have read 14 of the 14 suitable candidates and drafted reasons for 11. "
        "Until you lock your ballot you cannot see the other members’, nor they "
        "yours."
    ),
    due_text="By Friday 9 December 2022, 24:00 Geneva (UTC+1) · 17:00 in Mexico City (UTC−6)",
    left_text="11 days left",
    para="para. 54(c)",
    url="#",
    button="Continue your ballot",
    capacity_label=None,
)
FURTHER = [
    Thing(
        title="Read draft 3 of the competency questions",
        due_text="By Friday 9 December 2022, 24:00 Geneva (UTC+1)",
        left_text="11 days left",
        para="54(e)",
        url="#",
        capacity_label="As seated member, seat 3",
    ),
    Thing(
        title="Answer the question of a delegation",
        due_text=None,
        left_text=None,
        para=None,
        url="#",
        capacity_label="As Coordinator",
    ),
]
GATES = [
    Thing(holds=True, question="The competency profile is adopted", detail=None, paragraph="54(d)"),
    Thing(
        holds=False,
        question="Questions and evaluation grid are adopted",
        detail="Draft 3 waits for comments.",
        paragraph="54(e)",
    ),
    Thing(holds=False, question="Five candidates are shortlisted", detail=None, paragraph="54(c)"),
    Thing(
        holds=True,
        question="All five seats are filled, nobody in conflict",
        detail=None,
        paragraph="53(b)",
    ),
]
NEWS = [
    Thing(when="25 Nov", text="Competency questions, draft 3, by the GICHD", url="#"),
    Thing(when="23 Nov", text="Seat 4 has a new occupant", url=None),
    Thing(when="21 Nov", text="Competency profile adopted, version 2", url=None),
]


def _cell(mean: str, spread: int) -> Thing:
    return Thing(
        mean=mean,
        spread=spread,
        level=round(float(mean)),
        wide=spread > 1,
        url="#" if spread > 1 else None,
    )


MATRIX = Thing(
    caption="Candidates and competencies",
    corner="Mean of five members",
    head=[
        "Policy-oriented agenda",
        "Partnerships",
        "Learning",
        "Job knowledge",
        "Ethics",
        "Leading people",
        "Finance",
    ],
    total_label="Mean, advisory",
    show_caption=False,
    rows=[
        Thing(
            label="Candidate 07",
            url="#",
            total="4.14",
            cells=[
                _cell(m, s)
                for m, s in zip(
                    "4.2 4.6 3.8 4.4 4.8 4.0 3.2".split(), (1, 1, 1, 1, 1, 3, 2), strict=True
                )
            ],
        ),
        Thing(
            label="Candidate 23",
            url="#",
            total="4.06",
            cells=[
                _cell(m, s)
                for m, s in zip(
                    "4.4 4.0 3.6 4.6 4.2 3.8 3.8".split(), (1, 1, 2, 1, 1, 1, 1), strict=True
                )
            ],
        ),
        Thing(
            label="Candidate 02",
            url="#",
            total="2.71",
            cells=[
                _cell(m, s)
                for m, s in zip(
                    "2.6 3.0 2.4 3.2 3.8 2.2 1.2".split(), (1, 1, 1, 3, 1, 1, 1), strict=True
                )
            ],
        ),
    ],
)


def _row(label: str, dots: str, number: int, nine: int, warned: bool = False) -> Thing:
    kinds = {"s": "seat", "n": "new", "o": "sur", "g": "gap"}
    return Thing(
        label=label,
        dots=[kinds[dot] for dot in dots],
        number=number,
        of="of five",
        nine=f"{nine} of nine",
        warned=warned,
    )


BALANCE = [
    Thing(
        caption="Gender",
        note="at least two of each among the five",
        rows=[_row("Women", "sgooo", 1, 4, True), _row("Men", "sssno", 4, 5)],
    ),
    Thing(
        caption="Regional group",
        note="at least three among the five",
        rows=[
            _row("African", "so", 1, 2),
            _row("Eastern European", "", 0, 0),
            _row("Latin American and Caribbean", "so", 1, 2),
            _row("Western European and Others", "sno", 2, 3),
        ],
    ),
]


def _bar(first: float, width: float, label: str, said: str | None, kind: str) -> Thing:
    return Thing(first_fraction=first, width_fraction=width, label=label, said=said, kind=kind)


YEARS = Thing(
    title="The years, computed from dated periods",
    said="Dated periods from 2010 to 25 September 2022.",
    ticks=[(str(year), (year - 2009.4) / 13.2) for year in range(2010, 2022, 2)],
    rows=[
        Thing(
            code="M2",
            bars=[
                _bar(0.09, 0.15, "1", "24 months", "p2"),
                _bar(0.28, 0.32, "2 and 3, the overlap once", "52 months", "p2"),
                _bar(0.61, 0.18, "4", "29 months", "p2"),
                _bar(0.79, 0.07, "5 ?", "2020", "pq"),
                _bar(0.88, 0.11, "6", "17 months", "p2"),
            ],
        ),
        Thing(
            code="M4",
            bars=[
                _bar(0.28, 0.32, "2 and 3", None, "p4"),
                _bar(0.61, 0.18, "4", None, "p4"),
                _bar(0.88, 0.11, "6", None, "p4"),
            ],
        ),
    ],
    edge_fraction=0.99,
    edge_label="25 September 2022",
    sums=[
        ("M2 · ten years asked", "10 years 2 months", "24 + 52 + 29 + 17.83 = 122 months"),
        ("M4 · eight years asked, within M2", "8 years 2 months", "52 + 29 + 17.83 = 98 months"),
    ],
)
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = [
    Thing(
        weekday=WEEK[i % 7],
        day=(27, 28)[i] if i < 2 else i - 1,
        state="past" if i < 9 else "today" if i == 9 else "end" if i == 14 else "",
    )
    for i in range(15)
]
LETTER = Thing(
    sender="From the President of the Eleventh Meeting of the States Parties",
    addressee="To all States Parties to the Convention on Cluster Munitions",
    reference="ISU-DIR/2022/S/1",
    date_text="27 February 2023",
    subject=(
        "Proposal of a Director of the Implementation Support Unit for approval by "
        "written silence procedure"
    ),
    paragraphs=[
        (
            "The selection panel established by paragraph 53 has interviewed "
            "candidates and has recommended one candidate for appointment."
        ),
        Markup(
            "I propose for the approval of the States Parties the appointment of "
            "<b>Ms. Wren Halloran-Vale</b> as Director."
        ),
        (
            "A State Party that keeps silence agrees. If no State Party has broken "
            "silence by that time, the proposal is approved as of the deadline."
        ),
    ],
    closing=[
        "Accept, Excellencies, the assurances of my highest consideration.",
        "The President of the Eleventh Meeting of the States Parties",
    ],
    lang="en",
    dir="ltr",
)
FRENCH = Thing(
    lang="fr",
    dir="ltr",
    subject="Proposition de nomination à la direction de l’Unité d’appui",
    paragraphs=[
        "Le comité de sélection a recommandé la nomination de l’une des personnes entendues.",
        "Je propose la nomination de Mme Wren Halloran-Vale.",
        "L’État partie qui garde le silence approuve.",
    ],
)
RECEIPT = Thing(
    overline="Receipt · written silence procedure, round 1",
    title="Your objection was recorded",
    lead="It was received in time, and silence was broken. The proposal was not approved.",
    facts=[
        (
            "Received, Geneva",
            "Wednesday 8 March 2023, 10:12:47",
            "UTC+1 · the time recorded by the server, which is the one that counts",
            "big",
        ),
        ("UTC", "Wednesday 8 March 2023, 09:12:47"),
        ("Reference", "R1-7QK4-MV29", None, "big"),
        (
            "Recorded for",
            "Arcadia, by Mr. Tarn Okellby, Second Secretary",
            "confirmed with an authenticator code",
        ),
    ],
    download_url="#",
    download_text="Download, PDF, 61 kB",
    fingerprint="9c41 e07a 52d8 b613",
    check_url="#",
)


class Sample(Form):
    """An invented form with every kind of field."""

    name = StringField(
        "Name and title", [InputRequired("Write a name, so that the receipt can carry it.")]
    )
    email = EmailField("Address for the receipt")
    day = DateField("Day of the note")
    state = SelectField("State", choices=[("arc", "Arcadia"), ("rur", "Ruritania")])
    reason = TextAreaField(
        "Reason", description="In your own words; the panel reads it as written."
    )
    answer = RadioField(
        "Considerable experience in a multilateral environment",
        choices=[("met", "met"), ("not_met", "not met"), ("unclear", "unclear")],
        default="met",
    )
    score = RadioField(
        "Ethics and values",
        choices=[*((str(n), str(n)) for n in range(1, 6)), ("not_observed", "not observed")],
        default="4",
    )
    ways = SelectMultipleField(
        "Received by",
        choices=[
            ("note", "note verbale"),
            ("letter", "signed letter"),
            ("mail", "registered address"),
        ],
        default=["note"],
    )
    sure = BooleanField(
        "I have read all fourteen files", description="It stands in the record beside your ballot."
    )
    papers = MultipleFileField("Papers", description="PDF or Word, up to 10 MB each.")


def values(direction: str) -> dict[str, Any]:
    """All that the gallery's pages draw, in this direction ("ltr" or "rtl")."""
    form = Sample(
        data={
            "reason": "Eleven formal meetings between 2017 and 2020.",
            "answer": "met",
            "score": "4",
            "ways": ["note"],
        }
    )
    form.name.errors = ["Write a name, so that the receipt can carry it."]
    return {
        "site_name": "Director recruitment 2022–2023",
        "home_url": "#",
        "capacity_label": "As seated member, seat 3",
        "menu": MENU,
        "person_name": "Amb. Ines Thornquist",
        "account_url": "#",
        "sign_out_url": "#",
        "csrf": "x",
        "lang": "en" if direction == "ltr" else "ar",
        "dir": direction,
        "who_can_see_url": "#",
        "nonce": "n",
        "languages": None,
        "public_menu": None,
        "public_line": "Convention on Cluster Munitions, Implementation Support Unit",
        "notices": [],
        "refusal": None,
        "demo": False,
        "mode_banner": None,
        "page_title": "Gallery",
        "task": TASK,
        "further": FURTHER,
        "gates": GATES,
        "news": NEWS,
        "calendar": CALENDAR,
        "matrix": MATRIX,
        "groups": BALANCE,
        "timeline": YEARS,
        "days": DAYS,
        "letter": LETTER,
        "french": FRENCH,
        "receipt": RECEIPT,
        "form": form,
        "a_refusal": Thing(
            reason="Another member has signed in the meantime; the report’s text is version 5 now.",
            todo="Read version 5, then sign that one.",
            paragraph="para. 53(f)",
            rule="R9",
            kept=None,
        ),
        "steps": [
            Thing(
                title="All States Parties were told in writing",
                text="The letter says that silence was broken. It names no State.",
                done=True,
                para=None,
            ),
            Thing(
                title="The President decides how to go on",
                text="No time is set for it.",
                done=False,
                para="para. 53(f)",
            ),
        ],
        "heading": "This page does not exist",
        "what": "Nothing stands at this address, or it is not yours to open.",
        "kept": None,
        "todo": "Go back, or begin again from the first page.",
        "reference": "E-4F7K-22QM",
        "paragraph": None,
    }
