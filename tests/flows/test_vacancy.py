"""The vacancy: posted after the closure, never before; closed, extended once; public."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from recruit.access.rules import Capacity
from recruit.core import clock, db
from recruit.core.errors import Refusal
from recruit.procedure.rules.days import at_geneva, end_of
from recruit.vacancy import operations, queries

SITE = operations.Published("Posts", "https://posts.example/1", date(2022, 9, 5))


def at(day: date, hour: int = 9) -> datetime:
    return at_geneva(day, time(hour)).astimezone(UTC)


@pytest.fixture
def drafted(a_procedure: Any) -> Any:
    world = a_procedure(at="opened")
    operations.draft(world.reader("focal_point", Capacity.FOCAL_POINT), address="jobs@x.example")
    return world


@pytest.mark.rule("P53d-1")
def test_the_vacancy_is_never_posted_before_the_closure(drafted: Any) -> None:
    clock.freeze(at_geneva(date(2022, 9, 2), time(17, 59)))
    reader = drafted.reader("focal_point", Capacity.FOCAL_POINT)
    with pytest.raises(Refusal) as refused:
        operations.post(reader, websites=[SITE], reason="The closure is near.")
    assert refused.value.paragraph == "para. 53(d)"


@pytest.mark.rule("P53d-1")
@pytest.mark.rule("R2")
def test_between_the_closure_and_the_window_a_reason_of_the_right_person_is_needed(
    drafted: Any,
) -> None:
    reader = drafted.reader("focal_point", Capacity.FOCAL_POINT)
    clock.freeze(at_geneva(date(2022, 9, 2), time(19)))
    with pytest.raises(Refusal):
        operations.post(reader, websites=[SITE])
    clock.freeze(at(date(2022, 9, 3)))
    with pytest.raises(Refusal):
        operations.post(reader, websites=[SITE], reason="From the next day this is not mine.")
    president = drafted.reader("president", Capacity.PRESIDENT)
    operations.early_reason(president, reason="The websites publish on Saturdays only.")
    assert operations.post(reader, websites=[SITE])


@pytest.mark.rule("P54a")
def test_posting_makes_it_public_with_the_terms_of_reference_and_the_privacy_notice(
    drafted: Any,
) -> None:
    clock.freeze(at(date(2022, 9, 5)))
    assert drafted.client().get("/vacancies/ccm-10msp").status_code == 404
    browser = drafted.client("focal_point")
    done = browser.post(
        browser.path(Capacity.FOCAL_POINT, "vacancy/post"),
        {
            "sites-0-name": "Posts",
            "sites-0-address": "https://posts.example/1",
            "sites-0-on": "2022-09-05",
            "sites-0-cost": "12.50",
        },
    )
    assert done.status_code == 303
    public = drafted.client().get("/vacancies/ccm-10msp").get_data(as_text=True)
    assert "Sunday 25 September 2022, 24:00 Geneva (UTC+2)" in public
    assert "Fluency in English, both oral and written, is required" in public
    assert "six months after the end" in public
    listed = browser.get(browser.path(Capacity.FOCAL_POINT, "vacancy/"))
    assert "12.50 CHF" in listed.get_data(as_text=True)


@pytest.mark.rule("D1")
def test_the_privacy_notice_names_controller_purpose_recipients_retention_rights_contact(
    drafted: Any,
) -> None:
    clock.freeze(at(date(2022, 9, 5)))
    operations.post(drafted.reader("focal_point", Capacity.FOCAL_POINT), websites=[SITE])
    public = drafted.client().get("/vacancies/ccm-10msp").get_data(as_text=True)
    for word in ("Controller:", "Purpose:", "Recipients:", "Retention:", "Rights:", "Contact:"):
        assert word in public
    assert "no photograph and nothing about family, religion or health" in public


@pytest.mark.rule("P54a")
def test_the_form_sent_twice_posts_once(drafted: Any) -> None:
    clock.freeze(at(date(2022, 9, 5)))
    browser = drafted.client("focal_point")
    form = {"sites-0-name": "Posts", "key": "the-same-key"}
    path = browser.path(Capacity.FOCAL_POINT, "vacancy/post")
    assert browser.post(path, form).status_code == 303
    assert browser.post(path, form).status_code == 303
    with pytest.raises(Refusal):
        operations.post(drafted.reader("focal_point", Capacity.FOCAL_POINT), websites=[SITE])


@pytest.mark.rule("A1")
def test_the_chair_extends_the_close_once_before_it_with_a_reason(drafted: Any) -> None:
    clock.freeze(at(date(2022, 9, 5)))
    operations.post(drafted.reader("focal_point", Capacity.FOCAL_POINT), websites=[SITE])
    chair = drafted.reader("president", Capacity.CHAIR)
    later = end_of(date(2022, 10, 2))
    with pytest.raises(Refusal):
        operations.extend(chair, to=later, reason=" ")
    operations.extend(chair, to=later, reason="Few applications came from one region.")
    with pytest.raises(Refusal):
        operations.extend(chair, to=later + timedelta(days=1), reason="Once more.")
    public = drafted.client().get("/vacancies/ccm-10msp").get_data(as_text=True)
    assert "Sunday 2 October 2022, 24:00 Geneva" in public
    assert "Few applications came from one region." in public


@pytest.mark.rule("A1")
def test_after_the_close_nobody_extends_it(drafted: Any) -> None:
    clock.freeze(at(date(2022, 9, 5)))
    operations.post(drafted.reader("focal_point", Capacity.FOCAL_POINT), websites=[SITE])
    clock.freeze(end_of(date(2022, 9, 25)))
    with pytest.raises(Refusal):
        operations.extend(
            drafted.reader("president", Capacity.CHAIR),
            to=end_of(date(2022, 10, 2)),
            reason="Too late.",
        )


@pytest.mark.rule("P53h-1")
def test_an_agency_is_recorded_with_task_cost_and_decision_and_shown_to_the_president(
    drafted: Any,
) -> None:
    operations.record_agency(
        drafted.reader("focal_point", Capacity.FOCAL_POINT),
        name="Lantern Search",
        task="Publishing and first answers to candidates",
        cost=Decimal("8400"),
        currency="CHF",
        decided_by="the Director of the GICHD",
    )
    president = drafted.client("president")
    shown = president.get(president.path(Capacity.PRESIDENT, "vacancy/")).get_data(as_text=True)
    assert "Lantern Search" in shown
    assert "8400 CHF" in shown
    staff = drafted.client("agency_lead")
    assert staff.get(staff.path(Capacity.STAFF, "vacancy/")).status_code == 404


def test_two_editors_of_the_draft_lose_nothing(drafted: Any) -> None:
    first, second = drafted.client("focal_point"), drafted.client("focal_point")
    path = first.path(Capacity.FOCAL_POINT, "vacancy/text")
    parts = ("headline", "summary", "functions", "profile", "conditions", "apply", "privacy")
    text = dict.fromkeys(parts, "A first text")
    assert first.post(path, {**text, "version": "1"}).status_code == 303
    answer = second.post(path, {**text, "summary": "My own long words", "version": "1"})
    assert answer.status_code == 409
    assert "My own long words" in answer.get_data(as_text=True)


@pytest.fixture
def receiving(a_procedure: Any) -> Any:
    """13 September: the vacancy is posted and open."""
    return a_procedure(at="composition")


@pytest.mark.rule("A12")
def test_a_question_answered_in_substance_is_published_beside_the_vacancy_for_all(
    receiving: Any,
) -> None:
    browser, public = receiving.client("focal_point"), receiving.client()
    page = f"/vacancies/{receiving.cast.procedure_name}"
    before = public.get(page).text
    assert "Questions answered" not in before
    sent = browser.post(
        browser.path(Capacity.FOCAL_POINT, "vacancy/answer"),
        {"question": "Is <b>remote</b> work possible?", "answer": "No.\n\nThe seat is Geneva."},
    )
    assert sent.status_code == 303
    after = public.get(page).text
    assert "Is &lt;b&gt;remote&lt;/b&gt; work possible?" in after and "The seat is Geneva." in after
    assert "Published on" in after
    # it corrects nothing unseen: what was published stays in sight (R24)
    with db.reading() as connection:
        vacancy = queries.vacancy(connection, receiving.cast.procedure_id)
        assert vacancy is not None
        first = queries.answers(connection, vacancy.id)[0]
    reader = receiving.reader("focal_point", Capacity.FOCAL_POINT)
    operations.answer(reader, question=first.question, answer="One day a week.", corrects=first.id)
    both = public.get(page).text
    assert "The seat is Geneva." in both and "One day a week." in both
    assert both.count("Replaced by a later answer") == 1
    with pytest.raises(Refusal) as again:
        operations.answer(reader, question="Q", answer="Another.", corrects=first.id)
    assert again.value.rule == "R24"
    with pytest.raises(Refusal):
        operations.answer(reader, question="Q", answer="Of nothing.", corrects="nothing")


@pytest.mark.rule("A12")
def test_an_answer_is_published_between_the_posting_and_the_close_alone(
    drafted: Any, a_procedure: Any
) -> None:
    def refused(world: Any, **said: str) -> str:
        words = {"question": "May I apply by post?", "answer": "Yes.", **said}
        with pytest.raises(Refusal) as found:
            operations.answer(world.reader("focal_point", Capacity.FOCAL_POINT), **words)
        return found.value.rule

    assert refused(drafted) == "A12"
    world = a_procedure(at="composition")
    assert refused(world, answer=" ") == "A12" and refused(world, question="") == "A12"
    with db.reading() as connection:
        vacancy = queries.vacancy(connection, world.cast.procedure_id)
    assert vacancy is not None
    clock.freeze(vacancy.closes_at)
    assert refused(world) == "A12"
    page = world.client("focal_point")
    assert "Publish the answer" not in page.get(page.path(Capacity.FOCAL_POINT, "vacancy/")).text
