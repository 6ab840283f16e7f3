"""What keeps a course from being published, each named in a sentence; and what is only a warning."""

from collections.abc import Iterable

import pytest

from tests.builders import CourseFolder

TERMS = {
    'credits: "0.5"': ("credits: null", "the number of credits is missing"),
    'credit_method: "Counted."': ("credit_method: null", "how the credits were determined is missing"),
    'role: "Announces the course."': ("role: null", "the role of Bridge & Sons is missing"),
    'presenters: [{name: "Ada Park", credentials: "PhD", position: "Faculty"}]': (
        "presenters: []",
        "the presenters, with credentials and position, are missing",
    ),
    'disclosure: "Nothing to disclose."': (
        "disclosure: null",
        "the statement on conflicts of interest and commercial support is missing (none is a statement too)",
    ),
    'cost: "Free."': ("cost: null", "the cost is missing"),
    'refund: "None needed."': ("refund: null", "the refund and cancellation policy is missing"),
    'accommodation: "Write to us."': ("accommodation: null", "whom to ask for an accommodation is missing"),
    'grievance: "Write to us."': ("grievance: null", "the grievance policy is missing"),
    'technical: "A browser."': ("technical: null", "the technical requirements are missing"),
    'support: "help@harbor-lane.example"': ("support: null", "the support contact is missing"),
    "released: 2026-01-01": ("released: null", "the release date is missing"),
    "reviewed: 2026-01-01": ("reviewed: null", "the date of the last review is missing"),
    "expires: 2029-12-31": ("expires: null", "the date on which the credit expires is missing"),
}
ALWAYS_NEEDED = 'support: "help@harbor-lane.example"'


def errors(course: CourseFolder) -> list[str]:
    return [finding.message for finding in course.check().findings if finding.severity == "error"]


def warnings(course: CourseFolder) -> list[str]:
    return [finding.message for finding in course.check().findings if finding.severity == "warning"]


def lines(course: CourseFolder) -> list[tuple[str, int]]:
    return [(finding.file.rsplit("/", 1)[-1], finding.line) for finding in course.check().findings]


def test_the_small_course_has_no_findings(course: CourseFolder) -> None:
    assert course.check().findings == ()


@pytest.mark.parametrize("stated", TERMS)
def test_credit_is_not_offered_while_something_is_left_unsaid(course: CourseFolder, stated: str) -> None:
    unsaid, sentence = TERMS[stated]
    course.edit("sponsor.yaml", stated, unsaid)
    assert errors(course) == [f"Cannot be published: {sentence}."]
    assert lines(course) == [("sponsor.yaml", course.line("sponsor.yaml", unsaid))]


@pytest.mark.parametrize("stated", [one for one in TERMS if not one.startswith("support:")])
def test_a_course_without_credit_needs_less(course: CourseFolder, stated: str) -> None:
    course.edit("course.yaml", "credit_bearing: true", "credit_bearing: false")
    course.edit("sponsor.yaml", stated, TERMS[stated][0])
    assert errors(course) == []


def test_even_a_course_without_credit_needs_somebody_to_write_to(course: CourseFolder) -> None:
    course.edit("course.yaml", "credit_bearing: true", "credit_bearing: false")
    course.edit("sponsor.yaml", ALWAYS_NEEDED, "support: null")
    assert errors(course) == ["Cannot be published: the support contact is missing."]


def test_a_key_that_is_left_out_is_missing_too(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", '    cost: "Free."\n', "")
    assert errors(course) == ["Cannot be published: the cost is missing."]
    assert lines(course) == [("sponsor.yaml", course.line("sponsor.yaml", "  first-steps:"))]


COURSE_GAPS = [
    ("level: introductory\n", "", "Cannot be published: the level is missing."),
    ('audience: "Clinicians who test software."\n', "", "Cannot be published: the audience is missing."),
    ("passing_score: 80", "passing_score: 74", "The passing score is below 75 percent."),
    ('title: "First steps"', 'title: "First first steps"', "The title has a doubled word: “First first”."),
    (
        "items_per_objective: 2",
        "items_per_objective: 1",
        "An attempt has 3 questions; 0.5 credits need 10 for each.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), COURSE_GAPS)
def test_a_course_for_credit_has_level_audience_and_a_serious_post_test(
    course: CourseFolder, old: str, new: str, sentence: str
) -> None:
    course.edit("course.yaml", old, new)
    assert errors(course) == [sentence]


def test_every_objective_is_taught(course: CourseFolder) -> None:
    course.edit("lessons/02-end.md", "objectives: [lo-3]", "objectives: [lo-1]")
    assert errors(course) == ["No lesson serves the objective lo-3."]
    assert lines(course) == [("course.yaml", course.line("course.yaml", "id: lo-3"))]


def test_every_objective_has_as_many_items_as_are_drawn(course: CourseFolder) -> None:
    course.edit("course.yaml", "items_per_objective: 2", "items_per_objective: 3")
    assert errors(course) == [f"The objective lo-{n} has 2 of the 3 post-test items it needs." for n in (1, 2, 3)]


def test_every_objective_has_an_item_even_when_none_are_drawn(course: CourseFolder) -> None:
    course.edit("course.yaml", "items_per_objective: 2", "items_per_objective: null")
    course.edit("post_test.yaml", "objective: lo-3", "objective: lo-2")
    assert errors(course) == ["The objective lo-3 has 0 of the 1 post-test items it needs."]


def test_every_objective_is_evaluated_once(course: CourseFolder) -> None:
    course.edit("evaluation.yaml", "objective: lo-3", "objective: lo-2")
    assert errors(course) == [
        "The objective lo-2 has 2 evaluation items instead of one.",
        "The objective lo-3 has 0 evaluation items instead of one.",
    ]


def test_a_course_for_credit_is_evaluated_as_its_bodies_ask(course: CourseFolder) -> None:
    course.edit("evaluation.yaml", "about: technology, ", "")
    course.edit("evaluation.yaml", "about: useful, ", "")
    course.edit("evaluation.yaml", '  - {id: ev-comments, kind: comment, text: "What should be better?"}\n', "")
    assert errors(course) == [
        "No scale of the evaluation has “about: technology”: the technology.",
        "No scale of the evaluation has “about: useful”: how useful the content was (APA’s second item).",
        "The evaluation has no line for comments.",
    ]
    course.edit("course.yaml", "credit_bearing: true", "credit_bearing: false")
    assert errors(course) == []


def test_a_course_for_credit_has_three_objectives(course: CourseFolder) -> None:
    course.edit("course.yaml", '  - {id: lo-3, text: "Name the last step."}\n', "")
    course.edit("lessons/02-end.md", "lo-3", "lo-2")
    course.edit("post_test.yaml", "lo-3", "lo-2")
    course.edit("evaluation.yaml", "  - {id: ev-3, kind: objective, objective: lo-3}\n", "")
    assert errors(course) == [
        "A course for credit needs at least 3 learning objectives.",
        "An attempt has 4 questions; 0.5 credits need 10 for each.",
    ]


def test_a_course_for_credit_has_three_references(course: CourseFolder) -> None:
    course.edit("references.yaml", '  - id: undated\n    text: "Walkers\' Code."\n    year: null\n', "")
    for lesson in ("lessons/01-beginning.md", "lessons/02-end.md"):
        course.edit(lesson, " [@undated]", "")
    assert errors(course) == ["A course for credit needs at least 3 references."]


def test_old_references_are_a_warning(course: CourseFolder) -> None:
    course.edit("references.yaml", "year: 2019", "year: 2015")
    assert warnings(course) == ["The reference stone-2019 is of 2015: more than 10 years old."]


def test_a_passing_score_below_the_usual_is_a_warning(course: CourseFolder) -> None:
    course.edit("course.yaml", "passing_score: 80", "passing_score: 75")
    assert warnings(course) == ["Some bodies ask for a passing score of 80 percent."]


def test_true_or_false_is_rare(course: CourseFolder) -> None:
    course.edit("post_test.yaml", '      - {id: c, text: "Neither."}\n', "")
    assert errors(course) == ["6 items are true or false; at most one per credit and a tenth of all may be."]


def test_half_of_the_items_apply_knowledge_once_an_author_says_what_they_ask_for(course: CourseFolder) -> None:
    course.edit("post_test.yaml", "id: pt-1-a", "id: pt-1-a\n    level: apply")
    assert warnings(course) == ["1 of 6 items apply knowledge to a case: not half."]


@pytest.mark.parametrize("amount", ["0.3", "0.0"])
def test_credits_are_counted_in_quarters(course: CourseFolder, amount: str) -> None:
    course.edit("sponsor.yaml", 'credits: "0.5"', f'credits: "{amount}"')
    assert errors(course) == [f"Credits are counted in quarters: {amount} is not."]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ("released: 2030-01-01", "The credit expires before the course is released."),
        ("reviewed: 2030-01-01", "The credit expires before the last review."),
    ],
)
def test_credit_does_not_expire_before_it_begins(course: CourseFolder, changed: str, sentence: str) -> None:
    course.edit("sponsor.yaml", changed.replace("2030", "2026"), changed)
    assert errors(course) == [sentence]


def test_a_sponsor_without_a_time_zone_publishes_nothing(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", "time_zone: America/Los_Angeles", "time_zone: null")
    course.edit("course.yaml", "credit_bearing: true", "credit_bearing: false")
    assert errors(course) == ["The sponsor's time zone is not known; completion dates are counted in it."]


def test_a_sponsor_offers_the_courses_it_names(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", "  first-steps:", "  other-steps:")
    assert errors(course) == ["The sponsor's file says nothing about the course first-steps."]


def ask(folder: CourseFolder, **question: str) -> None:
    words = {"key": "q", "text": "Why?", "found": "There.", **question}
    asked = ", ".join(f'{name}: "{value}"' for name, value in words.items())
    folder.edit("sponsor.yaml", "questions: []", f"questions: [{{{asked}}}]")


@pytest.mark.parametrize(
    "question",
    [
        {"about": "time_zone"},
        {"about": "title", "course": "first-steps"},
        {"about": "disclosure", "course": "first-steps"},
    ],
)
def test_some_questions_have_to_be_answered_first(course: CourseFolder, question: dict[str, str]) -> None:
    ask(course, **question)
    assert errors(course) == ["Cannot be published before the CE director answers (q): Why?"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"about": "approval", "approval": "ace"}, "Holds back the statement of ace (q): Why?"),
        ({"about": "course", "course": "first-steps"}, "Open question for the CE director (q): Why?"),
    ],
)
def test_other_questions_are_warnings(course: CourseFolder, question: dict[str, str], sentence: str) -> None:
    ask(course, **question)
    assert (errors(course), warnings(course)) == ([], [sentence])


@pytest.mark.parametrize("about", ["title", "disclosure", "course"])
def test_questions_about_another_course_are_its_own_matter(course: CourseFolder, about: str) -> None:
    course.edit("sponsor.yaml", "\n  first-steps:", "\n  other-steps: {}\n  first-steps:")
    ask(course, about=about, course="other-steps")
    assert course.check().findings == ()


def test_an_approval_that_is_not_confirmed_is_a_warning(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", 'confirmed: {by: "Dana Reyes", on: 2026-01-02}', "confirmed: null")
    assert errors(course) == []
    assert warnings(course) == [
        f"{key} is not confirmed: its statement is not printed." for key in ("apa", "ace", "nbcc")
    ]


@pytest.mark.parametrize("formats", ["null", "[self-paced-video]"])
def test_an_approval_that_does_not_cover_the_format_is_a_warning(course: CourseFolder, formats: str) -> None:
    course.edit("sponsor.yaml", "formats: [self-paced-reading]", f"formats: {formats}")
    assert errors(course) == []
    assert warnings(course)[0] == "apa is not known to cover self-paced-reading."


def test_credit_without_any_approval_is_a_warning(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", "approvals: [apa, ace, nbcc]", "approvals: []")
    assert warnings(course) == ["The course gives credit, and no approval is named for it."]


def test_a_statement_with_a_choice_nobody_made_blocks(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", "{credit_type} continuing", "(clinical or ethics) continuing")
    assert set(errors(course)) >= {"The statement of ace has a choice that nobody made: “(clinical or ethics)”."}


def test_a_statement_that_names_what_is_not_known_blocks(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", 'number: "6000"', "number: null")
    assert errors(course) == ["The statement of nbcc names {number}, which is not known."]


def test_a_confirmed_statement_is_looked_at_even_when_this_course_does_not_claim_it(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", "approvals: [apa, ace, nbcc]", "approvals: [apa]")
    course.edit("sponsor.yaml", 'number: "6000"', "number: null")
    assert errors(course) == ["The statement of nbcc names {number}, which is not known."]


def test_a_statement_that_nobody_can_claim_yet_is_looked_at_when_this_course_would(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", 'confirmed: {by: "Dana Reyes", on: 2026-01-02}', "confirmed: null")
    course.edit("sponsor.yaml", 'number: "6000"', "number: null")
    assert "The statement of nbcc names {number}, which is not known." in warnings(course)
    course.edit("sponsor.yaml", "approvals: [apa, ace, nbcc]", "approvals: [apa]")
    assert warnings(course) == ["apa is not confirmed: its statement is not printed."]


def test_two_records_of_one_body_block(course: CourseFolder) -> None:
    course.edit("sponsor.yaml", 'Association of Social Work Boards"', 'American Psychological Association"')
    assert starts(errors(course)) == ["American Psychological Association approves the sponsor twice"]


def starts(messages: Iterable[str]) -> list[str]:
    return [message.partition(":")[0] for message in messages]
