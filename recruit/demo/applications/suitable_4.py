"""Invented applicants 10 to 12: what is required is met, by number 12 through path (b)."""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import UTC, datetime

from recruit.demo.applications.shape import Degree, Person, post

PEOPLE: tuple[Person, ...] = (
    Person(
        10,
        "Amara Diallo-Fontaine",
        "amara.diallo-fontaine@poste.example",
        datetime(2022, 9, 24, 18, 44, 12, tzinfo=UTC),
        "f",
        ("SEN", "CHE"),
        "fr",
        "column",
        "Dakar, Sénégal",
        "Diplomatie multilatérale, genre et universalisation",
        "Diplomate, puis directrice d'une organisation régionale. Je crois aux petites délégations et aux grands couloirs.",
        (
            Degree(
                "advanced",
                "Master en études internationales et développement",
                "Institut du Rhône supérieur",
                "Genève",
                2007,
            ),
        ),
        (
            post(
                "2016-09",
                "",
                "Directrice exécutive",
                "Réseau Sahel pour la Sécurité Humaine",
                "Dakar",
                (
                    "M5",
                    "Direction de 26 personnes dans six pays et d'un conseil d'administration intergouvernemental.",
                ),
                (
                    "M4",
                    "Programme de lutte contre les armes explosives et d'éducation au risque, évalué deux fois de manière indépendante.",
                ),
                (
                    "M3",
                    "Prévention des conflits locaux par la médiation entre éleveurs et agriculteurs, 140 accords suivis.",
                ),
            ),
            post(
                "2008-01",
                "2016-08",
                "Première secrétaire, désarmement et affaires humanitaires",
                "Mission permanente d'un État d'Afrique de l'Ouest",
                "Genève",
                (
                    "M6",
                    "Coordination du groupe régional dans trois conventions et conduite d'un groupe de travail sur l'universalisation.",
                ),
            ),
        ),
        (
            ("French", "mother tongue"),
            ("Wolof", "mother tongue"),
            ("English", "C2"),
            ("Portuguese", "B2"),
        ),
        ("cv.pdf", "letter.pdf", "degree-fr.pdf"),
        "Nine accessions in West Africa were once on my desk. Each began with a conversation that was not on any agenda.",
        "suitable",
    ),
    Person(
        11,
        "Darya Melnykova-Stern",
        "darya@melnykova-stern.example",
        datetime(2022, 9, 25, 20, 58, 31, tzinfo=UTC),
        "f",
        ("UKR",),
        "en",
        "classic",
        "Geneva, Switzerland",
        "Explosive ordnance, humanitarian coordination, policy research",
        "Researcher turned coordinator. I count carefully, because people walk where we say that it is safe.",
        (
            Degree(
                "advanced",
                "Master of Political Science",
                "Dnipro-Slobozhan University",
                "Kharkiv",
                2008,
            ),
        ),
        (
            post(
                "2018-02",
                "",
                "Coordinator, Mine Action Area of Responsibility",
                "Humanitarian Coordination Office East",
                "Geneva and Kramatorsk",
                (
                    "M5",
                    "Coordinate 29 organisations and supervise nine international staff across two hubs.",
                ),
                (
                    "N1",
                    "Took over the management of an emergency mine action programme for eleven months.",
                ),
                ("M3", "Planned recovery and return with four regional administrations."),
            ),
            post(
                "2009-04",
                "2018-01",
                "Research Fellow, later Head of Research",
                "Lake Geneva Institute for Weapons Monitoring",
                "Geneva",
                (
                    "M4",
                    "Wrote and edited eight annual reports on the use, stocks and clearance of explosive weapons.",
                ),
                (
                    "M6",
                    "Briefed delegations before each meeting of States and answered for every figure.",
                ),
            ),
        ),
        (
            ("Ukrainian", "mother tongue"),
            ("Russian", "mother tongue"),
            ("English", "C2"),
            ("French", "C1"),
        ),
        ("cv.pdf", "letter.odt", "degree-ru.pdf"),
        "An implementation unit is trusted as long as its figures are. Mine have been quoted by both sides of a room.",
        "suitable",
        written="Дарья Мельникова-Штерн",
    ),
    Person(
        12,
        "Tomás Quiroga Valdelomar",
        "tquiroga@correo.example",
        datetime(2022, 9, 13, 15, 9, 44, tzinfo=UTC),
        "m",
        ("PER",),
        "es",
        "band",
        "Lima, Perú",
        "Desminado humanitario y gestión de programas",
        "Ingeniero geógrafo y gestor. Dieciséis años de terreno y de mesa de negociación.",
        (
            Degree(
                "first", "Licenciatura en Geografía", "Universidad Andina de la Costa", "Lima", 2005
            ),
        ),
        (
            post(
                "2013-06",
                "",
                "Director de programas internacionales",
                "Instituto Interandino de Desminado",
                "Lima y Quito",
                (
                    "N1",
                    "Gestión del programa binacional de acción contra las minas: 190 personas y tres frentes de trabajo.",
                ),
                (
                    "M5",
                    "Supervisión de cuatro jefes de misión en tres países; presupuesto de 5,2 millones de dólares.",
                ),
                ("M6", "Miembro de la delegación técnica en siete reuniones de Estados partes."),
            ),
            post(
                "2006-03",
                "2013-05",
                "Asesor, recuperación y desminado",
                "Consejo Andino de Cooperación",
                "Bogotá",
                (
                    "M4",
                    "Diseño de la estrategia regional de liberación de tierras y de su sistema de información.",
                ),
                (
                    "M3",
                    "Recuperación posconflicto: retorno a 43 veredas con garantías de seguridad.",
                ),
            ),
        ),
        (("Spanish", "mother tongue"), ("English", "C1"), ("Quechua", "B2")),
        ("cv.pdf", "letter.pdf", "degree-es.pdf"),
        "My degree is a first one; my other university was a border that two States cleared together.",
        "suitable",
        path="b",
    ),
)
