"""Invented applicants 1 to 3: what is required is met."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        1,
        "Rowan Ashgrove-Tell",
        "rowan.ashgrove-tell@post.example",
        datetime(2022, 9, 8, 9, 12, 41, tzinfo=UTC),
        "m",
        ("GBR", "IRL"),
        "en",
        "column",
        "Geneva, Switzerland",
        "Humanitarian disarmament · multilateral process · team leadership",
        "Seventeen years between affected communities and conference rooms. I build small teams that keep promises to States, and I write plainly.",
        (
            Degree(
                "advanced",
                "MSc International Relations",
                "Harrowfield School of Public Affairs",
                "London",
                2005,
            ),
            Degree(
                "first", "BA History and Politics", "University of Saltmarsh", "Saltmarsh", 2003
            ),
        ),
        (
            post(
                "2017-03",
                "",
                "Head of Treaty Support",
                "Meridian Institute for Humanitarian Disarmament",
                "Geneva",
                (
                    "M6",
                    "Prepared five meetings of States, from the first draft agenda to the adopted report, with four successive presidencies.",
                ),
                (
                    "M5",
                    "Lead a team of nine in three countries and answer for an annual budget of 2.4 million francs.",
                ),
                (
                    "",
                    "Introduced a sponsorship scheme that brought 61 delegates from 38 capitals, half of them women.",
                ),
            ),
            post(
                "2011-09",
                "2017-02",
                "Programme Manager, Clearance and Risk Education",
                "Tarn Valley Clearance Trust",
                "Vientiane and Erbil",
                (
                    "N1",
                    "Managed a mine action programme of 210 national staff, cancelling or clearing 14 square kilometres of hazard.",
                ),
                (
                    "M4",
                    "Wrote two national clearance strategies with the authorities, and the completion plans that donors financed.",
                ),
                (
                    "M3",
                    "Placed clearance inside the district recovery plan, so that schools and irrigation followed within a season.",
                ),
            ),
            post(
                "2006-02",
                "2011-08",
                "Policy Officer, Conflict and Recovery",
                "Office for Stabilisation Studies",
                "London",
                (
                    "M3",
                    "Analysed ceasefires in four countries and advised on early recovery in two of them.",
                ),
            ),
        ),
        (("English", "mother tongue"), ("French", "C1, daily working language"), ("Arabic", "B1")),
        ("cv.pdf", "letter.pdf", "degree.scan"),
        "The Unit is small, so its Director must be able to draft a paper in the morning and mend a projector in the afternoon. I have done both, and liked both.",
        "suitable",
    ),
    Person(
        2,
        "Imre Castellane-Roe",
        "i.castellane@courrier.example",
        datetime(2022, 9, 11, 16, 3, 9, tzinfo=UTC),
        "m",
        ("HUN", "FRA"),
        "fr",
        "band",
        "Lyon, France",
        "Droit international humanitaire et désarmement",
        "Juriste de formation, négociateur par métier. Quinze ans à traduire des obligations en plans que des ministères peuvent tenir.",
        (
            Degree(
                "advanced",
                "Master en droit international public",
                "Université de Valserine",
                "Lyon",
                2006,
            ),
            Degree("first", "Licence en droit", "Université de Valserine", "Lyon", 2004),
        ),
        (
            post(
                "2016-01",
                "",
                "Chef de l'unité Traités et universalisation",
                "Fondation des Deux Lacs",
                "Genève",
                (
                    "M6",
                    "Conseil juridique à vingt-six délégations lors des conférences d'examen et des réunions d'États parties.",
                ),
                (
                    "M5",
                    "Direction d'une équipe de sept personnes réparties entre Genève, Dakar et Beyrouth, budget de 1,8 million d'euros.",
                ),
            ),
            post(
                "2010-04",
                "2015-12",
                "Conseiller, mesures nationales d'application",
                "Observatoire du désarmement humanitaire",
                "Bruxelles",
                (
                    "M4",
                    "Rédaction de lois types et accompagnement de onze parlements jusqu'à l'adoption de leur législation.",
                ),
                (
                    "M3",
                    "Appui aux commissions de réconciliation et au retour des déplacés dans trois régions sortant d'un conflit.",
                ),
            ),
            post(
                "2007-01",
                "2010-03",
                "Délégué juridique",
                "Secours Civil International",
                "Bujumbura",
                (
                    "M3",
                    "Suivi du désarmement et de la réintégration d'anciens combattants dans quatre provinces.",
                ),
            ),
        ),
        (
            ("French", "mother tongue"),
            ("Hungarian", "mother tongue"),
            ("English", "C2"),
            ("Spanish", "B1"),
        ),
        ("cv.pdf", "letter.docx", "degree-fr.pdf"),
        "A convention lives by its calendar and its laws. I would bring eleven adopted statutes, and the patience that each of them took.",
        "suitable",
    ),
    Person(
        3,
        "Leïla Bensaïd-Marchetti",
        "leila.bensaid@lettres.example",
        datetime(2022, 9, 14, 7, 55, 0, tzinfo=UTC),
        "f",
        ("TUN", "ITA"),
        "fr",
        "classic",
        "Tunis, Tunisie",
        "Assistance aux victimes, coopération et action humanitaire",
        "Médecin de santé publique devenue responsable de programmes : l'assistance aux victimes n'est pas une annexe, c'est la mesure du reste.",
        (
            Degree(
                "advanced",
                "Master en sciences politiques, action humanitaire",
                "Institut méditerranéen des hautes études",
                "Tunis",
                2008,
            ),
            Degree(
                "advanced",
                "Doctorat en médecine",
                "Faculté de médecine de Carthage-Sud",
                "Tunis",
                2004,
            ),
        ),
        (
            post(
                "2015-06",
                "",
                "Directrice régionale, Maghreb et Moyen-Orient",
                "Alliance pour la Réhabilitation",
                "Tunis et Beyrouth",
                (
                    "M5",
                    "Direction de cinq bureaux nationaux et de 84 collaborateurs ; budget annuel de 6,1 millions d'euros audité sans réserve.",
                ),
                (
                    "M6",
                    "Co-animation d'un groupe de travail intergouvernemental sur l'assistance aux victimes, trois sessions par an à Genève.",
                ),
                (
                    "M4",
                    "Élaboration de quatre stratégies nationales liant soins, emploi et droits des personnes handicapées.",
                ),
            ),
            post(
                "2009-02",
                "2015-05",
                "Coordinatrice, relèvement communautaire",
                "Comité Cèdre et Olivier",
                "Saïda",
                (
                    "M3",
                    "Relèvement après conflit dans 57 villages : dépollution, logement et reprise des soins planifiés ensemble.",
                ),
                (
                    "N1",
                    "Gestion du volet action contre les mines du programme : trois équipes de dépollution et une équipe d'éducation au risque.",
                ),
            ),
        ),
        (
            ("Arabic", "mother tongue"),
            ("French", "mother tongue"),
            ("Italian", "C1"),
            ("English", "C1"),
        ),
        ("cv.pdf", "letter.odt", "degree-ar.docx", "degree-fr.pdf"),
        "I have sat with survivors who asked what the article on assistance had changed for them. I should like to be able to answer on behalf of the whole Convention.",
        "suitable",
        written="ليلى بن سعيد ماركيتي",
    ),
)
