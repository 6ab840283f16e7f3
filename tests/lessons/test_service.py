"""Ada comes back to where she stopped; an answer is stored once, and feedback is given for what is stored."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from player.enrollment.rules import Taking
from player.errors import Invalid, NotAllowed, NotFound
from player.lessons import service, store
from player.lessons.rules import Facts
from tests.desk import Desk
from tests.seat_time.pages import Page


@pytest.fixture
def ada(desk: Desk) -> Taking:
    """Ada, who takes the course."""
    return desk.taking("Ada")


def see(desk: Desk, taking: Taking, section: str) -> None:
    desk.clock.tick(seconds=1)
    with desk.database.writing() as session:
        service.see(session, taking, section.partition("-")[0], section, at=desk.clock.now())


def read(desk: Desk, taking: Taking, section: str) -> Page:
    """Open the lesson of a section and tell by beats that one is in it."""
    page = Page.open(desk, taking, f"lesson:{section.partition('-')[0]}")
    page.beat(1, section=section)
    return page


def answer(desk: Desk, taking: Taking, check: str, option: str = "a", key: uuid.UUID | None = None) -> str:
    """Answer a knowledge check a second later and return the words that come back."""
    desk.clock.tick(seconds=1)
    with desk.database.writing() as session:
        lesson, key = check.partition("-")[0], key or uuid.uuid4()
        return service.answer_check(session, taking, lesson, check, option, key=key, at=desk.clock.now()).feedback


def finish(desk: Desk, taking: Taking, lesson: str) -> None:
    Page.open(desk, taking, f"lesson:{lesson}").beat(20)
    see(desk, taking, f"{lesson}-one")
    see(desk, taking, f"{lesson}-two")
    answer(desk, taking, f"{lesson}-check")


def place(desk: Desk, taking: Taking) -> tuple[str, str | None]:
    with desk.database.reading() as session:
        return service.place(session, taking)


def facts(desk: Desk, taking: Taking) -> Facts:
    with desk.database.reading() as session:
        return service.facts(session, taking)


def test_a_new_learner_begins_at_the_beginning(desk: Desk, ada: Taking) -> None:
    assert place(desk, ada) == ("beginning", None)


def test_ada_comes_back_to_the_section_where_she_stopped(desk: Desk, ada: Taking) -> None:
    page = read(desk, ada, "beginning-one")
    page.beat(1, section="beginning-two")
    assert place(desk, ada) == ("beginning", "beginning-two")
    page.beat(1, section="beginning-one")
    assert place(desk, ada) == ("beginning", "beginning-one")


def test_a_page_that_lost_its_lease_moves_no_place(desk: Desk, ada: Taking) -> None:
    computer = read(desk, ada, "beginning-one")
    phone = read(desk, ada, "beginning-two")
    computer.beat(1, section="beginning-one")
    see(desk, ada, "beginning-one")
    assert place(desk, ada) == ("beginning", "beginning-two")
    phone.beat(1, section="beginning-one")
    assert place(desk, ada) == ("beginning", "beginning-one")


def test_a_page_that_is_only_just_open_and_a_section_that_is_none_leave_the_place(desk: Desk, ada: Taking) -> None:
    read(desk, ada, "beginning-two")
    page = Page.open(desk, ada, "lesson:beginning", started=False)
    assert place(desk, ada) == ("beginning", "beginning-two")
    page.beat(1, section="made-up")
    assert place(desk, ada) == ("beginning", None)


def test_after_a_finished_lesson_the_next_one_waits(desk: Desk, ada: Taking) -> None:
    finish(desk, ada, "beginning")
    assert place(desk, ada) == ("end", None)
    read(desk, ada, "end-one")
    assert place(desk, ada) == ("end", "end-one")


def test_looking_up_something_in_a_finished_lesson_does_not_lose_the_place(desk: Desk, ada: Taking) -> None:
    finish(desk, ada, "beginning")
    read(desk, ada, "end-two")
    read(desk, ada, "beginning-one")
    assert place(desk, ada) == ("end", "end-two")


def test_when_all_is_done_ada_comes_back_to_what_she_read_last(desk: Desk, ada: Taking) -> None:
    finish(desk, ada, "beginning")
    finish(desk, ada, "end")
    read(desk, ada, "beginning-one")
    assert place(desk, ada) == ("beginning", "beginning-one")


def test_a_place_alone_does_not_make_a_section_seen(desk: Desk, ada: Taking) -> None:
    read(desk, ada, "beginning-one")
    assert facts(desk, ada).seen == {}


def test_a_section_is_seen_when_it_was_seen_first(desk: Desk, ada: Taking) -> None:
    see(desk, ada, "beginning-one")
    first = desk.clock.now()
    see(desk, ada, "beginning-one")
    assert facts(desk, ada).seen == {"beginning-one": first}


def test_a_check_is_answered_when_it_was_answered_first_and_shows_the_last_answer(desk: Desk, ada: Taking) -> None:
    assert answer(desk, ada, "beginning-check", "b") == "Not yet."
    first = desk.clock.now()
    assert answer(desk, ada, "beginning-check", "a") == "Yes: it is this one."
    assert facts(desk, ada).answered == {"beginning-check": first}
    with desk.database.reading() as session:
        assert store.deeds(session, ada.id).chosen == {"beginning-check": "a"}


def test_the_same_answer_sent_twice_is_stored_once(desk: Desk, ada: Taking) -> None:
    key = uuid.uuid4()
    assert [answer(desk, ada, "beginning-check", "b", key) for _again in range(2)] == ["Not yet."] * 2
    with desk.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM check_answer")) == 1


def test_no_feedback_is_given_for_what_is_not_stored(desk: Desk, ada: Taking) -> None:
    ben, key = desk.taking("Ben"), uuid.uuid4()
    answer(desk, ada, "beginning-check", "b", key)
    for taking, option in ((ada, "a"), (ben, "b")):
        with pytest.raises(Invalid, match="key_already_used"):
            answer(desk, taking, "beginning-check", option, key)
    with desk.database.reading() as session:
        assert (store.deeds(session, ada.id).chosen, store.deeds(session, ben.id).chosen) == (
            {"beginning-check": "b"},
            {},
        )


def test_what_was_seen_and_answered_is_never_changed(desk: Desk, ada: Taking) -> None:
    see(desk, ada, "beginning-one")
    answer(desk, ada, "beginning-check")
    for table in ("section_seen", "check_answer"):
        for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):  # noqa: S608 - ours
            with pytest.raises(IntegrityError, match="append-only"), desk.database.writing() as session:
                session.execute(text(statement))


def test_a_locked_lesson_refuses_everything(desk: Desk, ada: Taking) -> None:
    def opened() -> None:
        with desk.database.writing() as session:
            service.open_lesson(session, ada, "end", at=desk.clock.now())

    for act in (lambda: see(desk, ada, "end-one"), lambda: answer(desk, ada, "end-check"), opened):
        with pytest.raises(NotAllowed, match="lesson_locked") as refusal:
            act()
        assert refusal.value.parameters["first_title"] == "Beginning"
    assert (facts(desk, ada).seen, facts(desk, ada).answered) == ({}, {})


def test_sections_and_checks_belong_to_their_lesson(desk: Desk, ada: Taking) -> None:
    with desk.database.writing() as session:
        at = desk.clock.now()
        with pytest.raises(Invalid, match="section_not_in_lesson"):
            service.see(session, ada, "beginning", "end-one", at=at)
        with pytest.raises(NotFound, match="check_not_found"):
            service.answer_check(session, ada, "beginning", "end-check", "a", key=uuid.uuid4(), at=at)
        with pytest.raises(Invalid, match="option_not_in_question"):
            service.answer_check(session, ada, "beginning", "beginning-check", "z", key=uuid.uuid4(), at=at)
        with pytest.raises(NotFound, match="lesson_not_found"):
            service.see(session, ada, "middle", "middle-one", at=at)
