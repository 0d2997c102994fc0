"""Invented applicants 31 to 35, of whom a requirement is not met."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        31,
        "Emil Strandqvist-Moor",
        "emil.sm@brevlada.example",
        datetime(2022, 9, 10, 7, 7, 7, tzinfo=UTC),
        "m",
        ("SWE",),
        "en",
        "classic",
        "Stockholm, Sweden",
        "Corporate responsibility",
        "Responsible business, from mining to microfinance.",
        (Degree("advanced", "MSc Geography", "Mälar University", "Stockholm", 2004),),
        (
            post(
                "2014-01",
                "",
                "Vice-President, Responsibility",
                "Nordgruvan Minerals",
                "Stockholm and Lusaka",
                ("M5", "Managed teams in five countries."),
                m2=False,
            ),
            post(
                "2005-02",
                "2013-12",
                "Adviser, development cooperation",
                "Västra Cooperation Agency",
                "Lusaka",
                ("M4", "Programmes on land, water and risk in rural districts."),
                ("M6", "Secretary of a donor group of nine governments."),
            ),
        ),
        (("Swedish", "mother tongue"), ("English", "C2"), ("Spanish", "B2")),
        ("cv.pdf", "letter.docx", "degree.pdf"),
        "Companies taught me how quickly a promise can be measured.",
        "not_suitable",
        exceptions={
            "M2": Answer(
                "not_met",
                "Adviser, development cooperation, Västra Cooperation Agency",
                "107 months; the years in industry do not count.",
            ),
            "M3": Answer(
                "not_met",
                "Programmes on land, water and risk in rural districts.",
                "Nothing on prevention or post-conflict recovery.",
            ),
        },
        second={
            "M2": Answer(
                "unclear",
                "Vice-President, Responsibility, Nordgruvan Minerals",
                "Could responsible business with international partners count in part?",
            )
        },
    ),
    Person(
        32,
        "Nadia Rahmouni-Kessler",
        "nadia.rk@briefkasten.example",
        datetime(2022, 9, 15, 18, 18, 0, tzinfo=UTC),
        "f",
        ("DZA", "DEU"),
        "en",
        "column",
        "Vienna, Austria",
        "Verification and inspection",
        "Inspector and manager of inspectors, in love with clean data.",
        (
            Degree(
                "advanced",
                "MSc Political Sciences and Technology",
                "Isar Technical University",
                "Munich",
                2007,
            ),
        ),
        (
            post(
                "2008-04",
                "",
                "Inspector, then Head of Inspection Planning",
                "International Verification Secretariat",
                "Vienna",
                ("M4", "Developed inspection policy and the training of national authorities."),
                ("M5", "Lead 25 inspectors from 18 countries."),
                ("M6", "Reports to an executive council of States, four sessions a year."),
                ("", "All inspections took place in States at peace."),
            ),
        ),
        (("Arabic", "mother tongue"), ("German", "C2"), ("English", "C2"), ("French", "C2")),
        ("cv.docx", "letter.pdf", "degree-ar.docx"),
        "Trust is good, and a well-kept annex keeps it good.",
        "not_suitable",
        written="نادية رحموني كسلر",
        exceptions={
            "M3": Answer(
                "not_met",
                "All inspections took place in States at peace.",
                "No conflict prevention or post-conflict recovery.",
            )
        },
    ),
    Person(
        33,
        "Bogdan Iliescu-Marr",
        "bogdan.im@scrisoare.example",
        datetime(2022, 9, 21, 9, 59, 59, tzinfo=UTC),
        "m",
        ("MDA", "ROU"),
        "en",
        "band",
        "Chișinău, Moldova",
        "Arms reduction and confidence-building",
        "Eleven years and eleven months, and proud of each.",
        (Degree("first", "BA International Relations", "Nistru University", "Chișinău", 2009),),
        (
            post(
                "2010-10",
                "2022-08",
                "Officer, Adviser, Head of Programme",
                "Dniester Dialogue Centre",
                "Chișinău and Vienna",
                (
                    "M3",
                    "Conflict prevention on both banks of the river, with early warning and joint patrols.",
                ),
                ("M4", "Programme design for surplus ammunition and risk education."),
                ("M5", "Lead 14 staff and international experts."),
                ("M6", "Secretary to the talks of five parties and two observers."),
            ),
        ),
        (("Romanian", "mother tongue"), ("Russian", "C2"), ("English", "C2")),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "I hope that the spirit of the requirement will be read with its letter.",
        "not_suitable",
        exceptions={
            "M1": Answer(
                "not_met",
                "BA International Relations, Nistru University",
                "A first-level degree with 143 months; path (b) asks for 144.",
            ),
            "M2": Answer(
                "not_met",
                "Officer, Adviser, Head of Programme, Dniester Dialogue Centre",
                "143 months, one short of twelve years.",
            ),
        },
    ),
    Person(
        34,
        "Clémence Duvigneau-Hart",
        "c.duvigneau@enveloppe.example",
        datetime(2022, 9, 24, 11, 34, 5, tzinfo=UTC),
        "f",
        ("CAN", "FRA"),
        "fr",
        "classic",
        "Montréal, Canada",
        "Conseil en désarmement humanitaire",
        "Consultante indépendante, à mi-temps par choix, exigeante par métier.",
        (
            Degree(
                "advanced",
                "Maîtrise en science politique",
                "Université du Fleuve",
                "Montréal",
                2005,
            ),
        ),
        (
            post(
                "2006-09",
                "2020-08",
                "Consultante (50 %)",
                "Cabinet Duvigneau",
                "Montréal",
                (
                    "M4",
                    "Évaluations de programmes d'action contre les mines et de stratégies nationales.",
                ),
                ("M3", "Études sur le relèvement après conflit dans neuf pays."),
                share=50,
            ),
            post(
                "2019-01",
                "2022-08",
                "Conseillère (50 %)",
                "Réseau Boréal pour la Paix",
                "Montréal",
                ("M6", "Appui à la présidence d'un groupe de travail intergouvernemental."),
                share=50,
            ),
        ),
        (("French", "mother tongue"), ("English", "C2")),
        ("cv.pdf", "letter.pdf"),
        "Half-time is a measure of hours and not of attention.",
        "not_suitable",
        exceptions={
            "M2": Answer(
                "not_met",
                "Consultante (50 %), Cabinet Duvigneau",
                "Part-time posts add up to 106 months; 120 are asked for.",
            ),
            "M5": Answer("not_met", "", "No management is described."),
        },
        second={
            "M5": Answer(
                "unclear",
                "Évaluations de programmes d'action contre les mines et de stratégies nationales.",
                "Evaluation teams may have been led; not said.",
            )
        },
    ),
    Person(
        35,
        "Mateo Sandoval Urrutia",
        "mateo.su@sobre.example",
        datetime(2022, 9, 13, 22, 2, 22, tzinfo=UTC),
        "m",
        ("ECU",),
        "es",
        "plain",
        "Quito, Ecuador",
        "Docencia e investigación",
        "Profesor de relaciones internacionales, con estudios largos y trabajo corto.",
        (
            Degree(
                "advanced",
                "Doctorado en Relaciones Internacionales",
                "Universidad del Páramo",
                "Quito",
                2017,
            ),
        ),
        (
            post(
                "2017-09",
                "",
                "Profesor titular",
                "Universidad del Páramo",
                "Quito",
                ("M4", "Investigación sobre desarme humanitario y cooperación."),
                ("M6", "Asesor académico de la delegación en dos reuniones."),
            ),
            post(
                "2010-09",
                "2017-07",
                "Estudios de doctorado",
                "Universidad del Páramo",
                "Quito",
                ("", "Tesis sobre la desminación de la frontera."),
                kind="studies",
            ),
        ),
        (("Spanish", "mother tongue"), ("English", "C1")),
        ("cv.docx", "letter.docx", "degree-es.scan"),
        "Students ask better questions than delegations; both deserve answers.",
        "not_suitable",
        exceptions={
            "M2": Answer(
                "not_met",
                "Profesor titular, Universidad del Páramo",
                "60 months; the years of study are not professional experience.",
            ),
            "M3": Answer(
                "not_met",
                "Tesis sobre la desminación de la frontera.",
                "A thesis, no work in prevention or recovery.",
            ),
            "M4": Answer(
                "not_met",
                "Investigación sobre desarme humanitario y cooperación.",
                "60 months in the nexus.",
            ),
            "M5": Answer("not_met", "", "No management is described."),
        },
    ),
)
