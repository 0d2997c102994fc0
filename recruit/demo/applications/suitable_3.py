"""Invented applicants 7 to 9: what is required is met."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        7,
        "Noor al-Sahari",
        "noor.alsahari@barid.example",
        datetime(2022, 9, 22, 10, 2, 33, tzinfo=UTC),
        "f",
        ("JOR",),
        "en",
        "column",
        "Amman, Jordan",
        "Humanitarian law, survivors' rights, multilateral advocacy",
        "Lawyer and programme director. I work where the text of a treaty meets the desk of the official who has to apply it.",
        (
            Degree(
                "advanced", "LLM International Humanitarian Law", "Petra Law School", "Amman", 2010
            ),
        ),
        (
            post(
                "2017-01",
                "",
                "Director, Treaties and Protection",
                "Levant Centre for Civilian Protection",
                "Amman",
                (
                    "M5",
                    "Lead 22 staff in Amman, Baghdad and Sana'a; introduced a common risk register and quarterly results reviews.",
                ),
                (
                    "M6",
                    "Coordinate a cross-regional group of delegations on explosive weapons and civilian harm in Geneva and New York.",
                ),
            ),
            post(
                "2011-03",
                "2016-12",
                "Legal Adviser, Disarmament and Recovery",
                "Levant Centre for Civilian Protection",
                "Baghdad",
                (
                    "M4",
                    "Drafted two national implementing laws and the reporting system behind four initial transparency reports.",
                ),
                (
                    "M3",
                    "Advised on the return of displaced families to contaminated districts after hostilities.",
                ),
            ),
        ),
        (("Arabic", "mother tongue"), ("English", "C2"), ("French", "B1")),
        ("cv.docx", "letter.pdf", "degree-ar.docx"),
        "Reporting rates have fallen. I have helped four ministries to send their first report, and know which desk it gets stuck on.",
        "suitable",
        written="نور الصحاري",
    ),
    Person(
        8,
        "Saara Lindqvist-Aho",
        "saara.lindqvist-aho@posti.example",
        datetime(2022, 9, 10, 13, 48, 5, tzinfo=UTC),
        "f",
        ("FIN",),
        "en",
        "plain",
        "Helsinki, Finland",
        "International cooperation and results-based management",
        "Twenty years in cooperation, of which twelve with explosive remnants of war. Known for budgets that add up.",
        (
            Degree(
                "advanced",
                "MBA, Public and Non-profit Management",
                "Northern Gulf School of Economics",
                "Turku",
                2002,
            ),
        ),
        (
            post(
                "2015-02",
                "",
                "Head of Cooperation and Assistance",
                "Aurora Development Agency",
                "Helsinki",
                (
                    "M5",
                    "Manage a unit of 12 and a portfolio of 23 million euros in nine affected countries.",
                ),
                (
                    "M6",
                    "Chaired the donor side of a support group that meets in Geneva twice a year.",
                ),
            ),
            post(
                "2008-06",
                "2015-01",
                "Senior Programme Officer, Mine Action and Recovery",
                "Aurora Development Agency",
                "Phnom Penh",
                (
                    "M4",
                    "Built multi-year partnerships that joined clearance, victim assistance and rural development in one plan.",
                ),
                (
                    "M3",
                    "Steered recovery funds after conflict through provincial councils, with their auditors.",
                ),
            ),
            post(
                "2003-01",
                "2008-05",
                "Desk Officer",
                "Aurora Development Agency",
                "Helsinki",
                ("", "Country programmes in South-East Asia."),
                m4=False,
            ),
        ),
        (("Finnish", "mother tongue"), ("Swedish", "C2"), ("English", "C2"), ("French", "C1")),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "Prudence with small budgets is not a virtue but a duty. I would publish the Unit's figures before anybody asks for them.",
        "suitable",
    ),
    Person(
        9,
        "Phonesavanh Keodala",
        "p.keodala@sarn.example",
        datetime(2022, 9, 23, 3, 21, 58, tzinfo=UTC),
        "m",
        ("LAO",),
        "en",
        "band",
        "Vientiane, Lao People's Democratic Republic",
        "National authority, regional cooperation, clearance",
        "I come from a province that is still being cleared, and have worked on that fact from the village to the plenary hall.",
        (
            Degree(
                "advanced",
                "Master of Development Studies",
                "Mekong Institute of Governance",
                "Bangkok",
                2009,
            ),
        ),
        (
            post(
                "2015-10",
                "",
                "Director of International Relations",
                "National Office for Land Release",
                "Vientiane",
                (
                    "M6",
                    "Negotiate extension requests and assistance with 19 partner States; head of delegation at six meetings.",
                ),
                (
                    "M5",
                    "Manage 31 staff, four of them international advisers, and the coordination of eleven operators.",
                ),
            ),
            post(
                "2009-11",
                "2015-09",
                "Programme Manager, Clearance",
                "Plain of Stones Trust",
                "Phonsavan",
                (
                    "N1",
                    "Ran a clearance programme of 160 deminers with evidence-based survey before every task.",
                ),
                ("M4", "Wrote the survey standard that the national authority adopted in 2014."),
                ("M3", "Brought clearance into the district recovery budget of three districts."),
            ),
        ),
        (("Lao", "mother tongue"), ("English", "C1"), ("French", "C1"), ("Thai", "C2")),
        ("cv.docx", "letter.docx", "degree.scan"),
        "An affected State has never held this post. I would see that as a reason for modesty, and for speed.",
        "suitable",
    ),
)
