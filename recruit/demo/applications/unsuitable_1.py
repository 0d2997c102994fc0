"""Invented applicants 21 to 25, of whom a requirement is not met."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        21,
        "Oskar Brandvik-Mele",
        "oskar.bm@epost.example",
        datetime(2022, 9, 12, 9, 0, 30, tzinfo=UTC),
        "m",
        ("NOR", "SWE"),
        "en",
        "column",
        "Gothenburg, Sweden",
        "Humanitarian mine action",
        "A manager of clearance and risk education, ten years in October.",
        (Degree("advanced", "MSc Political Science", "Skagerrak University", "Gothenburg", 2012),),
        (
            post(
                "2012-10",
                "",
                "Programme Officer, then Country Director",
                "Nordlys Humanitarian",
                "Erbil and Kyiv",
                ("N1", "Managed two mine action programmes with 130 and 95 staff."),
                (
                    "M4",
                    "Developed the strategy for survey and for cooperation with local authorities.",
                ),
                (
                    "M3",
                    "Worked in early recovery in retaken districts and along a line of contact.",
                ),
                ("M5", "Led three international managers and a budget of 9 million euros."),
                ("M6", "Presented results to donors and delegations in Geneva each year."),
            ),
        ),
        (
            ("Swedish", "mother tongue"),
            ("Norwegian", "mother tongue"),
            ("English", "C2"),
            ("Arabic", "B2"),
        ),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "I complete my tenth year in this field as the procedure begins.",
        "not_suitable",
        exceptions={
            "M2": Answer(
                "not_met",
                "Programme Officer, then Country Director, Nordlys Humanitarian",
                "119 months up to the last day of the window: one short of ten years, for everybody alike.",
            )
        },
    ),
    Person(
        22,
        "Giulia Tremonti-Sacchi",
        "giulia.ts@lettera.example",
        datetime(2022, 9, 8, 20, 14, 2, tzinfo=UTC),
        "f",
        ("ITA",),
        "en",
        "classic",
        "Rome, Italy",
        "Multilateral affairs and trade diplomacy",
        "Fifteen years in multilateral affairs, the last six in disarmament.",
        (
            Degree(
                "advanced",
                "Laurea magistrale in International Relations",
                "Tiber University",
                "Rome",
                2006,
            ),
        ),
        (
            post(
                "2016-10",
                "2022-08",
                "Counsellor, disarmament",
                "Ministry of International Affairs",
                "Geneva",
                (
                    "M4",
                    "Followed the humanitarian disarmament conventions and drafted national reports.",
                ),
                (
                    "M6",
                    "Represented the delegation in three conventions and chaired two informal groups.",
                ),
                ("M3", "Handled the prevention file and the peacebuilding fund."),
            ),
            post(
                "2007-01",
                "2016-09",
                "Trade attaché",
                "Ministry of International Affairs",
                "Brussels",
                ("M5", "Managed a section of eight in an international mission."),
                m4=False,
            ),
        ),
        (("Italian", "mother tongue"), ("English", "C2"), ("French", "C1")),
        ("cv.docx", "letter.docx", "degree.pdf"),
        "I came to disarmament late, and stayed.",
        "not_suitable",
        exceptions={
            "M4": Answer(
                "not_met",
                "Followed the humanitarian disarmament conventions and drafted national reports.",
                "71 months in the nexus; 96 are asked for, and trade does not count.",
            )
        },
        second={
            "M3": Answer(
                "not_met",
                "Handled the prevention file and the peacebuilding fund.",
                "A file among others, hardly considerable.",
            )
        },
    ),
    Person(
        23,
        "Hamza Qureshi-Vale",
        "hamza.qv@post.example",
        datetime(2022, 9, 14, 6, 45, 50, tzinfo=UTC),
        "m",
        ("PAK", "GBR"),
        "en",
        "band",
        "Birmingham, United Kingdom",
        "Humanitarian operations",
        "Operations manager in eleven emergencies.",
        (
            Degree(
                "first", "BA Development Studies", "Midland Civic University", "Birmingham", 2010
            ),
        ),
        (
            post(
                "2011-11",
                "2022-08",
                "Logistics Officer to Head of Operations",
                "Crescent Relief Partnership",
                "Peshawar, Mosul, Maiduguri",
                ("M3", "Led stabilisation and recovery projects in retaken towns."),
                ("M4", "Combined clearance, shelter and livelihoods in one programme design."),
                ("M5", "Managed 70 staff of nine nationalities."),
                ("M6", "Spoke for the organisation in inter-agency and donor meetings in Geneva."),
            ),
        ),
        (("English", "mother tongue"), ("Urdu", "mother tongue"), ("Arabic", "B2")),
        ("cv.pdf", "letter.pdf", "degree.scan"),
        "What I lack in titles I have in kilometres.",
        "not_suitable",
        exceptions={
            "M1": Answer(
                "not_met",
                "BA Development Studies, Midland Civic University",
                "A first-level degree with 130 months; path (b) asks for 144.",
            ),
            "M2": Answer(
                "not_met",
                "Logistics Officer to Head of Operations, Crescent Relief Partnership",
                "130 months; twelve years are asked for with a first-level degree.",
            ),
        },
    ),
    Person(
        24,
        "Petra Zámečníková-Ross",
        "petra.zr@dopis.example",
        datetime(2022, 9, 19, 8, 8, 8, tzinfo=UTC),
        "f",
        ("CZE",),
        "en",
        "plain",
        "Prague, Czech Republic",
        "Research on explosive weapons",
        "Senior researcher; author of three reference works on submunitions.",
        (Degree("advanced", "PhD International Relations", "Vltava University", "Prague", 2009),),
        (
            post(
                "2009-09",
                "",
                "Senior Researcher",
                "Central European Arms Archive",
                "Prague",
                (
                    "M4",
                    "Published the standard catalogue of submunitions and eleven policy studies.",
                ),
                (
                    "M3",
                    "Field research on contamination and recovery in six post-conflict countries.",
                ),
                ("M6", "Expert on the delegation in eight meetings of States."),
                ("", "Works independently, with one research assistant in some years."),
            ),
        ),
        (("Czech", "mother tongue"), ("English", "C2"), ("Russian", "C1"), ("German", "C1")),
        ("cv.pdf", "letter.pdf", "degree.pdf"),
        "I offer knowledge rather than command.",
        "not_suitable",
        exceptions={
            "M5": Answer(
                "not_met",
                "Works independently, with one research assistant in some years.",
                "No management at international level.",
            )
        },
    ),
    Person(
        25,
        "Luis Fernando Arrieta Cobos",
        "lf.arrieta@correspondencia.example",
        datetime(2022, 9, 20, 23, 40, 1, tzinfo=UTC),
        "m",
        ("COL",),
        "es",
        "column",
        "Bogotá, Colombia",
        "Acción integral contra minas",
        "Dieciocho años al servicio de las víctimas y del territorio.",
        (
            Degree(
                "advanced", "Maestría en Ciencia Política", "Universidad del Macizo", "Bogotá", 2008
            ),
        ),
        (
            post(
                "2009-02",
                "",
                "Director nacional y enlace internacional",
                "Corporación Campo Libre",
                "Bogotá y Quito",
                ("N1", "Dirección del programa de acción contra minas en nueve departamentos."),
                ("M4", "Formulación del plan estratégico y de los estándares nacionales."),
                ("M3", "Recuperación de zonas posconflicto y retorno de comunidades."),
                ("M5", "Gestión de 150 personas en dos países."),
                ("M6", "Delegado técnico en reuniones internacionales, con interpretación."),
            ),
        ),
        (("Spanish", "mother tongue"), ("English", "B1")),
        ("cv.pdf", "letter-es.pdf", "degree-es.pdf"),
        "Mi inglés mejora cada semana; mi compromiso no necesita mejorar.",
        "not_suitable",
        exceptions={
            "M7": Answer(
                "not_met",
                "Inglés: B1",
                "Level B1 by the applicant's own account, and a letter in Spanish: not fluent.",
            )
        },
    ),
)
