"""The decision of the Tenth Meeting of States Parties as data: paras 52 to 67, Annex I.

Everything in quotation is the decision's own word (CCM/MSP/2022/12); in a date or a range
the dash that the printed page carries is written. What goes beyond it is a setting that
names the reading or table from which its default comes.
"""

from __future__ import annotations

from datetime import date, time
from typing import Final

from recruit.procedure.presets.ccm_10msp_settings import SETTINGS
from recruit.procedure.presets.ccm_10msp_tor import TERMS_OF_REFERENCE
from recruit.procedure.presets.form import Preset, Provision
from recruit.procedure.rules.calendar import Window, at_geneva
from recruit.states.rules import CommitteeSeat, Office

CLOSURE: Final = at_geneva(date(2022, 9, 2), time(18))

PROVISIONS: Final = (
    Provision(
        "53(a)",
        "A selection panel is established with the mandate to shortlist and interview candidates "
        "and make a recommendation to the States Parties on the appointed candidate.",
    ),
    Provision(
        "53(b)",
        "The selection panel will be composed of five members, with four surrogate members "
        "identified to replace any full members who may have a conflict of interest.",
    ),
    Provision(
        "53(c)",
        "The President of the Eleventh Meeting of States Parties will act as Chair of the "
        "selection panel and will select the other members of the selection panel from members "
        "of the Coordinating Committee and any other State Parties that expresses its interest "
        "in serving on the panel, ensuring a balance of gender, geographical representation and "
        "status (affected/non-affected States Parties).",
    ),
    Provision(
        "53(d)",
        "The vacancy announcement will be published after the closure of the Tenth Meeting of "
        "States Parties and the selection procedure will run in accordance with the calendar "
        "proposed herewith;",
    ),
    Provision(
        "53(e)",
        "The members of the selection panel should take into account that the selection "
        "procedure will require their professional time from October 2022 to March 2023;",
    ),
    Provision(
        "53(f)",
        "The selection panel will produce a report on the interviews that it conducted and will "
        "make the final decision about the appointed candidate. The report should remain "
        "confidential within the selection panel as long as the procedure is running. The "
        "President will propose the appointed candidate for the approval of the States Parties, "
        "via written silence procedure. After the designation of the ISU Director, the report "
        "of the selection panel will be made available to the members of the Coordinating "
        "Committee;",
    ),
    Provision(
        "53(g)",
        "The GICHD salary scale will be applied to the ISU Director's work contract and the "
        "GICHD staff rules and regulations will apply to them;",
    ),
    Provision(
        "53(h)",
        "The GICHD will provide administrative and logistical support throughout the selection "
        "process. This may require employing a professional recruitment agency with possible "
        "budget implications.",
    ),
)

CALENDAR_TEXTS: Final = (
    Provision(
        "54(a)",
        "The GICHD will post the vacancy announcement on relevant websites (5-25 September 2022 "
        "= 3 weeks).",
    ),
    Provision(
        "54(b)",
        "Under the oversight of the selection panel, the GICHD will conduct the prescreening of "
        "applications based on the updated Director's Terms of Reference (ToR) Annexed to this "
        "document. The GICHD will circulate the list of suitable candidates to the selection "
        "panel, as well as of all the applications received, upon request by the selection "
        "panel and taking into account transparency and confidentiality considerations "
        "(26 September – 7 October 2022 = 2 weeks).",
    ),
    Provision(
        "54(c)",
        "The selection panel will consider the applications received and will shortlist the "
        "best five candidates to be invited to the interviews (7 October – 9 December 2022 = "
        "2 months).",
    ),
    Provision(
        "54(d)",
        "The selection panel will define the competency profile and leadership skills prior to "
        "the interviews, based on the updated ToR (7 October – 9 December 2022 = 2 months).",
    ),
    Provision(
        "54(e)",
        "Based on the competency profile and with the assistance of the GICHD, the selection "
        "panel will elaborate the list of competency-based questions and the evaluation grid "
        "which will facilitate debrief sessions and the submission of the report with the "
        "selection panel's recommendations (7 October – 9 December 2022 = 2 months).",
    ),
    Provision(
        "54(f)",
        "The selection panel will carry out the interviews of the selected candidates "
        "(12 December 2022 – 27 January 2023 = 7 weeks).",
    ),
    Provision(
        "54(g)",
        "The selection panel will submit the report containing its recommendations on its "
        "preferred candidate by 17 February 2023 (= 3 weeks).",
    ),
    Provision(
        "54(h)",
        "The GICHD will be in charge of all of the administrative issues related to the "
        "contract of the appointed candidate.",
    ),
)

_DAYS: Final = (
    ("GICHD", date(2022, 9, 5), date(2022, 9, 25)),
    ("GICHD, under the oversight of the panel", date(2022, 9, 26), date(2022, 10, 7)),
    ("panel", date(2022, 10, 7), date(2022, 12, 9)),
    ("panel", date(2022, 10, 7), date(2022, 12, 9)),
    ("panel, GICHD assisting", date(2022, 10, 7), date(2022, 12, 9)),
    ("panel", date(2022, 12, 12), date(2023, 1, 27)),
    # The decision names the last day and "3 weeks"; the first follows by that count.
    ("panel", date(2023, 1, 28), date(2023, 2, 17)),
    ("GICHD", None, None),
)

WINDOWS: Final = tuple(
    Window(provision.para, who, provision.text, first, last)
    for provision, (who, first, last) in zip(CALENDAR_TEXTS, _DAYS, strict=True)
)

PRESIDENT_FIRST: Final = date(2022, 9, 3)
"""The day following the conclusion of the Tenth Meeting (para. 62)."""

ELEVENTH_MEETING_LAST: Final = date(2023, 9, 14)
"""The last day of the Eleventh Meeting as planned in para. 63."""


def _coordinators(
    area: str, until_11: tuple[str, str], until_12: tuple[str, str], source: str
) -> tuple[CommitteeSeat, CommitteeSeat]:
    """The two Coordinators of a working group: one until the end of 11MSP, one of 12MSP."""
    return (
        CommitteeSeat(
            *until_11,
            Office.COORDINATOR,
            area,
            PRESIDENT_FIRST,
            ELEVENTH_MEETING_LAST,
            "11MSP",
            source,
        ),
        CommitteeSeat(*until_12, Office.COORDINATOR, area, PRESIDENT_FIRST, None, "12MSP", source),
    )


COMMITTEE: Final = (
    CommitteeSeat(
        "Iraq",
        "IRQ",
        Office.PRESIDENT,
        "",
        PRESIDENT_FIRST,
        ELEVENTH_MEETING_LAST,
        "11MSP",
        "para. 62",
    ),
    CommitteeSeat(
        "Mexico",
        "MEX",
        Office.PRESIDENT_DESIGNATE,
        "",
        PRESIDENT_FIRST,
        None,
        "12MSP",
        "para. 66",
    ),
    CommitteeSeat(
        "United Kingdom of Great Britain and Northern Ireland",
        "GBR",
        Office.OUTGOING_PRESIDENT,
        "",
        PRESIDENT_FIRST,
        ELEVENTH_MEETING_LAST,
        "11MSP",
        "para. 3",
    ),
    *_coordinators(
        "general status and operation of the Convention",
        ("France", "FRA"),
        ("Belgium", "BEL"),
        "para. 59(a)",
    ),
    *_coordinators("Universalization", ("Spain", "ESP"), ("Malawi", "MWI"), "para. 59(b)"),
    *_coordinators("Victim Assistance", ("Chile", "CHL"), ("Austria", "AUT"), "para. 59(c)"),
    *_coordinators(
        "Clearance and risk reduction", ("Guyana", "GUY"), ("Norway", "NOR"), "para. 59(d)"
    ),
    *_coordinators(
        "Stockpile destruction and retention",
        ("Bulgaria", "BGR"),
        ("Netherlands", "NLD"),
        "para. 59(e)",
    ),
    *_coordinators(
        "Cooperation and Assistance", ("Germany", "DEU"), ("Lebanon", "LBN"), "para. 59(f)"
    ),
    CommitteeSeat(
        "Gambia",
        "GMB",
        Office.COORDINATOR,
        "Transparency Measures",
        PRESIDENT_FIRST,
        None,
        "",
        "para. 60",
    ),
    CommitteeSeat(
        "New Zealand",
        "NZL",
        Office.COORDINATOR,
        "National Implementation Measures",
        PRESIDENT_FIRST,
        None,
        "",
        "para. 60",
    ),
)
"""The default list of the Coordination Committee; the President confirms it before composing.

The decision does not define the Committee. The end of the terms of the President-designate
and of the outgoing President, and the first days, are readings: correctable data.
"""

PRESET: Final = Preset(
    name="ccm-10msp",
    title="Recruitment of the Director of the Implementation Support Unit of the Convention on "
    "Cluster Munitions",
    document="CCM/MSP/2022/12",
    closure=CLOSURE,
    windows=WINDOWS,
    calendar_texts=CALENDAR_TEXTS,
    provisions=PROVISIONS,
    settings=SETTINGS,
    terms_of_reference=TERMS_OF_REFERENCE,
    committee=COMMITTEE,
    president_state="IRQ",
    president_first=PRESIDENT_FIRST,
    president_last=ELEVENTH_MEETING_LAST,
)
