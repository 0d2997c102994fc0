"""What candidates are not asked, and the words that suggest it (J4): a warning, never a refusal.

In English, French, Spanish and Arabic. An entry is a word, a beginning of words ('pregnan*'),
or several words in a row ('how old'); all are compared folded: without case and accents, an
Arabic word without its article. A question on 'children among the victims' may be proper: the
members judge it, and the list only makes them look.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from recruit.core.words import _
from recruit.finding.rules.folding import Word, fold, words

MATTERS: Final = ("family", "health", "religion", "politics", "age")

_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "family": (
        # English
        "family; families; spouse*; husband*; wife; wives; partner at home; marry; married; "
        "marriage*; marital; divorc*; widow*; child; children; childcare; parental; "
        "maternity; paternity; pregnan*; household",
        # French
        "famille*; familial*; conjoint*; epoux; epouse; votre mari; votre femme; mariage; "
        "mariee; etat civil; celibataire*; divorce*; enfant*; enceinte; grossesse*; maternite; "
        "paternite; garde d enfants",
        # Spanish
        "familia; familias; familiares; esposo*; esposa*; su marido; su mujer; matrimonio; "
        "casado; casada; estado civil; soltero; soltera; divorciad*; viudo; viuda; hijo; hija; "
        "hijos; hijas; ninos; ninas; embaraz*; maternidad; paternidad",
        # Arabic
        "عائلة; عائلتك; عائلي*; أسرة; أسرتك; أسري*; زوجك; زوجتك; متزوج*; أعزب; عزباء; زواج; "
        "طلاق; أطفال; أطفالك; أولادك; أبناؤك; أبنائك; أمومة",
    ),
    "health": (
        "health; healthy; illness*; disease*; disab*; medical; medication*; sick; sickness; "
        "handicap*; therapy; wheelchair",
        "sante; maladie*; malade*; handicap*; invalide; invalides; invalidite; medica*; "
        "traitement medical",
        "salud; enfermedad*; enferm*; discapacid*; minusval*; medic*; tratamiento medico",
        "صحة; صحتك; صحي; صحية; مرض; أمراض; مريض*; إعاقة; إعاقتك; معاق*; علاج; طبي; طبية; طبيب",
    ),
    "religion": (
        "religio*; faith; faiths; church*; mosque*; synagogue*; temple*; pray; prays; praying; "
        "prayer*; worship*; atheis*; christian*; muslim*; jewish; hindu*; buddhis*",
        "foi; croyance*; croyant*; eglise*; mosquee*; priere*; priez; prier; culte; chretien*; "
        "musulman*; juif*; juive*; athee*",
        "creencia*; creyente*; iglesia*; mezquita*; sinagoga*; rezar; reza; culto; cristian*; "
        "musulman*; judio*; judia*; ateo*; atea*",
        "دين; دينك; ديني*; ديانة; ديانتك; مسجد; كنيسة; صلاة; تصلي; إيمان; إيمانك; عقيدة; عقيدتك; "
        "طائفة; طائفتك; مسلم*; مسيحي*; يهودي*",
    ),
    "politics": (
        "political party; political parties; political view*; political opinion*; "
        "political affiliation*; party member*; member of a party; vote for; voted for; "
        "did you vote; election*",
        "parti politique; partis politiques; opinion* politique*; affiliation politique; "
        "votez; vote pour; voter pour; avez vous vote; election*",
        "partido politico; partidos politicos; opinion politica; opiniones politicas; "
        "afiliacion politica; vota por; voto por; votado por; eleccion*",
        "حزب; حزبك; أحزاب; حزبي*; انتماءك السياسي; انتمائك السياسي; رأيك السياسي; "
        "آرائك السياسية; صوتت; انتخاب*",
    ),
    "age": (
        "age; aged; your age; how old; years old; born; birthday*; date of birth; retire*; "
        "retiring; elderly",
        "age; ages; votre age; quel age; ne en; nee en; date de naissance; naissance; "
        "anniversaire*; retraite",
        "edad; su edad; cuantos anos; fecha de nacimiento; nacimiento; nacio; cumpleanos; jubila*",
        "عمرك; كم عمرك; سنك; مواليد; ميلادك; تاريخ الميلاد; تاريخ ميلادك; تقاعد*",
    ),
}
_NOT_MEANT: Final = (
    "good faith; bad faith; bonne foi; mauvaise foi; buena fe; public health; sante publique; "
    "salud publica; الصحة العامة"
)
"""Turns in which a word of the lists means something else."""


def _entries(listed: str) -> tuple[tuple[str, ...], ...]:
    """The entries of a list, each as its folded words; a beginning keeps its '*'."""
    found = []
    for entry in listed.split(";"):
        parts = [
            fold(word.rstrip("*")) + ("*" if word.endswith("*") else "") for word in entry.split()
        ]
        found.append(tuple(part for part in parts if len(part) > 1 or part.isdigit()))
    return tuple(found)


_ENTRIES: Final = {
    matter: tuple(entry for each in lists for entry in _entries(each))
    for matter, lists in _LISTS.items()
}
_HARMLESS: Final = _entries(_NOT_MEANT)


def _is(word: Word, part: str) -> bool:
    return word.folded.startswith(part[:-1]) if part.endswith("*") else word.folded == part


def _stands(written: list[Word], entry: tuple[str, ...]) -> Iterator[range]:
    """Where an entry stands among the words of a text, as their numbers."""
    for first in range(len(written) - len(entry) + 1):
        here = range(first, first + len(entry))
        if all(_is(written[n], part) for n, part in zip(here, entry, strict=True)):
            yield here


def found(text: str) -> dict[str, tuple[str, ...]]:
    """The matters that the words of a question suggest, each with those words as written."""
    written = words(text)
    harmless = {n for entry in _HARMLESS for here in _stands(written, entry) for n in here}
    said: dict[str, tuple[str, ...]] = {}
    for matter in MATTERS:
        places = sorted(
            {
                (here.start, here.stop)
                for entry in _ENTRIES[matter]
                for here in _stands(written, entry)
                if not harmless.intersection(here)
            }
        )
        turns = (
            " ".join(text[written[first].first : written[last - 1].last].split())
            for first, last in places
        )
        if once := tuple(dict.fromkeys(turns)):
            said[matter] = once
    return said


def warned(text: str) -> frozenset[str]:
    """The matters of the list of what is not asked that the words of a question suggest."""
    return frozenset(found(text))


def matter_words(matter: str) -> str:
    """A matter in the reader's language."""
    return {
        "family": _("family"),
        "health": _("health"),
        "religion": _("religion"),
        "politics": _("politics"),
        "age": _("age"),
    }[matter]


def in_words(text: str) -> list[str]:
    """What is found, in lines to show: 'family: children, spouse'."""
    return [
        _("%(matter)s: %(words)s", matter=matter_words(matter), words=", ".join(turns))
        for matter, turns in found(text).items()
    ]
