"""A site with the tiny course, its sponsor's staff, and a learner."""

import pytest

from tests.builders import CourseFolder
from tests.site import TestSite
from tests.study import Study, publish_tiny, sponsor_id
from tests.walk import Character


@pytest.fixture
def folder(site: TestSite) -> CourseFolder:
    """The tiny course of Harbor Lane, published on the site."""
    return publish_tiny(site.database, site.folder / "first-steps", at=site.clock.now())


@pytest.fixture
def dana(site: TestSite, folder: CourseFolder) -> Character:
    """Harbor Lane's administrator."""
    assert folder.slug == "first-steps"
    return site.staff(sponsor_id(site.database))


@pytest.fixture
def erin(site: TestSite, folder: CourseFolder) -> Character:
    """The administrator of another sponsor, which has a course of its own."""
    other = CourseFolder(folder.root / "other", slug="other-steps")
    other.edit("sponsor.yaml", "key: harbor-lane", "key: hill-top")
    other.publish(site.database, at=site.clock.now())
    return site.staff(sponsor_id(site.database, "hill-top"), "erin@example.org")


@pytest.fixture
def ada(site: TestSite, folder: CourseFolder) -> Study:
    """Ada, a social worker with a New York license, enrolled in the tiny course."""
    return Study(site.database, site.clock).sign_up().add_license().enroll(folder.slug)
