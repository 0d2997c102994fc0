"""Invented applicants 13 and 14: what is required is met through path (b) (A4)."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        13,
        "Wiremu Hartley-Paki",
        "wiremu.hartley-paki@mailroom.example",
        datetime(2022, 9, 17, 22, 36, 0, tzinfo=UTC),
        "m",
        ("NZL",),
        "en",
        "plain",
        "Wellington, New Zealand",
        "Peace support, disarmament policy, Pacific partnerships",
        "From clearance supervisor to policy head, with the Pacific's small administrations in mind throughout.",
        (Degree("first", "BA Political Science", "Aotearoa South University", "Dunedin", 2003),),
        (
            post(
                "2014-02",
                "",
                "Head of Policy and Partnerships",
                "Pacific Unexploded Ordnance Network",
                "Suva and Geneva",
                (
                    "M6",
                    "Bring the positions of eleven Pacific States into the meetings of three conventions.",
                ),
                ("M5", "Manage 16 staff on four islands and a pooled fund with seven donors."),
            ),
            post(
                "2004-07",
                "2014-01",
                "Operations, later Programme Manager",
                "Longwhite Humanitarian Demining",
                "Dili and Honiara",
                (
                    "M4",
                    "Set technical policy for survey, clearance and disposal in two programmes.",
                ),
                ("N1", "Managed the Solomon programme with 88 staff for five years."),
                (
                    "M3",
                    "Worked with village courts on land claims that followed clearance after the conflict.",
                ),
            ),
        ),
        (("English", "mother tongue"), ("Māori", "C1"), ("French", "B2")),
        ("cv.docx", "letter.docx", "degree.pdf"),
        "A State with three officials for all treaties needs one page, not ten. I have learned to write that page.",
        "suitable",
        path="b",
        second={
            "M1": Answer(
                "unclear",
                "BA Political Science, Aotearoa South University",
                "Equivalence is for the panel to accept; noted as open.",
            )
        },
    ),
    Person(
        14,
        "Ifeoma Castleton-Nwosu",
        "ifeoma.cn@letters.example",
        datetime(2022, 9, 20, 8, 15, 27, tzinfo=UTC),
        "f",
        ("NGA", "CAN"),
        "en",
        "column",
        "Ottawa, Canada",
        "Humanitarian policy, negotiation, organisational change",
        "Negotiator and change manager. I have closed one organisation well, and opened another.",
        (Degree("first", "BSc Social Sciences", "Bight College", "Lagos", 2004),),
        (
            post(
                "2015-04",
                "",
                "Director of Policy",
                "Global Compact on Civilian Safety",
                "Ottawa and Geneva",
                (
                    "M6",
                    "Facilitated intergovernmental consultations that led to a political declaration joined by 70 States.",
                ),
                (
                    "M5",
                    "Direct 19 staff in four offices; merged two secretariats without a lost day of service.",
                ),
            ),
            post(
                "2005-09",
                "2015-03",
                "Programme Officer, then Country Manager",
                "Harbour Aid Consortium",
                "Monrovia and Freetown",
                (
                    "M4",
                    "Developed programmes that joined weapons collection, risk education and livelihoods.",
                ),
                ("M3", "Led early recovery in nine districts in the years after the war."),
            ),
        ),
        (("English", "mother tongue"), ("Igbo", "mother tongue"), ("French", "C1")),
        ("cv.pdf", "letter.pdf", "degree.scan"),
        "Organisations in change need somebody who explains decisions before they are rumours.",
        "suitable",
        path="b",
    ),
)
