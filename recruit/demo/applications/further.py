"""What else stands in the invented curricula: training, writing, memberships, degrees' own names."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

SECTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "en": (
        (
            "Training",
            (
                "Results-based management, three modules, Harbourlight Academy, 2015",
                "Chairing and drafting in multilateral meetings, Lakeside Diplomacy Workshop, 2018",
                "Safety and security in hostile environments, refreshed every third year",
                "Public accounting for non-accountants, evening course, 2013",
                "Coaching for team leaders, certificate of sixty hours, 2019",
                "Information management and geographic data, summer school, 2011",
                "Prevention of sexual exploitation and abuse, trainer's certificate, 2020",
            ),
        ),
        (
            "Selected writing and talks",
            (
                "“Small secretariats, large rooms”, Quarterly of Imagined Diplomacy, 2021",
                "“What completion means to a farmer”, working paper no. 14, 2018",
                "Moderator, “Reporting that people read”, autumn conference, 2019",
                "“Counting what is gone”, a note on survey data, 2016",
                "Keynote, “Budgets as promises”, Northern Forum, 2020",
                "“Gender in the sponsorship room”, blog in five parts, 2022",
                "Reviewer for the Journal of Invented Peace Studies since 2017",
            ),
        ),
        (
            "Memberships and interests",
            (
                "Member of a mentoring circle for young officials",
                "Board of the Riverside Library, honorary treasurer",
                "Long-distance walking; a little cello",
                "Volunteer judge at a students' negotiation contest",
                "Choir singer, second row, reliable",
                "Referees are named on request",
            ),
        ),
    ),
    "fr": (
        (
            "Formations complémentaires",
            (
                "Gestion axée sur les résultats, trois modules, Académie du Phare, 2015",
                "Conduite de réunions multilatérales, Atelier diplomatique du Lac, 2018",
                "Sécurité en milieu hostile, recyclage tous les trois ans",
                "Comptabilité publique pour non-comptables, 2013",
                "Accompagnement d'équipes, certificat de soixante heures, 2019",
            ),
        ),
        (
            "Publications et conférences",
            (
                "« Petits secrétariats, grandes salles », Revue de diplomatie imaginaire, 2021",
                "« Ce que l'achèvement veut dire pour un paysan », document de travail, 2018",
                "Modération de la table ronde « Des rapports que l'on lit », 2019",
                "« Compter ce qui n'est plus là », note de méthode, 2016",
            ),
        ),
        (
            "Engagements et loisirs",
            (
                "Membre d'un cercle de mentorat pour jeunes fonctionnaires",
                "Trésorerie bénévole d'une bibliothèque de quartier",
                "Randonnée, échecs et chant choral",
                "Références communiquées sur demande",
            ),
        ),
    ),
    "es": (
        (
            "Formación complementaria",
            (
                "Gestión por resultados, tres módulos, Academia del Faro, 2015",
                "Conducción de reuniones multilaterales, Taller del Lago, 2018",
                "Seguridad en entornos hostiles, con actualización cada tres años",
                "Contabilidad pública para no contables, 2013",
            ),
        ),
        (
            "Publicaciones y ponencias",
            (
                "«Secretarías pequeñas, salas grandes», Revista de Diplomacia Imaginada, 2021",
                "«Lo que el cumplimiento significa para un campesino», documento de trabajo, 2018",
                "Moderación del panel «Informes que se leen», 2019",
            ),
        ),
        (
            "Compromisos e intereses",
            (
                "Miembro de un círculo de mentoría para jóvenes funcionarios",
                "Tesorería voluntaria de una biblioteca de barrio",
                "Senderismo, ajedrez y canto coral",
                "Referencias disponibles a petición",
            ),
        ),
    ),
}

TITLES: dict[tuple[str, str], str] = {
    ("ru", "Master of Political Science"): "магистр политических наук",
    ("ru", "Diploma of the Engineer Cadet School"): "диплом инженерного кадетского училища",
    (
        "ar",
        "Master en sciences politiques, action humanitaire",
    ): "الماجستير في العلوم السياسية والعمل الإنساني",
    ("ar", "LLM International Humanitarian Law"): "الماجستير في القانون الدولي الإنساني",
    ("ar", "MSc Political Sciences and Technology"): "الماجستير في العلوم السياسية والتقنية",
    ("ar", "BA Journalism"): "البكالوريوس في الصحافة",
}
