"""The invented people who act in the demonstration, beside the applicants.

No office holder is meant: names, titles and addresses are made up; the States are
those of paras 59, 60 and 62 of the decision.
"""
# ruff: noqa: E501 - one person a line

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """key: a short word for code. capacity: in the product's words. state: ISO 3166 alpha-3,
    empty without a State. zone: IANA name of the time zone in the profile."""

    key: str
    name: str
    gender: Literal["f", "m"]
    title: str
    capacity: str
    state: str = ""
    zone: str = "Europe/Zurich"

    @property
    def mail(self) -> str:
        """An address at an example domain that nobody can own."""
        return f"{self.key.replace('_', '.')}@{self.state.lower() or 'gichd'}.example"


PRESIDENT = Actor(
    "president",
    "Yasmin Al-Farouqi",
    "f",
    "Ambassador, President of 11MSP (invented)",
    "president",
    "IRQ",
)

MEMBERS: tuple[Actor, ...] = (
    Actor(
        "member_chile",
        "Catalina Ríos-Wetherby",
        "f",
        "Minister Counsellor",
        "member",
        "CHL",
        "America/Santiago",
    ),
    Actor(
        "member_malawi",
        "Thandiwe Mkumba-Lisle",
        "f",
        "Director for Multilateral Affairs",
        "member",
        "MWI",
        "Africa/Blantyre",
    ),
    Actor(
        "member_bulgaria",
        "Kiril Dragomanov-Prey",
        "m",
        "Deputy Permanent Representative",
        "member",
        "BGR",
    ),
    Actor(
        "member_norway",
        "Sindre Fjellheim-Vale",
        "m",
        "Special Adviser, Humanitarian Disarmament",
        "member",
        "NOR",
        "Europe/Oslo",
    ),
)
"""With the President: five States of five regional groups, three women and two men."""

SURROGATES: tuple[Actor, ...] = (
    Actor(
        "surrogate_lebanon",
        "Rima Khoury-Sandell",
        "f",
        "First Secretary",
        "surrogate",
        "LBN",
        "Asia/Beirut",
    ),
    Actor(
        "surrogate_gambia",
        "Lamin Ceesay-Orme",
        "m",
        "Counsellor",
        "surrogate",
        "GMB",
        "Africa/Banjul",
    ),
    Actor(
        "surrogate_guyana",
        "Indira Persaud-Lock",
        "f",
        "Minister Counsellor",
        "surrogate",
        "GUY",
        "America/Guyana",
    ),
    Actor(
        "surrogate_newzealand",
        "Hemi Rutherglen-Tāne",
        "m",
        "Counsellor, Disarmament",
        "surrogate",
        "NZL",
    ),
)
"""In the order in which seats pass to them (C7)."""

GICHD: tuple[Actor, ...] = (
    Actor(
        "focal_point", "Margaux Tissot-Elend", "f", "Head of Human Resources", "gichd_focal_point"
    ),
    Actor("screener_one", "Daniel Oberwil-Frost", "m", "Recruitment Officer", "gichd_staff"),
    Actor("screener_two", "Priya Narang-Hollis", "f", "Programme Officer", "gichd_staff"),
    Actor("screener_three", "Tobias Klee-Marchetti", "m", "Adviser, Policy", "gichd_staff"),
    Actor("logistics", "Solange Bovet-Karimi", "f", "Logistics Assistant", "gichd_staff"),
)
AGENCY: tuple[Actor, ...] = (
    Actor(
        "agency_lead",
        "Harriet Colebrook-Stone",
        "f",
        "Consultant, Colebrook & Partners (invented)",
        "agency_staff",
    ),
    Actor(
        "agency_research",
        "Marek Sowiński-Gray",
        "m",
        "Researcher, Colebrook & Partners (invented)",
        "agency_staff",
    ),
)
OFFICE: tuple[Actor, ...] = (
    Actor(
        "office_first",
        "Hassan Tikrawi-Bell",
        "m",
        "First Secretary, office of the President",
        "office",
        "IRQ",
    ),
    Actor(
        "office_second",
        "Zaynab Rashid-Moor",
        "f",
        "Attaché, office of the President",
        "office",
        "IRQ",
    ),
)
AUDITOR = Actor("auditor", "Elisabeth Thornquist-Ruiz", "f", "Independent auditor", "auditor")
ADMINISTRATORS: tuple[Actor, ...] = (
    Actor("administrator_one", "Nils Haverkamp-Ono", "m", "Systems Administrator", "administrator"),
    Actor("administrator_two", "Chiara Bellandi-Wu", "f", "Systems Administrator", "administrator"),
)


def _reader(state: str, name: str, gender: Literal["f", "m"]) -> Actor:
    return Actor(
        f"reader_{state.lower()}",
        name,
        gender,
        "Named reader of the Coordination Committee",
        "committee_reader",
        state,
    )


COMMITTEE_READERS: tuple[Actor, ...] = (
    _reader("IRQ", "Bashir Jawad-Linde", "m"),
    _reader("MEX", "Renata Olmedo-Fairley", "f"),
    _reader("GBR", "Edwin Marlowe-Achebe", "m"),
    _reader("FRA", "Solène Garrigues-Pahl", "f"),
    _reader("ESP", "Iker Zubieta-Lang", "m"),
    _reader("CHL", "Amaro Pinto-Hale", "m"),
    _reader("GUY", "Shanta Ramlall-Voss", "f"),
    _reader("BGR", "Milena Stoyan-Arkell", "f"),
    _reader("DEU", "Jorun Albers-Quade", "f"),
    _reader("BEL", "Wout Lambrecht-Sy", "m"),
    _reader("MWI", "Chisomo Banda-Frey", "f"),
    _reader("AUT", "Leopold Hainz-Imre", "m"),
    _reader("NOR", "Astrid Myklebust-Roy", "f"),
    _reader("NLD", "Sanne Verhoef-Dias", "f"),
    _reader("LBN", "Nadim Azar-Prince", "m"),
    _reader("GMB", "Fanta Jallow-Reed", "f"),
    _reader("NZL", "Callum Aranui-Shaw", "m"),
)


def _delegate(
    state: str, name: str, gender: Literal["f", "m"], zone: str = "Europe/Zurich"
) -> Actor:
    return Actor(
        f"delegate_{state.lower()}",
        name,
        gender,
        "Delegate to the Convention",
        "delegate",
        state,
        zone,
    )


DELEGATES: tuple[Actor, ...] = (
    _delegate("FRA", "Aurélien Castagne-Wells", "m"),
    _delegate("DEU", "Friederike Ohlsen-Marr", "f"),
    _delegate("CHE", "Flurina Caduff-Stern", "f"),
    _delegate("JPN", "Haruto Minamisawa-Cole", "m", "Asia/Tokyo"),
    _delegate("MEX", "Itzel Carranza-Boyd", "f", "America/Mexico_City"),
    _delegate("LAO", "Bounmy Phetsarath-Ellis", "m", "Asia/Vientiane"),
    _delegate("ZMB", "Mutinta Hamoonga-Price", "f", "Africa/Lusaka"),
    _delegate("PHL", "Amihan Laurel-Stroud", "f", "Asia/Manila"),
    _delegate("PER", "Gonzalo Tello-Harrow", "m", "America/Lima"),
    _delegate("AUT", "Valentina Moser-Quist", "f", "Europe/Vienna"),
    _delegate("IRL", "Fiachra Donnellan-Roe", "m", "Europe/Dublin"),
    _delegate("MOZ", "Graça Macuácua-Lind", "f", "Africa/Maputo"),
)

PANEL: tuple[Actor, ...] = (PRESIDENT, *MEMBERS)
ALL: tuple[Actor, ...] = (
    *PANEL, *SURROGATES, *GICHD, *AGENCY, *OFFICE, AUDITOR, *ADMINISTRATORS, *COMMITTEE_READERS, *DELEGATES,
)  # fmt: skip
