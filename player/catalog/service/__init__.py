"""Use cases of the catalog: read and check course files, publish editions, and answer what is published."""

from player.catalog.export import matrix_csv
from player.catalog.service.files import (
    CheckedCourse,
    check_course,
    credit_report,
    keep_media,
    new_course,
    read_sponsor,
    schemas,
)
from player.catalog.service.published import (
    approvals,
    approvals_of_sponsor,
    current_editions,
    editions,
    find_course,
    find_media,
    get_edition,
    get_summary,
    open_questions,
    requirements,
    sponsor,
    sponsor_of_edition,
    sponsors,
)
from player.catalog.service.publishing import load_sponsor, publish, publish_course
from player.catalog.writer import MediaFolder

__all__ = [
    "CheckedCourse",
    "MediaFolder",
    "approvals",
    "approvals_of_sponsor",
    "check_course",
    "credit_report",
    "current_editions",
    "editions",
    "find_course",
    "find_media",
    "get_edition",
    "get_summary",
    "keep_media",
    "load_sponsor",
    "matrix_csv",
    "new_course",
    "open_questions",
    "publish",
    "publish_course",
    "read_sponsor",
    "requirements",
    "schemas",
    "sponsor",
    "sponsor_of_edition",
    "sponsors",
]
