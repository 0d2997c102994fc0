"""Invented applicants 26 to 30, of whom a requirement is not met."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        26,
        "Chipo Mandizha-Rowe",
        "chipo.mr@mail.example",
        datetime(2022, 9, 22, 5, 5, 59, tzinfo=UTC),
        "f",
        ("ZWE",),
        "en",
        "band",
        "Harare, Zimbabwe",
        "National mine action authority",
        "Thirteen years in a national authority, close to the work.",
        (Degree("advanced", "MA Development Studies", "Save River University", "Mutare", 2008),),
        (
            post(
                "2009-01",
                "",
                "Planning Officer to Deputy Director",
                "National Demining Office",
                "Harare",
                ("N1", "Oversaw five operators and the tasking of clearance along the border."),
                ("M4", "Wrote the national strategy and its monitoring plan."),
                ("M3", "Community liaison and resettlement in border districts."),
                (
                    "M5",
                    "Managed a department that works with international operators and advisers.",
                ),
                (
                    "",
                    "All posts were national; international meetings were attended by the ministry.",
                ),
            ),
        ),
        (("English", "C2"), ("Shona", "mother tongue")),
        ("cv.docx", "letter.docx", "degree.pdf"),
        "I should like to bring the view from the other side of the reporting form.",
        "not_suitable",
        exceptions={
            "M6": Answer(
                "not_met",
                "All posts were national; international meetings were attended by the ministry.",
                "No work in a multilateral and diplomatic environment.",
            )
        },
    ),
    Person(
        27,
        "Alistair Penhaligon-Drew",
        "alistair.pd@webmail.example",
        datetime(2022, 9, 7, 14, 33, 33, tzinfo=UTC),
        "m",
        ("GBR",),
        "en",
        "classic",
        "Bristol, United Kingdom",
        "Supply chains and leadership",
        "Turnaround leader in shipping and retail.",
        (Degree("advanced", "MBA", "Severn Business School", "Bristol", 1999),),
        (
            post(
                "2000-01",
                "",
                "Logistics Manager to Chief Operating Officer",
                "Penrose Freight",
                "Bristol and Rotterdam",
                ("M5", "Led 1,400 staff in seven countries through a merger."),
                m2=False,
            ),
        ),
        (("English", "mother tongue"), ("Dutch", "B1")),
        ("cv.pdf", "letter.pdf"),
        "Leadership is leadership, and the rest can be learned in a hundred days.",
        "not_suitable",
        exceptions={
            "M2": Answer(
                "not_met",
                "Logistics Manager to Chief Operating Officer, Penrose Freight",
                "Freight is not international relations and cooperation: no month counts.",
            ),
            "M3": Answer("not_met", "", "Nothing on prevention or recovery."),
            "M4": Answer("not_met", "", "No month in the nexus."),
            "M6": Answer("not_met", "", "No multilateral or diplomatic work."),
        },
    ),
    Person(
        28,
        "Yuki Tanahara-Bell",
        "yuki.tb@tegami.example",
        datetime(2022, 9, 16, 1, 11, 16, tzinfo=UTC),
        "f",
        ("JPN",),
        "en",
        "column",
        "Kyoto, Japan",
        "Young professional in disarmament education",
        "Recent graduate with three years of work and much energy.",
        (Degree("advanced", "MA International Law", "Higashiyama University", "Kyoto", 2019),),
        (
            post(
                "2019-09",
                "",
                "Associate, disarmament education",
                "Crane Foundation",
                "Kyoto and Geneva",
                ("M4", "Developed a course on humanitarian disarmament for 900 students."),
                ("M6", "Assisted at two meetings of States."),
            ),
        ),
        (("Japanese", "mother tongue"), ("English", "C1"), ("Chinese", "B2")),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "Every director was once told to apply later; I thought I would ask sooner.",
        "not_suitable",
        exceptions={
            "M2": Answer(
                "not_met", "Associate, disarmament education, Crane Foundation", "36 months."
            ),
            "M3": Answer("not_met", "", "Nothing on prevention or recovery."),
            "M4": Answer(
                "not_met",
                "Developed a course on humanitarian disarmament for 900 students.",
                "36 months in the nexus.",
            ),
            "M5": Answer("not_met", "", "No management yet."),
        },
    ),
    Person(
        29,
        "Sergei Lugovoy-Arsen",
        "s.lugovoy@pismo.example",
        datetime(2022, 9, 18, 10, 0, 10, tzinfo=UTC),
        "m",
        ("KAZ", "ARM"),
        "en",
        "plain",
        "Almaty, Kazakhstan",
        "Explosive ordnance disposal",
        "From army engineer to head of an international training centre.",
        (
            Degree(
                "other",
                "Diploma of the Engineer Cadet School",
                "Steppe Military Academy",
                "Almaty",
                2001,
            ),
        ),
        (
            post(
                "2010-03",
                "",
                "Head of Training and Programmes",
                "Silk Road Demining Centre",
                "Almaty and Kabul",
                ("N1", "Managed a clearance programme with 60 staff for four years."),
                (
                    "M4",
                    "Designed the regional training policy on disposal and stockpile destruction.",
                ),
                ("M3", "Worked with reintegration projects for former combatants."),
                ("M5", "Lead 34 instructors of seven nationalities."),
                ("M6", "Expert in the regional group of a convention, with two statements a year."),
            ),
        ),
        (("Russian", "mother tongue"), ("Armenian", "C1"), ("English", "C1")),
        ("cv.docx", "letter.pdf", "degree-ru.pdf"),
        "A field engineer reads contamination maps as others read music.",
        "not_suitable",
        written="Сергей Луговой-Арсен",
        exceptions={
            "M1": Answer(
                "not_met",
                "Diploma of the Engineer Cadet School, Steppe Military Academy",
                "A cadet school's diploma is not a first-level university degree; neither path is open.",
            )
        },
    ),
    Person(
        30,
        "Fatoumata Kouyaté-Blanc",
        "f.kouyate@messagerie.example",
        datetime(2022, 9, 23, 16, 28, 42, tzinfo=UTC),
        "f",
        ("MLI", "FRA"),
        "fr",
        "band",
        "Bamako, Mali",
        "Développement local et gouvernance",
        "Gestionnaire de projets de développement, proche des communes.",
        (
            Degree(
                "advanced",
                "Master en administration des affaires",
                "École supérieure du Djoliba",
                "Bamako",
                2009,
            ),
        ),
        (
            post(
                "2010-05",
                "",
                "Cheffe de projet, puis directrice de programme",
                "Association Terre et Communes",
                "Bamako et Ouagadougou",
                ("M5", "Direction de 40 personnes dans deux pays."),
                ("M3", "Médiation et relèvement dans des communes touchées par le conflit."),
                ("", "Travail avec les autorités communales et les bailleurs locaux."),
                m4=False,
            ),
        ),
        (("French", "mother tongue"), ("Bambara", "mother tongue"), ("English", "C1")),
        ("cv.pdf", "letter.pdf", "degree-fr.pdf"),
        "Development is disarmament by other means; I know the other means well.",
        "not_suitable",
        exceptions={
            "M4": Answer(
                "not_met",
                "Médiation et relèvement dans des communes touchées par le conflit.",
                "Local development without work in the nexus; no month counts.",
            ),
            "M6": Answer(
                "not_met",
                "Travail avec les autorités communales et les bailleurs locaux.",
                "No multilateral setting.",
            ),
        },
    ),
)
