"""Everybody can use every page: axe finds nothing, nothing scrolls sideways, the focus shows, questions speak."""

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import expect

from player.catalog import service as catalog
from tests.answers import Crowd
from tests.builders import CourseFolder
from tests.evaluation.conftest import commented, count, rated
from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.looks import ALL_LOOKS, LOOKS, Look, complaints
from tests.walk import Character

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LONG_TITLE = (
    "Betäubungsmittelverschreibungsverordnung und Behandlungsdokumentationspflichten in der Ketaminpsychotherapie"
)
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Okafor"
VISITOR = ("/", "/sign-up", "/sign-in", "/password/forgotten", "/confirm", "/sign-up/check-mail", "/verify",
           "/verify?code=2026-AAAA", "/outbox", "/courses/first-steps", "/nothing")  # fmt: skip


@pytest.fixture
def first_steps(live: LiveSite) -> CourseFolder:
    """The tiny course under a title of German length, with a video and a drawing."""
    folder = CourseFolder(live.folder / "first-steps", is_fictional=True)
    folder.edit("course.yaml", 'title: "First steps"', f'title: "{LONG_TITLE}"')
    folder.add_drawing()
    folder.publish(live.database, at=live.clock.now(), media=live.folder / "media")
    return folder


def learner(live: LiveSite, email: str = "ada@example.org") -> Character:
    """Return someone with a name of sixty characters, enrolled in the tiny course."""
    return live.newcomer(email).fill_profile(last_name=LONG_NAME).add_license().enroll("first-steps")


def check(open_reader: OpenReader, who: Character, *paths: str, looks: Iterable[Look] = LOOKS) -> None:
    """See that nothing is wrong with these pages as someone sees them."""
    reader = open_reader(own_time=False).signed_in(who)
    found = complaints(reader.page, paths, looks)
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("first_steps")
def test_visitors(open_reader: OpenReader) -> None:
    reader = open_reader(own_time=False)
    reader.foresee("404")
    found = complaints(reader.page, VISITOR)
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("first_steps")
def test_learners_on_their_way(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live)
    check(open_reader, ada, f"{ada.course}/lessons/beginning", looks=ALL_LOOKS)
    check(open_reader, ada, "/home", "/profile")
    check(open_reader, ada, *(f"{ada.course}/{page}" for page in ("post-test", "certificate", "time")))


@pytest.mark.usefixtures("first_steps")
def test_learners_at_the_post_test(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live).finish_lessons()
    failed = ada.take_post_test("a").request.path
    check(open_reader, ada, ada.start_attempt(), looks=ALL_LOOKS)
    passed = ada.take_post_test().request.path
    check(open_reader, ada, failed, passed, f"{passed}/practice", f"{ada.course}/attestation", f"{ada.course}/time")


@pytest.mark.usefixtures("first_steps")
def test_learners_at_the_end(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live).finish_lessons()
    ada.take_post_test()
    check(open_reader, ada.attest(), f"{ada.course}/evaluation", looks=ALL_LOOKS)
    check(open_reader, ada.evaluate(), f"{ada.course}/certificate")
    page = ada.claim().get(f"{ada.course}/certificate").get_data(as_text=True)
    verification = re.search(r"/verify/[\w-]+", page)
    assert verification
    check(open_reader, ada, f"{ada.course}/certificate", "/home", verification[0])


@pytest.mark.usefixtures("first_steps")
def test_staff(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live).finish_lessons()
    ada.take_post_test()
    ada.attest().evaluate().claim()
    dana = live.staff(live.sponsor_id())
    check(open_reader, dana, "/office/", "/office/completions?samples=yes", "/office/questions",
          "/office/matrix/first-steps", "/office/evaluations/", f"/office/enrollments/{ada.enrollment}",
          *(f"/office/enrollments/{ada.enrollment}/{page}" for page in ("time", "time-accommodations")))  # fmt: skip
    count(live.database, "2026-Q1", *rated("ev-1", 1, 2, 3, 4, 5), *commented(*"abcde"))
    count(live.database, "2026-Q3", *rated("ev-1", 4, 4, 4, 4, 4))
    check(open_reader, dana, "/office/evaluations/first-steps", looks=ALL_LOOKS)


@pytest.mark.usefixtures("first_steps")
def test_staff_at_a_certificate(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live).finish_lessons()
    ada.take_post_test()
    ada.attest().evaluate().claim()
    dana = live.staff(live.sponsor_id())
    assert ada.fill_profile(last_name="فاطمة الزهراء").get("/profile").status_code == 200
    story = dana.get(f"/office/enrollments/{ada.enrollment}").text
    found = sorted(set(re.findall(r'/office/certificates/[^"]+', story)))
    assert len(found) == 2
    check(open_reader, dana, *found, "/office/approvals")


@pytest.mark.usefixtures("first_steps")
def test_staff_amend_a_key_by_keyboard(live: LiveSite, open_reader: OpenReader) -> None:
    with live.database.reading() as session:
        edition = catalog.current_editions(session)[0]
    Crowd(edition=edition, learners=12).write(live.database)
    dana, pages = live.staff(live.sponsor_id()), f"/office/post-tests/{edition.edition_id}"
    check(open_reader, dana, "/office/post-tests/", pages, f"{pages}/key/pt-1-a")
    reader = open_reader(own_time=False).signed_in(dana)
    reader.go(f"{pages}/key/pt-1-a")
    for field, key in {"b. That.": "Space", "c. Neither.": "Space", "Why the key was wrong": "K"}.items():
        reader.tab_to(reader.page.get_by_label(field))
        reader.page.keyboard.press(key)
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.at("Amendment 1: pt-1-a")
    assert not complaints(reader.page, [reader.page.url])
    reader.tab_to(reader.page.get_by_role("button", name="Apply the amendment"))
    reader.page.keyboard.press("Enter")
    reader.sees("Attempts are scored by it since")
    kept = re.search(rf"{pages}/passes/[^\"]+", dana.get(f"{pages}/key").text)
    assert kept
    assert not complaints(reader.page, [f"{pages}/key", kept[0]])


def test_lessons_with_all_that_lessons_can_hold(live: LiveSite, open_reader: OpenReader) -> None:
    for slug, lessons in (("player-tour", ["your-place"]), ("ketamine-basics", ["orientation", "conditions-evidence"])):
        live.publish(slug, order="free")
        who = live.learner(f"{slug}@example.org").enroll(slug)
        check(open_reader, who, *(f"{who.course}/lessons/{lesson}" for lesson in lessons))


@pytest.mark.usefixtures("first_steps")
def test_a_question_says_what_it_is(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live)
    reader = open_reader(own_time=False).signed_in(ada)
    reader.go(f"{ada.course}/lessons/beginning")
    expect(reader.page.locator("[data-check]")).to_match_aria_snapshot("""
        - paragraph: Check your understanding
        - group "Which step is taken now?":
          - radio "This one."
          - text: This one.
          - radio "Another one."
          - text: Another one.
          - radio "None."
          - text: None.
        - button "Answer"
    """)


@pytest.mark.usefixtures("first_steps")
def test_the_focus_shows_wherever_it_is(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live).finish_lessons()
    reader = open_reader(own_time=False).signed_in(ada)
    for path in ("/profile", ada.start_attempt()):
        reader.go(path)
        for _press in range(40):
            reader.page.keyboard.press("Tab")
            shown = reader.page.evaluate(FOCUS)
            assert shown is None or shown["wide"] >= 2, shown


FOCUS = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const seen = [here, here.nextElementSibling].filter(Boolean).map(one => getComputedStyle(one));
    const wide = one => (one.outlineStyle === "none" ? 0 : parseFloat(one.outlineWidth));
    return { wide: Math.max(...seen.map(wide)), what: here.outerHTML };
}"""
"""How wide the ring is that shows the focus; a radio button's may be around its label."""
