"""Practice after the pass: the same questions again, with their key, and not a trace of it anywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from player.enrollment.rules import Taking
from player.errors import NotAllowed, NotFound
from player.posttest.rules import AttemptRecord, FormItem
from player.posttest.rules.amendments import Key
from player.posttest.rules.practice import check, reorder
from player.posttest.service.practice import Practice, practise
from player.schema import metadata
from tests.desk import ONE_ENGINE, Desk
from tests.posttest.acts import start, submit, take
from tests.posttest.test_regrade import apply, record
from tests.site import TestSite
from tests.walk import Character

FORM = tuple(FormItem(question_id=f"q{number}", option_ids=("a", "b", "c")) for number in range(8))
KEYS = {one.question_id: Key(accepted=frozenset("b"), is_dropped=one.question_id == "q7") for one in FORM}


@given(seed=st.text())
def test_practice_asks_the_same_questions_with_the_same_options(seed: str) -> None:
    again = reorder(FORM, seed=seed)
    assert again == reorder(FORM, seed=seed)
    assert sorted(one.question_id for one in again) == sorted(one.question_id for one in FORM)
    assert {tuple(sorted(one.option_ids)) for one in again} == {("a", "b", "c")}


def test_another_seed_gives_another_order() -> None:
    assert len({reorder(FORM, seed=str(number)) for number in range(20)}) == 20


@given(answers=st.dictionaries(st.sampled_from([f"q{number}" for number in range(10)]), st.sampled_from("abcd")))
def test_what_is_answered_is_checked_and_nothing_else(answers: dict[str, str]) -> None:
    assert check(FORM, answers, KEYS) == {
        question: option == "b" or question == "q7"
        for question, option in answers.items()
        if question in KEYS and option in "abc"
    }


def practised(desk: Desk, taking: Taking, attempt: AttemptRecord, **answers: str) -> Practice:
    with desk.database.reading() as session:
        return practise(session, taking, attempt.id, seed="1", answers=answers)


def test_there_is_no_practice_before_the_pass_nor_with_a_failed_attempt(desk: Desk, ada: Taking) -> None:
    attempt = start(desk, ada)
    with pytest.raises(NotAllowed, match="post_test_not_passed"):
        practised(desk, ada, attempt)
    submit(desk, ada, attempt)
    take(desk, ada, "b")
    with pytest.raises(NotAllowed, match="post_test_not_passed"):
        practised(desk, ada, attempt)


def test_nobody_practises_with_somebody_elses_attempt(desk: Desk, ada: Taking) -> None:
    passed, ben = take(desk, ada, "b"), desk.taking("Ben")
    desk.finish_lessons(ben)
    take(desk, ben, "b")
    with pytest.raises(NotFound):
        practised(desk, ben, passed)


def test_practice_goes_by_the_key_in_force_and_stays_open_when_the_enrollment_ends(desk: Desk, ada: Taking) -> None:
    passed = take(desk, ada, "b")
    assert practised(desk, ada, passed, **{"pt-1-a": "c"}).right == {"pt-1-a": False}
    apply(desk, record(desk, ada, "bc"))
    desk.close(ada.id)
    assert practised(desk, ada, passed, **{"pt-1-a": "c"}).right == {"pt-1-a": True}


@pytest.fixture
def graduate(site: TestSite) -> Character:
    """Ada, who has her certificate."""
    site.course(is_fictional=True)
    return site.learner().complete()


def everything(site: TestSite) -> list[str]:
    with site.database.reading() as session:
        return [f"{table}: {tuple(row)}" for table in metadata.sorted_tables for row in session.execute(select(table))]


def pages(graduate: Character) -> list[bytes]:
    """Return what a practice could have changed, as it is shown: the result, the certificate, its verification."""
    code = re.search(r'href="[^"]*(/verify/[^"]+)"', graduate.get(f"{graduate.course}/certificate").text)
    assert code is not None
    shown = [f"{graduate.course}/post-test", graduate.pdf_address(), code[1]]
    return [re.sub(rb"csrf-token.*|csrf_token.*", b"", graduate.get(path).data) for path in shown]


def practice_of(graduate: Character) -> str:
    overview = graduate.get(f"{graduate.course}/post-test").text
    result = re.search(rf'href="({graduate.course}/post-test/[^"/]+)"', overview)
    assert result is not None
    found = re.search(r'href="([^"]+/practice)"', graduate.get(result[1]).text)
    assert found is not None
    return graduate.get(found[1]).location


def answered(graduate: Character, page: str, option: str) -> TestResponse:
    return graduate.post(page, dict.fromkeys(graduate.questions(page), option))


@ONE_ENGINE
def test_practice_leaves_no_trace(site: TestSite, graduate: Character) -> None:
    page = practice_of(graduate)
    shown, stored = pages(graduate), everything(site)
    site.clock.tick(days=3)
    for option in "abca":
        assert answered(graduate, page, option).status_code == 200
    assert everything(site) == stored
    assert pages(graduate) == shown


@ONE_ENGINE
def test_practice_tells_what_is_right_of_what_was_answered(graduate: Character) -> None:
    page = practice_of(graduate)
    first, second, *_rest = graduate.questions(page)
    told = graduate.post(page, {first: "b", second: "a", "pt-9-z": "b"}).text
    assert ("1 of 2 right." in told, "4 questions are not answered yet." in told) == (True, True)
    assert (told.count("Right."), told.count("Not quite."), told.count("Your answer: This.")) == (1, 1, 1)
    assert 'value="a" checked' in told
    assert ("Right answer" in graduate.get(page).text, "Saved" in told) == (False, False)


@ONE_ENGINE
def test_before_the_pass_no_page_leads_to_practice_and_none_opens(site: TestSite) -> None:
    site.course()
    ben = site.learner("ben@example.org").enroll("first-steps").finish_lessons()
    attempt = ben.start_attempt()
    assert ben.get(f"{attempt}/practice?order=1").status_code == 403
    assert answered(ben, f"{attempt}/practice?order=1", "b").status_code == 403
    failed = ben.take_post_test("a").text
    assert "practice" not in failed
    assert ben.get(f"{attempt}/practice?order=1").status_code == 403
