"""Invented applicants 15 to 17, whose papers leave a question for the panel (A6)."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        15,
        "Ester Halvorsen-Quist",
        "ester.hq@brev.example",
        datetime(2022, 9, 12, 6, 31, 0, tzinfo=UTC),
        "f",
        ("NOR",),
        "en",
        "classic",
        "Oslo, Norway",
        "Humanitarian affairs and disarmament",
        "Twenty years of humanitarian affairs, some of them before anybody kept month-by-month records.",
        (
            Degree(
                "advanced",
                "MPhil Peace and Conflict Studies",
                "Fjord University College",
                "Oslo",
                2001,
            ),
        ),
        (
            post(
                "2015-09",
                "",
                "Senior Adviser, Humanitarian Disarmament",
                "Polar Aid",
                "Oslo and Geneva",
                (
                    "M6",
                    "Advised delegations at nine meetings of States parties and drafted the chair's summaries.",
                ),
                ("M5", "Led an international project team of six with partners in four countries."),
                (
                    "M4",
                    "Wrote the agency's strategy on explosive weapons and its results framework.",
                ),
            ),
            post(
                "2008",
                "2014",
                "Programme adviser, recovery",
                "Polar Aid and others",
                "Khartoum, Juba and Oslo",
                (
                    "M3",
                    "Recovery programmes in Sudan and South Sudan, in several consecutive assignments.",
                ),
            ),
        ),
        (("Norwegian", "mother tongue"), ("English", "C2"), ("Arabic", "B2")),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "My early assignments followed one another closely; I give the years, as the contracts were lost in an evacuation.",
        "borderline",
        exceptions={
            "M2": Answer(
                "unclear",
                "Programme adviser, recovery, Polar Aid and others",
                "Dated by month there are seven years only; the earlier period is known by its years and may or may not bring them to ten.",
            ),
            "M4": Answer(
                "unclear",
                "Programme adviser, recovery, Polar Aid and others",
                "As for the ten years: the period given by year only would have to count.",
            ),
        },
        second={
            "M4": Answer(
                "not_met",
                "Programme adviser, recovery, Polar Aid and others",
                "What can be counted is under eight years.",
            )
        },
    ),
    Person(
        16,
        "Ravindra Senanayake-Holt",
        "r.senanayake-holt@inbox.example",
        datetime(2022, 9, 15, 11, 27, 36, tzinfo=UTC),
        "m",
        ("LKA", "AUS"),
        "en",
        "band",
        "Colombo, Sri Lanka",
        "Mine action and national capacity",
        "Engineer, trainer, manager: twelve years from the northern minefields to the ministry.",
        (
            Degree(
                "advanced",
                "Postgraduate Diploma in Development Practice (two years)",
                "Indian Ocean Institute",
                "Colombo",
                2008,
            ),
        ),
        (
            post(
                "2016-01",
                "",
                "Director, International Programmes",
                "Lotus Recovery Foundation",
                "Colombo",
                (
                    "M5",
                    "Manage 41 staff and grants from six governments in Sri Lanka and two further countries.",
                ),
                (
                    "M6",
                    "Presented national statements and side events at disarmament meetings in Geneva.",
                ),
            ),
            post(
                "2009-06",
                "2015-12",
                "Programme Manager, Humanitarian Demining",
                "Lotus Recovery Foundation",
                "Jaffna and Vavuniya",
                ("N1", "Managed manual and mechanical clearance with 240 staff for resettlement."),
                ("M4", "Developed the programme's strategy, priorities and information system."),
                ("M3", "Post-conflict resettlement: 11,000 families returned to released land."),
            ),
        ),
        (("Sinhala", "mother tongue"), ("Tamil", "C1"), ("English", "C2")),
        ("cv.pdf", "letter.pdf"),
        "The certificate of my diploma is with the institute for a replacement; I shall send it as soon as it arrives.",
        "borderline",
        exceptions={
            "M1": Answer(
                "unclear",
                "Postgraduate Diploma in Development Practice (two years), Indian Ocean Institute",
                "Whether a two-year postgraduate diploma is equivalent to a master's can't be told without the certificate, which is missing.",
            ),
        },
    ),
    Person(
        17,
        "Dragana Petrovska-Lume",
        "dragana.pl@posta.example",
        datetime(2022, 9, 18, 17, 50, 3, tzinfo=UTC),
        "f",
        ("MKD",),
        "en",
        "column",
        "Skopje, North Macedonia",
        "Disarmament diplomacy and programme design",
        "A diplomat of conventional arms: verification, stockpile security, export control.",
        (
            Degree(
                "advanced",
                "MA European and International Studies",
                "Vardar University",
                "Skopje",
                2009,
            ),
        ),
        (
            post(
                "2015-07",
                "",
                "Head of Section, Stockpile Security",
                "Balkan Centre for Arms Reduction",
                "Skopje and Vienna",
                (
                    "M4",
                    "Developed destruction and security projects with seven ministries of defence.",
                ),
                ("M5", "Lead ten staff of five nationalities and 4 million euros of projects."),
                ("M6", "Report to a steering board of twelve States and four organisations."),
            ),
            post(
                "2010-01",
                "2015-06",
                "Counsellor for arms control",
                "Ministry of Foreign Relations",
                "Skopje",
                ("M3", "Took part in regional confidence-building talks."),
            ),
        ),
        (("Macedonian", "mother tongue"), ("English", "C2"), ("Serbian", "C2"), ("Russian", "B2")),
        ("cv.docx", "letter.pdf", "degree.pdf"),
        "Stockpiles are prevention, if prevention is understood early enough.",
        "borderline",
        exceptions={
            "M3": Answer(
                "unclear",
                "Took part in regional confidence-building talks.",
                "Prevention appears once, recovery not at all; whether stockpile work is conflict prevention is for the panel.",
            ),
        },
        second={
            "M3": Answer(
                "not_met",
                "Took part in regional confidence-building talks.",
                "One line is not considerable experience.",
            )
        },
    ),
)
