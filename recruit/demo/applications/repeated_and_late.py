"""Two applications that repeat another, and three received after the close (A1, R8).

The window closed on 25 September 2022 at 24:00 in Geneva: 22:00 UTC.
"""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post
from recruit.demo.applications.suitable_2 import PEOPLE as FOUR_TO_SIX
from recruit.demo.applications.suitable_3 import PEOPLE as SEVEN_TO_NINE

_MAKENA = next(person for person in FOUR_TO_SIX if person.number == 5)
_SAARA = next(person for person in SEVEN_TO_NINE if person.number == 8)

REPEATED: tuple[Person, ...] = (
    # the very same curriculum vitae, sent again from an office address under a shorter name
    replace(
        _MAKENA,
        number=36,
        name="M. Oduya Thorne",
        mail="registry@opengroundalliance.example",
        received=datetime(2022, 9, 19, 6, 20, 44, tzinfo=UTC),
        sends=("cv.pdf",),
        second={},
        same_file_as=5,
    ),
    # the same person from a second address, with a newer curriculum vitae
    replace(
        _SAARA,
        number=37,
        name="Saara Lindqvist-Aho",
        mail="s.lindqvist.aho@aurora-agency.example",
        received=datetime(2022, 9, 21, 12, 12, 9, tzinfo=UTC),
        layout="column",
        sends=("cv.docx", "letter.pdf"),
        said="Please take this curriculum vitae in place of the one I sent on 10 September.",
        second={},
        same_person_as=8,
    ),
)

LATE: tuple[Person, ...] = (
    Person(
        38,
        "Anneliese Kronberg-Vey",
        "anneliese.kv@schreiben.example",
        datetime(2022, 9, 25, 22, 4, 0, tzinfo=UTC),
        "f",
        ("DEU",),
        "en",
        "column",
        "Bonn, Germany",
        "Humanitarian demining, budgets and treaties",
        "Eighteen years from the field office to the finance committee.",
        (Degree("advanced", "Magister in Political Science", "Rheinau University", "Bonn", 2003),),
        (
            post(
                "2013-02",
                "",
                "Director of Programmes",
                "Weserland Relief",
                "Bonn and Amman",
                ("M5", "Direct 55 international and national staff and 14 million euros."),
                ("M6", "Member of an expert group that advises the meetings of two conventions."),
                ("N1", "Managed the mine action programme through two changes of government."),
            ),
            post(
                "2004-05",
                "2013-01",
                "Desk Officer, then Country Manager",
                "Weserland Relief",
                "Sarajevo",
                (
                    "M4",
                    "Developed the programme for clearance of cluster munition remnants and for victims' associations.",
                ),
                ("M3", "Return and recovery after the war in eleven municipalities."),
            ),
        ),
        (("German", "mother tongue"), ("English", "C2"), ("French", "B2")),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "My connection failed during the last minutes of Sunday; I attach the notice of my provider.",
        "suitable",
    ),
    Person(
        39,
        "Samir Haddadin-Cole",
        "samir.hc@risala.example",
        datetime(2022, 9, 26, 6, 12, 37, tzinfo=UTC),
        "m",
        ("LBN",),
        "en",
        "plain",
        "Beirut, Lebanon",
        "Press and communication",
        "Journalist and spokesperson.",
        (Degree("first", "BA Journalism", "Cedar Coast University", "Beirut", 2012),),
        (
            post(
                "2013-01",
                "",
                "Spokesperson",
                "Levantine Demining Union",
                "Beirut",
                ("M4", "Communication strategy on risk education."),
                ("M6", "Press work at two meetings of States."),
                m4=True,
            ),
        ),
        (("Arabic", "mother tongue"), ("English", "C1"), ("French", "C1")),
        ("cv.docx", "degree-ar.docx"),
        "",
        "not_suitable",
        written="سمير حدادين كول",
        exceptions={
            "M1": Answer(
                "not_met",
                "BA Journalism, Cedar Coast University",
                "A first-level degree with 116 months; path (b) asks for 144.",
            ),
            "M2": Answer("not_met", "Spokesperson, Levantine Demining Union", "116 months."),
            "M3": Answer("not_met", "", "Nothing on prevention or recovery."),
            "M5": Answer("not_met", "", "No management is described."),
        },
    ),
    Person(
        40,
        "Olumide Farnsworth-Ade",
        "olumide.fa@postbox.example",
        datetime(2022, 9, 26, 15, 40, 0, tzinfo=UTC),
        "m",
        ("NGA",),
        "en",
        "band",
        "Abuja, Nigeria",
        "Peacebuilding and regional organisations",
        "Mediator with a regional organisation.",
        (Degree("advanced", "MSc Conflict Resolution", "Savannah University", "Jos", 2008),),
        (
            post(
                "2010-03",
                "",
                "Mediation Officer, then Head of Mediation",
                "West African Peace Commission",
                "Abuja",
                ("M3", "Mediation in seven disputes and follow-up of recovery plans."),
                ("M4", "Policy on explosive remnants in mediation and recovery."),
                ("M6", "Serves a council of fifteen States."),
                ("M5", "Leads nine officers and a roster of envoys."),
            ),
        ),
        (("English", "mother tongue"), ("Yoruba", "mother tongue"), ("French", "B2")),
        ("cv.pdf", "letter.pdf"),
        "I learned of the vacancy on its last day and ask for your understanding.",
        "borderline",
        exceptions={
            "M4": Answer(
                "unclear",
                "Policy on explosive remnants in mediation and recovery.",
                "One policy among mediation work: how much of it is in the nexus can't be told.",
            )
        },
    ),
)
