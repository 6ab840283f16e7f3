"""Course files and sponsor files: read, checked, and begun anew; what authors ask about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from player.catalog import content, rules
from player.catalog.rules import CreditReport, Edition, Finding, SponsorDocument
from player.catalog.writer import MediaFolder
from player.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class CheckedCourse:
    """A course folder under a sponsor file, read and checked.

    ``edition`` and ``sponsor`` are None when an error is among the findings; ``draft`` is the edition as far as its
    files can be read; ``media`` are its files by digest.
    """

    edition: Edition | None
    draft: Edition | None
    sponsor: SponsorDocument | None
    media: Mapping[str, Path]
    findings: tuple[Finding, ...]
    is_whole: bool
    """Whether all files could be read: only then it was looked at what the course as a whole lacks."""


def check_course(folder: Path, sponsor_file: Path) -> CheckedCourse:
    """Return what a course says when this sponsor offers it, and everything that speaks against publishing it.

    Findings name their files as ``folder`` and ``sponsor_file`` do. Nothing is written anywhere.
    """
    reading = content.read_course(folder, sponsor_file)
    found = [*reading.findings]
    if reading.draft is not None and reading.sponsor is not None:
        # What a broken file teaches is not known, so coverage is looked at only when everything could be read.
        judge = rules.publishing_findings if reading.is_whole else rules.partial_findings
        mistaken = {(finding.file, finding.line) for finding in found if finding.severity == "error"}
        judged = (
            *rules.sponsor_findings(reading.sponsor, places=reading.places),
            *judge(reading.draft, reading.sponsor, places=reading.places),
        )
        found += [finding for finding in judged if (finding.file, finding.line) not in mistaken]
    found += reading.remarks
    findings = tuple(sorted(set(found), key=lambda finding: (finding.file, finding.line, finding.message)))
    refused = rules.has_errors(findings)
    return CheckedCourse(
        edition=None if refused else reading.draft,
        draft=reading.draft,
        sponsor=None if refused else reading.sponsor,
        media=reading.paths,
        findings=findings,
        is_whole=reading.is_whole,
    )


def read_sponsor(file: Path) -> tuple[SponsorDocument | None, tuple[Finding, ...]]:
    """Return what a sponsor file says (None when it holds a mistake) and the mistakes found in it."""
    report = content.Report()
    document = content.read_sponsor(file, report)
    found = (*report.findings, *report.remarks)
    return (None if rules.has_errors(found) else document), found


def keep_media(course: CheckedCourse, media: MediaFolder) -> None:
    """Keep the media files of a course, before the transaction that publishes it: a row never names a lost file."""
    for path in course.media.values():
        media.put_file(path)


def credit_report(edition: Edition, *, measured_median_ms: int | None = None) -> CreditReport:
    """Return what each method of counting credit makes of an edition, beside what is offered.

    ``measured_median_ms`` is the median seat time of completions, which later rooms know.
    """
    return rules.credit_report(edition, measured_median_ms=measured_median_ms)


def new_course(slug: str, parent: Path) -> tuple[tuple[Path, ...], str]:
    """Write a course that waits to be written into a new folder, and return its files and its terms.

    The terms are to be pasted into the sponsor file.

    Raises:
        Invalid: the slug is none, or a folder of this name is there already; nothing is written.
    """
    if not content.is_key(slug):
        raise Invalid("slug_malformed", slug=slug)
    try:
        return content.write_skeleton(parent / slug, slug), content.terms_to_paste(slug)
    except FileExistsError as error:
        raise Invalid("course_folder_exists", folder=str(parent / slug)) from error


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of course files, for editors, by the files' names without ``.yaml``."""
    return content.schemas()
