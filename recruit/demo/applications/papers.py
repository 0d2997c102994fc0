"""The words of the invented papers: headings, months, letters, certificates.

Letters are put together from the person's own sentence and from a few that people
write; certificates speak the language of their school.
"""
# ruff: noqa: E501 - sentences are easier to read whole

from __future__ import annotations

from datetime import timedelta
from typing import Any

from recruit.demo.applications import further
from recruit.demo.applications.shape import Degree, Person, Post, spoken

ACCENTS = ("#1f4e79", "#7a3b2e", "#2f5d50", "#5b3a70", "#8a5a00", "#234b4b", "#6b2440", "#3d4a5c")

HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "cv": "Curriculum vitae",
        "experience": "Professional experience",
        "education": "Education",
        "languages": "Languages",
        "contact": "Contact",
        "present": "present",
    },
    "fr": {
        "cv": "Curriculum vitæ",
        "experience": "Expérience professionnelle",
        "education": "Formation",
        "languages": "Langues",
        "contact": "Coordonnées",
        "present": "aujourd'hui",
    },
    "es": {
        "cv": "Currículum vítae",
        "experience": "Experiencia profesional",
        "education": "Formación",
        "languages": "Idiomas",
        "contact": "Contacto",
        "present": "actualidad",
    },
}
MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}
_UNPAID = {"en": "volunteer", "fr": "bénévolat", "es": "voluntariado"}
_STUDIES = {"en": "studies", "fr": "études", "es": "estudios"}


def when(item: Post, language: str) -> str:
    """ "March 2017 – present", in the language of the curriculum vitae."""
    return f"{_month(item.first, language)} – {_month(item.last, language) or HEADINGS[language]['present']}"


def _month(written: str, language: str) -> str:
    if "-" not in written:
        return written
    year, month = written.split("-")
    return f"{MONTHS[language][int(month) - 1]} {year}"


def curriculum(person: Person) -> dict[str, Any]:
    """Everything that a layout shows of a person."""
    language = person.language
    words = HEADINGS[language]
    return {
        "title": f"{words['cv']}, {person.name}",
        "name": person.name,
        "written": person.written if _printable(person.written) else "",
        "initials": "".join(part[0] for part in person.name.replace("-", " ").split())[:2].upper(),
        "headline": person.headline,
        "profile": person.profile,
        "home": person.home,
        "mail": person.mail,
        "phone": f"+999 {40 + person.number} 555 01 {person.number:02d}",
        "language": language,
        "layout": person.layout,
        "accent": ACCENTS[person.number % len(ACCENTS)],
        "words": words,
        "languages": [f"{name}: {level}" for name, level in spoken(person)],
        "degrees": [
            {"title": d.title, "school": d.school, "place": d.place, "year": str(d.year)}
            for d in person.degrees
        ],
        "further": _further(person),
        "posts": [
            {
                "when": when(item, language),
                "title": item.title,
                "employer": item.employer,
                "place": item.place,
                "share": _remark(item, language),
                "lines": [text for _tag, text in item.lines],
            }
            for item in person.posts
        ],
    }


def _further(person: Person) -> list[dict[str, Any]]:
    """Training, writing and memberships, which no criterion rests on."""
    n, chosen = person.number, []
    for head, pool in further.SECTIONS[person.language]:
        count = 2 + (n + len(head)) % 2
        start = (n * 2 + len(head)) % len(pool)
        lines = [pool[(start + k) % len(pool)] for k in range(count)]
        chosen.append({"head": head, "lines": lines})
    return chosen if n % 5 else chosen[:2]


def _remark(item: Post, language: str) -> str:
    if item.kind == "unpaid":
        return _UNPAID[language]
    if item.kind == "studies":
        return _STUDIES[language]
    return "" if item.share == 100 or "%" in item.title else f"{item.share} %"


def _printable(written: str) -> bool:
    """Whether the PDF fonts have these letters (Latin, Greek, Cyrillic; not Arabic)."""
    return all(ord(letter) < 0x0590 for letter in written)


_OPENING = (
    "I apply for the position of Director of the Implementation Support Unit of the Convention on Cluster Munitions.",
    "Your announcement of a new Director for the Implementation Support Unit describes work that I know and a task that I want.",
    "With this letter I put myself forward as Director of the Implementation Support Unit, knowing that the panel will read many.",
    "Please accept my application for the directorship of the Implementation Support Unit in Geneva.",
)
_MIDDLE = (
    "In my present position, as {title} at {employer}, I have learned that results come from preparation, and that preparation is mostly listening.",
    "As {title} at {employer} I answer for people, money and a calendar that others set, which is, I believe, the daily life of the Unit.",
    "My work as {title} at {employer} has taught me to serve those who decide, and to tell them plainly what a decision will cost.",
)
_TASK = (
    "In the first months I would visit the Coordinators, put the work plan and the budget side by side, and close the gaps between them before proposing anything new.",
    "I would begin with the transparency reports that are due, with the States that carry obligations under Articles 3 and 4, and with a sponsorship programme that brings the right people into the room.",
    "I should like to keep what works, write down what is only remembered, and make the Unit's advice easy to find for an official who has ten minutes.",
)
_CLOSING = (
    "I am available for an interview at the panel's convenience and could take up duties in spring 2023.",
    "I should be glad to explain this in person, and thank the panel for its attention.",
    "The enclosed papers give the dates and the evidence; I am at your disposal for any question.",
)
_SPANISH = (
    "Me dirijo a ustedes para presentar mi candidatura al puesto de Director de la Unidad de Apoyo a la Aplicación de la Convención sobre Municiones en Racimo.",
    "Como {title} en {employer} he aprendido que los compromisos se cumplen con método y con presencia.",
    "Quedo a su disposición para cualquier entrevista y agradezco de antemano su atención.",
)


def letter(person: Person, tongue: str = "en") -> dict[str, Any]:
    """A letter of motivation, dated two days before it was received."""
    n, latest = person.number, person.posts[0]
    facts = {"title": latest.title, "employer": latest.employer}
    strongest = next((text for tag, text in latest.lines if tag), "")
    if tongue == "es":
        paragraphs = [_SPANISH[0], _SPANISH[1].format(**facts), strongest, person.said, _SPANISH[2]]
    else:
        paragraphs = [_OPENING[n % 4], _MIDDLE[n % 3].format(**facts)]
        if person.language == "en" and strongest:
            paragraphs.append(
                f"One line of my curriculum vitae stands for the rest: “{strongest}” It is the kind of task that I find in your terms of reference."
            )
        paragraphs += [_TASK[(n // 2) % 3], person.said, _CLOSING[n % 3]]
    day = person.received - timedelta(days=2)
    greeting = (
        "Estimadas señoras, estimados señores:"
        if tongue == "es"
        else "Dear members of the selection panel,"
    )
    return curriculum(person) | {
        "title": f"Letter of motivation, {person.name}",
        "tongue": tongue,
        "address": [
            "Geneva International Centre for Humanitarian Demining",
            "Vacancy: Director, Implementation Support Unit",
            "Geneva",
        ],
        "date": f"{day.day} {MONTHS[tongue][day.month - 1]} {day.year}",
        "subject": "Director, Implementation Support Unit of the Convention on Cluster Munitions",
        "paragraphs": [greeting, *(p for p in paragraphs if p)],
    }


CERTIFICATE: dict[str, dict[str, str]] = {
    "en": {
        "says": "hereby certifies that",
        "awarded": "having satisfied all requirements, has been awarded the degree of",
        "when": "in the year {year}",
        "rector": "Rector",
        "registrar": "Registrar",
        "invented": "Specimen for a demonstration: school, person and degree are invented.",
    },
    "fr": {
        "says": "certifie que",
        "awarded": "ayant satisfait à toutes les épreuves, s'est vu décerner le grade de",
        "when": "en l'an {year}",
        "rector": "Le recteur",
        "registrar": "La secrétaire générale",
        "invented": "Spécimen de démonstration : établissement, personne et diplôme sont inventés.",
    },
    "es": {
        "says": "certifica que",
        "awarded": "habiendo cumplido todos los requisitos, ha obtenido el título de",
        "when": "en el año {year}",
        "rector": "El rector",
        "registrar": "La secretaria general",
        "invented": "Muestra de demostración: la institución, la persona y el título son inventados.",
    },
    "ru": {
        "says": "настоящим удостоверяет, что",
        "awarded": "успешно завершил(а) полный курс обучения, с присвоением степени",
        "when": "в {year} году",
        "rector": "Ректор",
        "registrar": "Учёный секретарь",
        "invented": "Образец для демонстрации: учебное заведение, лицо и степень вымышлены.",
    },
    "ar": {
        "says": "تشهد بأن",
        "awarded": "قد استوفى جميع المتطلبات ومُنح درجة",
        "when": "في عام {year}",
        "rector": "رئيس الجامعة",
        "registrar": "أمين السجل",
        "invented": "نموذج للعرض التوضيحي: المؤسسة والشخص والدرجة كلها من نسج الخيال.",
    },
}


def certificate(person: Person, degree: Degree, tongue: str) -> dict[str, Any]:
    """The certificate of one degree in the language of the school."""
    words = {key: text.format(year=degree.year) for key, text in CERTIFICATE[tongue].items()}
    name = person.written if tongue in ("ru", "ar") and person.written else person.name
    return words | {
        "title": f"Degree certificate, {person.name}",
        "tongue": tongue,
        "name": name,
        "school": degree.school,
        "place": degree.place,
        "degree": further.TITLES.get((tongue, degree.title), degree.title),
        "seal": "".join(word[0] for word in degree.school.split() if word[0].isupper())[:3],
        "accent": ACCENTS[(person.number * 3) % len(ACCENTS)],
    }
