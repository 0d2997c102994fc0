"""Invented applicants 4 to 6: what is required is met."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        4,
        "Teodora Vălureanu",
        "teodora.valureanu@correspondence.example",
        datetime(2022, 9, 16, 12, 30, 22, tzinfo=UTC),
        "f",
        ("ROU",),
        "en",
        "column",
        "Vienna, Austria",
        "Arms control diplomacy and stockpile destruction",
        "Former delegate, then secretariat official. At home in verification annexes as much as in coffee-break diplomacy.",
        (
            Degree(
                "advanced",
                "MA Security Studies",
                "Danube Graduate School of Diplomacy",
                "Bucharest",
                2007,
            ),
        ),
        (
            post(
                "2018-09",
                "",
                "Deputy Director, Conventional Arms",
                "Forum for Regional Security",
                "Vienna",
                (
                    "M5",
                    "Supervise 14 international staff and seven field projects with 3.9 million euros of voluntary contributions.",
                ),
                (
                    "M6",
                    "Serve a decision-making body of 41 delegations that works by consensus and by silence procedure.",
                ),
            ),
            post(
                "2012-01",
                "2018-08",
                "Programme Officer, Stockpile Destruction",
                "Forum for Regional Security",
                "Vienna and Chișinău",
                (
                    "M4",
                    "Designed destruction programmes in three States, from the survey of depots to the declaration of completion.",
                ),
                (
                    "M3",
                    "Linked the removal of surplus ammunition with confidence-building along a line of contact.",
                ),
            ),
            post(
                "2008-03",
                "2011-12",
                "Third, later Second Secretary (Disarmament)",
                "Ministry of External Affairs",
                "Geneva",
                ("M6", "Represented the delegation in the negotiation of two final documents."),
                m4=False,
            ),
        ),
        (("Romanian", "mother tongue"), ("English", "C2"), ("Russian", "C1"), ("German", "B2")),
        ("cv.docx", "letter.pdf", "degree.pdf"),
        "I know from inside how a silence procedure feels to a small delegation, and what a secretariat can do to make it fair.",
        "suitable",
        second={
            "M3": Answer(
                "unclear",
                "Linked the removal of surplus ammunition with confidence-building along a line of contact.",
                "One line only on prevention; is it considerable?",
            )
        },
    ),
    Person(
        5,
        "Makena Oduya-Thorne",
        "makena@oduya-thorne.example",
        datetime(2022, 9, 7, 5, 40, 17, tzinfo=UTC),
        "f",
        ("KEN",),
        "en",
        "band",
        "Nairobi, Kenya",
        "Mine action, partnerships and national ownership",
        "I hand programmes over. Three national authorities now run what I was once hired to run for them.",
        (
            Degree(
                "advanced",
                "MA Peace and Conflict Studies",
                "Rift Lakes University",
                "Nairobi",
                2009,
            ),
            Degree("first", "BSc Geography", "Rift Lakes University", "Nairobi", 2006),
        ),
        (
            post(
                "2016-05",
                "",
                "Regional Director, Eastern and Southern Africa",
                "Open Ground Alliance",
                "Nairobi",
                (
                    "M5",
                    "Direct 320 staff in four countries through four national managers, with a budget of 11 million dollars.",
                ),
                (
                    "N1",
                    "Manage mine action programmes in three States up to completion and hand-over to their authorities.",
                ),
                (
                    "M6",
                    "Speak for a coalition of operators in formal meetings of two disarmament conventions.",
                ),
            ),
            post(
                "2010-02",
                "2016-04",
                "Technical Adviser to the national authority",
                "Open Ground Alliance",
                "Maputo",
                (
                    "M4",
                    "Advised on the national strategy, the extension request and the completion survey that followed.",
                ),
                (
                    "M3",
                    "Tied land release to resettlement after conflict, with the provincial recovery fund.",
                ),
            ),
        ),
        (
            ("English", "mother tongue"),
            ("Swahili", "mother tongue"),
            ("Portuguese", "C1"),
            ("French", "B2"),
        ),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "National ownership is a sentence in many work plans. I have three signed hand-over protocols to show for it.",
        "suitable",
        second={
            "N1": Answer(
                "unclear",
                "Manage mine action programmes in three States up to completion and hand-over to their authorities.",
                "Through national managers: managing, or overseeing?",
            )
        },
    ),
    Person(
        6,
        "Joaquín Belmonte Ixchel",
        "j.belmonte@cartas.example",
        datetime(2022, 9, 19, 21, 17, 50, tzinfo=UTC),
        "m",
        ("GTM",),
        "es",
        "classic",
        "Ciudad de Guatemala, Guatemala",
        "Construcción de paz, desarme y diplomacia multilateral",
        "De los acuerdos de paz aprendí el oficio: escuchar primero, escribir después y cumplir lo escrito.",
        (
            Degree(
                "advanced",
                "Maestría en Relaciones Internacionales",
                "Universidad del Altiplano Central",
                "Ciudad de Guatemala",
                2004,
            ),
        ),
        (
            post(
                "2014-08",
                "",
                "Director de Seguridad Humana",
                "Secretaría Centroamericana de Cooperación",
                "San Salvador",
                (
                    "M6",
                    "Secretaría técnica de un foro de ocho Estados: preparación de reuniones ministeriales y seguimiento de sus decisiones.",
                ),
                (
                    "M5",
                    "Dirección de un equipo de 18 personas de seis nacionalidades y de un fondo de 7 millones de dólares.",
                ),
            ),
            post(
                "2007-03",
                "2014-07",
                "Coordinador de programa, desarme y desarrollo",
                "Fundación Tierra Segura",
                "Managua y Bogotá",
                (
                    "M4",
                    "Formulación de programas de destrucción de existencias y de educación en el riesgo en tres países.",
                ),
                (
                    "M3",
                    "Recuperación posconflicto en municipios afectados: retorno, tierras y atención a las víctimas.",
                ),
            ),
        ),
        (
            ("Spanish", "mother tongue"),
            ("Kaqchikel", "mother tongue"),
            ("English", "C1"),
            ("French", "B2"),
        ),
        ("cv.pdf", "letter.docx", "degree-es.scan"),
        "Central America became the first region free of these weapons. I took part in that work, and would gladly help others to say the same.",
        "suitable",
    ),
)
