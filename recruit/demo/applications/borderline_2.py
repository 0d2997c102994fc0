"""Invented applicants 18 to 20, whose papers leave a question for the panel (A6)."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Answer, Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        18,
        "Benoît Tchakounté-Lys",
        "b.tchakounte@courriel.example",
        datetime(2022, 9, 21, 14, 6, 19, tzinfo=UTC),
        "m",
        ("CMR", "BEL"),
        "fr",
        "plain",
        "Yaoundé, Cameroun",
        "Analyse des conflits et désarmement",
        "Chercheur et conseiller : quatorze ans d'analyse au service de ceux qui négocient.",
        (
            Degree(
                "advanced", "Doctorat en science politique", "Université du Wouri", "Douala", 2010
            ),
        ),
        (
            post(
                "2014-10",
                "",
                "Conseiller principal, paix et sécurité",
                "Commission du Bassin de la Sanaga",
                "Yaoundé",
                (
                    "M6",
                    "Préparation des positions de six États pour les conférences de désarmement et suivi des décisions.",
                ),
                ("M4", "Élaboration de la stratégie régionale sur les restes explosifs de guerre."),
                ("M5", "Encadrement d'équipes de consultants au gré des missions."),
            ),
            post(
                "2009-01",
                "2014-09",
                "Chargé de recherche",
                "Observatoire de la Paix du Golfe",
                "Douala",
                (
                    "M3",
                    "Évaluation de processus de démobilisation et de relèvement dans quatre pays.",
                ),
            ),
        ),
        (("French", "mother tongue"), ("English", "C1"), ("Spanish", "B2")),
        ("cv.pdf", "letter.pdf", "degree-fr.pdf"),
        "I have led through texts more than through line management, and do not hide it.",
        "borderline",
        exceptions={
            "M5": Answer(
                "unclear",
                "Encadrement d'équipes de consultants au gré des missions.",
                "Supervision of consultants without numbers or duration: a record of management at international level?",
            ),
        },
    ),
    Person(
        19,
        "Ximena Altamirano Roque",
        "ximena.altamirano@buzon.example",
        datetime(2022, 9, 9, 19, 22, 47, tzinfo=UTC),
        "f",
        ("CHL",),
        "es",
        "column",
        "Santiago, Chile",
        "Asistencia a víctimas y derechos humanos",
        "Psicóloga social y gestora pública. Las personas primero; después, los indicadores que lo demuestran.",
        (
            Degree(
                "advanced",
                "Magíster en Ciencias Sociales",
                "Universidad de la Cordillera Austral",
                "Santiago",
                2006,
            ),
        ),
        (
            post(
                "2012-03",
                "",
                "Directora de cooperación y reparación",
                "Fundación Puente Sur",
                "Santiago y Bogotá",
                (
                    "M5",
                    "Dirección de 27 personas en tres países y de un presupuesto de 3,3 millones de dólares.",
                ),
                (
                    "M6",
                    "Portavoz de las organizaciones en el grupo intergubernamental sobre asistencia a las víctimas.",
                ),
                (
                    "M4",
                    "Diseño de políticas de rehabilitación e inclusión adoptadas por dos gobiernos.",
                ),
            ),
            post(
                "2007-01",
                "2012-02",
                "Coordinadora de terreno",
                "Fundación Puente Sur",
                "Medellín",
                (
                    "M3",
                    "Recuperación de comunidades después del conflicto, con planes acordados en asamblea.",
                ),
            ),
        ),
        (
            ("Spanish", "mother tongue"),
            ("English", "advanced (self-assessed)"),
            ("Portuguese", "B2"),
        ),
        ("cv.pdf", "degree-es.pdf"),
        "",
        "borderline",
        exceptions={
            "M7": Answer(
                "unclear",
                "Inglés: avanzado (autoevaluación)",
                "No letter and no text in English: fluency, oral and written, can't be told from the papers.",
            ),
        },
    ),
    Person(
        20,
        "Khamphet Soulivong-Carrow",
        "k.soulivong@mailbox.example",
        datetime(2022, 9, 24, 4, 18, 8, tzinfo=UTC),
        "m",
        ("LAO", "USA"),
        "en",
        "classic",
        "Portland, United States of America",
        "Survivor advocacy and international programmes",
        "Community organiser from a diaspora that left because of these weapons, and returned to remove them.",
        (
            Degree(
                "advanced", "Master of Public Policy", "Cascade Bay University", "Portland", 2010
            ),
        ),
        (
            post(
                "2017-04",
                "",
                "International Programmes Director",
                "Legacies Without Borders",
                "Portland and Vientiane",
                ("M5", "Direct 12 staff in two countries and 2 million dollars a year."),
                (
                    "M4",
                    "Built a programme on risk education and survivors' livelihoods with nine ministries and districts.",
                ),
                ("M6", "Delivered civil society statements at six meetings of States parties."),
            ),
            post(
                "2011-01",
                "2017-03",
                "Field coordinator (volunteer)",
                "Legacies Without Borders",
                "Xieng Khouang",
                ("M3", "Recovery projects in 22 villages, full-time and unpaid."),
                kind="unpaid",
            ),
            post(
                "2010-06",
                "2015-12",
                "Adviser, conflict prevention",
                "Columbia Valley Foundation",
                "Portland",
                ("", "Grants for peacebuilding in six Asian countries."),
                m4=False,
            ),
        ),
        (("English", "mother tongue"), ("Lao", "C2"), ("French", "B1")),
        ("mail.eml", "cv.pdf"),
        "Volunteers clear nothing on their own, but they keep a promise alive. I gave it six years.",
        "borderline",
        exceptions={
            "M4": Answer(
                "unclear",
                "Field coordinator (volunteer), Legacies Without Borders",
                "Eight years are reached only if the unpaid full-time work counts.",
            ),
        },
    ),
)
