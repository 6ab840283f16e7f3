"""On what the credits of a course rest: what counts, which methods limit them, and who may offer more."""

from decimal import Decimal

import pytest

from config import ROOT
from player.catalog import content
from player.catalog.content.credit_methods import read_credit_methods
from player.catalog.rules import DEFAULT_CREDIT_METHODS, CreditCount, drawn
from tests.builders import CourseFolder
from tests.catalog.test_publishing import errors, warnings

NBCC = """\
  nbcc:
    name: "NBCC"
    questions: none
    words_per_hour: {value: "%s", source: "here", sure: confirmed}
    step: {value: "0.25", source: "here", sure: confirmed}
    least: {value: "0.25", source: "here", sure: confirmed}
"""
SHORT = "0.5 credits are offered, and the NBCC word count (nbcc) gives 0.0."
AND_THEN = " Offer no more, or name who answers for it: credit_override: {by, reason}."
TERMS = 'credit_method: "Counted."'


def use(course: CourseFolder, *, body: str = "National Board", method: str = "nbcc", constants: str = " {}") -> None:
    """Let one body's approval limit the credits of the tiny course by one method."""
    bodies = f'  - {{body: "{body}", methods: [{method}], source: "here", sure: confirmed}}'
    course.write("credit-methods.yaml", f"methods:{constants}\nbodies:\n{bodies}\n")


def counts(course: CourseFolder) -> dict[str, CreditCount]:
    draft = course.check().draft
    assert draft is not None
    return {f"{count.method} {count.rating or ''}".strip(): count for count in draft.credit_counts}


def test_more_than_the_smallest_enabled_method_gives_cannot_be_published(course: CourseFolder) -> None:
    use(course)
    assert errors(course) == [SHORT + AND_THEN]
    found = [finding for finding in course.check().findings if finding.severity == "error"]
    assert [finding.line for finding in found] == [course.line("sponsor.yaml", "credits:")]


def test_as_much_as_the_smallest_enabled_method_gives_can_be_published(course: CourseFolder) -> None:
    use(course, constants="\n" + NBCC.rstrip() % "60")
    given = counts(course)["nbcc"].credits
    course.edit("sponsor.yaml", 'credits: "0.5"', f'credits: "{given}"')
    assert not any("gives" in error for error in errors(course))
    course.edit("sponsor.yaml", f'credits: "{given}"', f'credits: "{given + Decimal("0.25")}"')
    assert any("gives" in error for error in errors(course))


def test_a_person_may_answer_for_more_and_is_named(course: CourseFolder) -> None:
    use(course)
    course.edit("sponsor.yaml", TERMS, f'{TERMS}\n    credit_override: {{by: "Dana Reyes", reason: "A timed pilot."}}')
    assert errors(course) == []
    assert warnings(course) == [f"{SHORT} Overridden by Dana Reyes: A timed pilot."]


def test_nobody_answers_for_what_needs_no_answer(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", TERMS, f'{TERMS}\n    credit_override: {{by: "Dana Reyes", reason: "A timed pilot."}}')
    assert warnings(course) == ["The credits are within what the methods give: nothing is overridden."]


@pytest.mark.parametrize("missing", ["by", "reason"])
def test_an_override_has_a_person_and_a_reason(course: CourseFolder, missing: str) -> None:
    said = {"by": "Dana Reyes", "reason": "A timed pilot."}
    del said[missing]
    course.edit("sponsor.yaml", TERMS, f"{TERMS}\n    credit_override: {said}")
    assert f"“{missing}” is missing." in errors(course)


def test_a_method_from_memory_is_said_to_be_one(course: CourseFolder) -> None:
    use(course, body="Association of Social Work", method="reading-speed")
    assert errors(course) == [
        "0.5 credits are offered, and the Reading-speed formula (ace), whose constants are not confirmed, gives 0.0."
        + AND_THEN
    ]


def test_a_course_without_credit_has_no_counts(course: CourseFolder) -> None:
    use(course)
    course.edit("course.yaml", "credit_bearing: true", "credit_bearing: false")
    assert (errors(course), counts(course)) == ([], {})


def test_only_approvals_on_offer_limit_the_credits(course: CourseFolder) -> None:
    use(course)
    course.edit("sponsor.yaml", "approvals: [apa, ace, nbcc]", "approvals: [apa, ace]")
    assert errors(course) == []


def test_lessons_that_serve_no_objective_are_not_counted(course: CourseFolder) -> None:
    whole = counts(course)["nbcc"].words
    course.edit("lessons/01-beginning.md", "objectives: [lo-1, lo-2]", "objectives: []")
    assert counts(course)["nbcc"].words == whole // 2


def test_videos_count_by_their_running_time(course: CourseFolder) -> None:
    course.add_video(duration_ms=90_000)
    assert counts(course)["nbcc"].media_ms == 90_000


def test_each_method_counts_the_questions_it_asks_for(course: CourseFolder) -> None:
    found = counts(course)
    assert drawn(course.edition()) == 6
    assert [found[key].questions for key in ("nbcc", "nasw", "nasba", "mergener 3")] == [0, 0, 6 + 2, 6]


def test_the_difficulty_is_an_open_question_and_the_level_a_multiplier(course: CourseFolder) -> None:
    assert {"mergener 2", "mergener 3", "mergener 4", "reading-speed 1.00"} <= counts(course).keys()
    course.edit("course.yaml", "level: introductory", "level: advanced")
    assert "reading-speed 1.50" in counts(course)


def test_of_several_difficulties_the_least_limits_the_credits(course: CourseFolder) -> None:
    use(course, method="mergener")
    (error,) = errors(course)
    assert "the Mergener formula (nbcc) gives 0.25" in error


def test_an_edition_keeps_what_was_counted_and_by_which_constants(course: CourseFolder) -> None:
    use(course, constants="\n" + NBCC.rstrip() % "60")
    count = counts(course)["nbcc"]
    assert (count.approvals, dict(count.constants)["words_per_hour"]) == (("nbcc",), Decimal(60))
    assert count.credits >= Decimal("0.5")
    assert course.edition().credit_counts == tuple(counts(course).values())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"60"', "60", "“value” must be text; put it in quotes."),
        ('"60"', '"many"', '“value” must be a number in quotes: "1.85".'),
        ('"60"', '"0"', "“value” must be more than zero."),
        ("sure: confirmed", "sure: certain", "“sure” must be 'confirmed', 'third-party' or 'recalled'."),
        ("    questions: none\n", "", "“questions” is missing."),
        ("    step:", "    stride:", "“stride” is no key of this format."),
    ],
)  # fmt: skip
def test_the_data_file_is_strict(course: CourseFolder, old: str, new: str, sentence: str) -> None:
    course.write("credit-methods.yaml", f"methods:\n{NBCC % 60}bodies: []\n".replace(old, new))
    assert sentence in errors(course)


def test_the_project_s_data_file_says_what_the_code_says() -> None:
    report = content.Report()
    read = read_credit_methods(ROOT / "courses" / "credit-methods.yaml", report)
    assert report.findings == []
    assert [(m.key, m.name, m.questions, m.values, m.is_recalled) for m in read.methods] == [
        (m.key, m.name, m.questions, m.values, m.is_recalled) for m in DEFAULT_CREDIT_METHODS.methods
    ]
    assert [(b.body, b.methods, b.sure) for b in read.bodies] == [
        (b.body, b.methods, b.sure) for b in DEFAULT_CREDIT_METHODS.bodies
    ]


def test_without_a_data_file_the_constants_of_the_code_hold(course: CourseFolder) -> None:
    course.file("credit-methods.yaml").unlink()
    assert errors(course) == [
        "0.5 credits are offered, and the NBCC word count (nbcc) gives 0.0." + AND_THEN,
    ]
