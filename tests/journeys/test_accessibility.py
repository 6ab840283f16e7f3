"""Everybody can use every page: axe finds nothing, nothing scrolls sideways, the focus shows, questions speak."""

import re

import pytest

from tests.builders import CourseFolder
from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.looks import LOOKS, complaints
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


def check(open_reader: OpenReader, who: Character, *paths: str) -> None:
    """See that nothing is wrong with these pages as someone who is signed in sees them."""
    reader = open_reader(own_time=False).signed_in(who)
    found = complaints(reader.page, paths)
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
    check(open_reader, live.newcomer("new@example.org"), "/home", "/profile", "/courses/first-steps")
    check(open_reader, ada, "/home", "/profile", f"{ada.course}/lessons/beginning", f"{ada.course}/post-test",
          f"{ada.course}/certificate")  # fmt: skip


@pytest.mark.usefixtures("first_steps")
def test_learners_at_the_post_test(live: LiveSite, open_reader: OpenReader) -> None:
    ada, ben = (learner(live, f"{name}@example.org").finish_lessons() for name in ("ada", "ben"))
    check(open_reader, ada, f"{ada.course}/lessons/end", f"{ada.course}/post-test", ada.start_attempt())
    check(open_reader, ben, ben.take_post_test("a").request.path, f"{ben.course}/post-test")
    check(open_reader, ada, ada.take_post_test().request.path, f"{ada.course}/attestation")


@pytest.mark.usefixtures("first_steps")
def test_learners_at_the_end(live: LiveSite, open_reader: OpenReader) -> None:
    ada = learner(live).finish_lessons()
    ada.take_post_test()
    check(open_reader, ada.attest(), f"{ada.course}/attestation", f"{ada.course}/evaluation")
    check(open_reader, ada.evaluate(), f"{ada.course}/certificate", f"{ada.course}/evaluation", "/home")
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
    check(open_reader, dana, "/office/", "/office/completions?samples=yes", "/office/completions", "/office/questions",
          f"/office/enrollments/{ada.enrollment}")  # fmt: skip


def test_lessons_with_all_that_lessons_can_hold(live: LiveSite, open_reader: OpenReader) -> None:
    live.publish("player-tour", order="free")
    live.publish("ketamine-basics", order="free")
    tour, basics = (live.learner(f"{slug}@example.org").enroll(slug) for slug in ("player-tour", "ketamine-basics"))
    lessons = [f"{basics.course}/lessons/{name}" for name in ("orientation", "conditions-evidence")]
    for who, paths in ((tour, [f"{tour.course}/lessons/your-place"]), (basics, lessons)):
        reader = open_reader(own_time=False).signed_in(who)
        found = complaints(reader.page, paths, LOOKS[::2])
        assert not found, "\n".join(found)
