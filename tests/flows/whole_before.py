"""Chapters of the whole recruitment: the vacancy, the panel, the applications, the screening."""

from __future__ import annotations

from recruit.access.rules import Capacity
from recruit.core.clock import GENEVA
from recruit.demo import people
from recruit.demo.applications import PEOPLE, Person
from recruit.demo.applications.files import files
from tests.flows.whole_house import House, actor
from tests.pages import Page, Value, words_of

APPLICANTS = (1, 2, 3, 5, 12, 15, 21, 36, 38)
"""Five suitable ones, 5 of them with a difference between the screeners; 12 by way of an
equivalence; 15 borderline, 21 not suitable, 36 once more 5's own papers, 38 four minutes late."""
LATE, TWICE = 38, 36
LISTED = (1, 2, 3, 5, 12, 15, 38)
_SITES = [
    (f"Careers site {n} (invented)", f"https://careers-{n}.example/director", cost)
    for n, cost in enumerate(("0", "0", "120.00", "250.00", "0"), start=1)
]


def applicant(number: int) -> Person:
    """The invented applicant of this number."""
    return next(p for p in PEOPLE if p.number == number)


def vacancy(h: House) -> None:
    """54(a): drafted from the Terms of Reference, posted, public."""
    public = h.anybody()
    address = f"/vacancies/{h.world.cast.procedure_name}"
    h.on(9, 5)
    focal = h.who("focal_point")
    page = focal.task("Post the vacancy announcement")
    page = focal.send(
        page, "Draft from the Terms of Reference", {"address": "director@gichd.example"}
    )
    page = focal.send(
        page, "Save the draft", {"headline": "Director of the Implementation Support Unit"}
    )
    public.get(address, 404)
    sites: dict[str, Value] = {}
    for n, (name, site, cost) in enumerate(_SITES):
        sites |= {
            f"sites-{n}-name": name,
            f"sites-{n}-address": site,
            f"sites-{n}-on": "2022-09-05",
            f"sites-{n}-cost": cost,
        }
    page = focal.send(page, "Post the vacancy", sites)
    assert page.title == "The vacancy is public"
    assert "24:00 Geneva" in page.words
    said = focal.follow(page, "Read it as the public does").words
    assert "Director of the Implementation Support Unit" in said and "Privacy" in said
    assert "director@gichd.example" in public.get(address).words
    assert not any("Post the vacancy" in t for t in focal.tasks())


_PLACES = (
    *((f"seat-{n}", a) for n, a in enumerate(people.MEMBERS, start=2)),
    *((f"surrogate-{n}", a) for n, a in enumerate(people.SURROGATES, start=1)),
)
_IMBALANCE = (
    "Those who can give the time asked leave this composition the most balanced that could be had."
)
_GENDER = {"f": "woman", "m": "man"}


def panel(h: House) -> None:
    """53(b)-(e): composed with the picture of balance, invited, accepted, constituted."""
    h.on(9, 12)
    president = h.who("president")
    if any("undertaking" in t for t in president.tasks()):
        h.sign_undertaking("president")
    page = president.task("Compose the selection panel")
    page = president.send(page, "Save", {"gender": "woman"}, about="own gender")
    for place, who in _PLACES:
        wanted = [to for said, to in page.links if f"place={place}#" in to]
        page = president.get(wanted[0]) if wanted else page
        form, _button = page.form("Invite", about="choice")
        fields = {
            "choice": who.state,
            "name": who.name,
            "function": who.title,
            "mail": who.mail,
            "gender": _GENDER[who.gender],
        }
        if "reason" in form.names:
            fields["reason"] = _IMBALANCE
        page = president.send(page, "Invite", fields, about="choice")
        assert who.name in page.words
    assert not page.offers("Constitute the panel")  # nobody has answered yet
    assert "Not accepted yet" in page.words
    h.enrol("member_chile")  # by the link in the mail, on the same day
    h.on(9, 15)
    for _place, who in _PLACES:
        visitor = h.who(who.key)
        page = visitor.task("Answer the invitation to the selection panel")
        assert not page.offers("Send my answer")  # P53e-1: first the time asked is shown
        page = visitor.send(page, "Show me the time asked")
        assert "The professional time asked" in page.words
        fields = {"answer": "accept", "gender": _GENDER[who.gender]}
        page = visitor.send(page, "Send my answer", fields)
        assert "You accepted on" in page.words
        assert not any("Answer the invitation" in t for t in visitor.tasks())
    h.on(9, 21)
    president = h.who("president")
    page = president.task("Constitute the selection panel")
    form, _button = page.form("Constitute the panel")
    reason = {"reason": _IMBALANCE} if "reason" in form.names else {}
    president.send(page, "Constitute the panel", reason)
    for who in (*people.MEMBERS, *people.SURROGATES):
        page = h.sign_undertaking(who.key)
        assert page.title == "You signed the undertaking"
    if any("undertaking" in t for t in president.tasks()):
        h.sign_undertaking("president")
    h.members = ["president", *(a.key for a in people.MEMBERS)]
    page = h.who("member_malawi").get(h.path(Capacity.MEMBER, "panel/"))
    assert page.title == "The selection panel"
    assert all(actor(key).name in page.words for key in h.members)
    assert "Constituted on 21 September 2022" in page.words


def _filed(h: House, number: int) -> str:
    """File one application by the page; its reference."""
    person = applicant(number)
    visitor = h.who("logistics")
    page = visitor.get(h.path(Capacity.STAFF, "applications/new"))
    received = person.received.astimezone(GENEVA)
    page = visitor.send(
        page,
        "File and acknowledge",
        {
            "name": person.name,
            "mail": person.mail,
            "channel": "mail",
            "received_at": received.strftime("%Y-%m-%dT%H:%M:%S"),
            "evidence": "Received: from relay.example by mx.gichd.example with ESMTPS; "
            + received.strftime("%a, %d %b %Y %H:%M:%S %z"),
            "nationalities": " ".join(person.nationalities),
            "gender": person.gender,
            "files": files(person),
            "late_reason": "Held by the server of the organisation." if number == LATE else "",
        },
        about="separate sheet",
    )
    assert person.name in page.words
    return next(words_of(ref) for ref in page.tree.find_class("ref"))


def applications(h: House) -> None:
    """54(a), (b): filed with their papers, acknowledged; one twice, one late and admitted."""
    h.on(9, 21, 14)
    for key in ("screener_one", "screener_two", "logistics"):
        h.sign_undertaking(key)
    h.on(9, 23)
    logistics = h.who("logistics")
    page = logistics.task("File the applications that were received")
    zipped: dict[str, Value] = {
        "name": "Nobody In-Particular",
        "mail": "nobody@applicants.example",
        "received_at": "2022-09-22T10:00",
        "evidence": "Received: by mx.gichd.example",
        "files": [("cv.pdf", b"PK\x03\x04 an archive, whatever it is called")],
    }
    refused = logistics.send(page, "File and acknowledge", zipped, status=422, about="separate")
    assert "Nobody In-Particular" in refused.source and "was not taken" in refused.words
    for number in APPLICANTS:
        if number != LATE:
            h.refs[number] = _filed(h, number)
    h.on(9, 26)
    h.refs[LATE] = _filed(h, LATE)
    acknowledged = h.mails(applicant(1).mail)
    assert any(h.refs[1] in mail.as_string() for mail in acknowledged)
    page = logistics_sees(h)
    assert all(ref in page.words for ref in h.refs.values())
    screener = h.who("screener_one")
    page = screener.task("Decide on 1 pair of applications that look alike")
    screener.send(
        page,
        "Record the decision",
        {"same": "same", "reason": "The same papers: one person wrote twice."},
    )
    assert not any("look alike" in t for t in screener.tasks())
    president = h.who("president")  # R8: in the Chair
    page = president.task("Look at 1 late application")
    assert h.refs[LATE] in page.words and applicant(LATE).name not in page.words
    president.send(page, "Admit it", {"reason": "Sent before the close, four minutes late."})
    for number in APPLICANTS:  # nobody of the panel learns who applied before the list
        assert applicant(number).name not in h.who("member_malawi").get("/").words


def logistics_sees(h: House) -> Page:
    """The applications received, as the staff have them."""
    return h.who("logistics").get(h.path(Capacity.STAFF, "applications/"))
