"""The mistakes a writer of a course can make, each in a file of the small course, with the sentence that names it."""

END = "lessons/02-end.md"

PT = """stem: "What is asked in pt-1-a?"
    options:
      - {id: a, text: "This."}"""
COUNSELORS = """professions: [mental-health-counselor]
    formats: [self-paced-reading]
    valid_from: 2023-11-22"""

MISTAKES = {
    # file, the piece to replace, the mistake instead, what stands on the line that is named, the sentence
    "an unknown key": (
        "course.yaml", "language: en", "language: en\nsubtitle: x",
        "subtitle", "“subtitle” is no key of this format.",
    ),
    "a key that is missing": (
        "course.yaml", "  attempts: 3\n", "",
        "post_test:", "“attempts” is missing.",
    ),
    "a key that stands twice": (
        "course.yaml", "language: en", "language: en\nlanguage: de",
        "language: de", "The key “language” stands twice; it is on line 7 already.",
    ),
    "a number in place of text": (
        "course.yaml", 'title: "First steps"', "title: 1",
        "title: 1", "“title” must be text; put it in quotes.",
    ),
    "a fraction in place of text": (
        "sponsor.yaml", 'credits: "0.5"', "credits: 0.5",
        "credits: 0.5", "“credits” must be text; put it in quotes.",
    ),
    "credits without a point": (
        "sponsor.yaml", 'credits: "0.5"', 'credits: "2"',
        'credits: "2"', '“credits” must be a number with a point, in quotes: "2.0".',
    ),
    "text in place of a number": (
        "course.yaml", "attempts: 3", "attempts: many",
        "attempts", "“attempts” must be a whole number.",
    ),
    "a number out of range": (
        "course.yaml", "passing_score: 80", "passing_score: 101",
        "passing_score", "“passing_score” should be less than or equal to 100.",
    ),
    "a word of YAML 1.1 in place of true": (
        "course.yaml", "credit_bearing: true", "credit_bearing: yes",
        "credit_bearing", "“credit_bearing” must be true or false.",
    ),
    "a word that is none of the choices": (
        "course.yaml", "order: sequential", "order: random",
        "order: random", "“order” must be 'sequential' or 'free'.",
    ),
    "text in place of a list": (
        "course.yaml", "lessons: [beginning, end]", "lessons: beginning",
        "lessons: beginning", "“lessons” must be a list.",
    ),
    "an empty text": (
        "course.yaml", 'title: "The whole"', 'title: " "',
        'title: " "', "“title” must not be empty.",
    ),
    "a day that is none": (
        "sponsor.yaml", "expires: 2029-12-31", "expires: 2029-13-31",
        "expires", "“expires” must be a day, written as 2026-11-22.",
    ),
    "a time zone that is none": (
        "sponsor.yaml", "America/Los_Angeles", "Pacific Time",
        "time_zone", "“time_zone” must be the name of a time zone, such as America/Los_Angeles.",
    ),
    "a capital letter in an id": (
        "references.yaml", "id: undated", "id: Undated",
        "id: Undated", "“id” must be made of lower-case letters and digits, joined by hyphens.",
    ),
    "YAML that is none": (
        "evaluation.yaml", "items:", "items: [",
        "- {id: ev-1", "This is not YAML: expected the node content, but found '-'.",
    ),
    "an alias": (
        "references.yaml", "year: null", "year: &y 2020\n    y: *y",
        "year: &y", "Anchors and aliases are not used in course files.",
    ),
    "a tag": (
        "references.yaml", 'text: "Walkers\' Code."', "text: !!python/name:os.system x",
        "!!python", "The tag !python/name:os.system is not used in course files.",
    ),
    "a slug that is not the folder's": (
        "course.yaml", "slug: first-steps", "slug: last-steps",
        "slug", "The slug “last-steps” is not the name of the folder, “first-steps”.",
    ),
    "an objective listed twice": (
        "course.yaml", "modules:", '  - {id: lo-3, text: "Again."}\nmodules:',
        "Again", "The objective id “lo-3” is used already: {path}/course.yaml:14.",
    ),
    "a lesson without its file": (
        "course.yaml", "lessons: [beginning, end]", "lessons: [beginning, end, after]",
        "lessons:", "There is no file lessons/NN-after.md.",
    ),
    "a lesson that no module has": (
        "course.yaml", "lessons: [beginning, end]", "lessons: [beginning]",
        ("lessons/02-end.md", "id: end"), "The lesson “end” is in no module of course.yaml.",
    ),
    "a lesson listed twice": (
        "course.yaml", "lessons: [beginning, end]", "lessons: [beginning, end, end]",
        "lessons:", "The lesson “end” is listed twice.",
    ),
    "a lesson with an unknown objective": (
        END, "objectives: [lo-3]", "objectives: [lo-3, lo-9]",
        "objectives", "The objective “lo-9” is not in course.yaml.",
    ),
    "a later lesson without objectives": (
        END, "objectives: [lo-3]", "objectives: []",
        "objectives", "Only the first lesson, an orientation, may serve no objective.",
    ),
    "a lesson whose file has another name": (
        END, "id: end\n", "id: ending\n",
        "id: ending", "The file of the lesson “ending” is called NN-ending.md, with its number for NN.",
    ),
    "a lesson without front matter": (
        END, "---\nid: end", "id: end",
        "id: end", "A lesson starts with its front matter between two lines of ---.",
    ),
    "text before the first heading": (
        END, "## End, part one {#end-one}", "Hello.\n\n## End, part one {#end-one}",
        "Hello.", "Text stands before the first section heading, ##.",
    ),
    "a section without an id": (
        END, "## End, part two {#end-two}", "## End, part two",
        "part two", "A section's heading ends in its id, in lower case: ## Heading {#heading-id}.",
    ),
    "a section id used before": (
        END, "{#end-two}", "{#beginning-one}",
        "part two", "The heading id “beginning-one” is used already: {path}/lessons/01-beginning.md:6.",
    ),
    "a heading of the first level": (
        END, "::: safety Mind the gap", "# Loud\n\n::: safety Mind the gap",
        "# Loud", "Sections start with ##, parts of a section with ###; there is no other heading.",
    ),
    "a citation of an unknown source": (
        END, "[@stone-2019; @brook-2021]", "and\nso on [@stone-2019; @nobody-1900]",
        "so on", "The reference “nobody-1900” is not in references.yaml.",
    ),
    "a citation with a slip": (
        END, "[@stone-2019; @brook-2021]", "[@stone-2019, @brook-2021]",
        "Steps are", "A citation is written [@id] or [@id; @id].",
    ),
    "an unknown label": (
        END, "{established}", "{proven}",
        "Steps are", "“{proven}” is neither an evidence label nor a name.",
    ),
    "an unknown box": (
        END, "::: safety", "::: warning",
        "::: warning", "“warning” is no kind of box; there are note, safety, scope, dated, example, disclosure.",
    ),
    "a box without a title": (
        END, "::: safety Mind the gap", "::: safety",
        "::: safety", "The box has no title.",
    ),
    "a dated box without its day": (
        END, "::: safety Mind the gap", "::: dated Mind the gap",
        "::: dated", "A dated box starts with its day: ::: dated 2026-11-22 Title.",
    ),
    "a box that is not closed": (
        END, "you step.\n:::\n", "you step.\n",
        "::: safety", "The box is not closed: a line with ::: is missing.",
    ),
    "a box closed twice": (
        END, "you step.\n:::\n", "you step.\n:::\n\n:::\n",
        "\n:::\n\n:::", "A box is closed here that was not opened.",
    ),
    "raw HTML": (
        END, "Look where", "Look\nhere: <b>where</b>",
        "here:", "Raw HTML is not allowed: “<b>”.",
    ),
    "indented text": (
        END, "The partner is", "    Shown as a program.\n\nThe partner is",
        "Shown as", "Text that is indented by four spaces is shown as program text; take the spaces away.",
    ),
    "a fenced block of another kind": (
        END, "The partner is", "```python\nx\n```\n\nThe partner is",
        "```python", "A fenced block is a check, a video, an audio or a case, and stands in no box, list or quotation.",
    ),
    "a check in a box": (
        END, "Look where you step.", "```check\nid: x\n```",
        "```check\nid: x",
        "A fenced block is a check, a video, an audio or a case, and stands in no box, list or quotation.",
    ),
    "a link to nowhere": (
        END, "Look where", "Look\n[there](#nowhere) where",
        "#nowhere", "No heading of this lesson has the id “nowhere”.",
    ),
    "a link to a file": (
        END, "Look where", "Look [there](other.md) where",
        "other.md", "The link to “other.md” must start with https://, mailto: or #.",
    ),
    "a partner nobody named": (
        "sponsor.yaml", 'partner: {name: "Bridge & Sons", role: "Announces the course."}', "partner: null",
        ("lessons/02-end.md", "{partner}"), "“{partner}” stands here, and the sponsor's file names no partner.",
    ),
    "a check without an answer": (
        END, "    correct: true\n", "",
        "id: end-check", "The question end-check has 0 correct options; exactly one is asked for.",
    ),
    "a check with two answers": (
        END, '    text: "None."', '    text: "None."\n    correct: true',
        "id: end-check", "The question end-check has 2 correct options; exactly one is asked for.",
    ),
    "a check with one feedback missing": (
        END, '    feedback: "Not yet."\n', "",
        "id: end-check", "The knowledge check end-check has no feedback for b.",
    ),
    "an unknown key of an option in a check": (
        END, '    feedback: "Not yet."', '    feedback: "Not yet."\n    hint: "No."',
        "hint:", "“hint” is no key of this format.",
    ),
    "a check id used before": (
        END, "id: end-check", "id: beginning-check",
        "id: beginning-check",
        "The question id “beginning-check” is used already: {path}/lessons/01-beginning.md:11.",
    ),
    "a check that is not YAML": (
        END, "id: end-check", "id: end: check",
        "id: end: check", "This is not YAML: mapping values are not allowed here.",
    ),
    "a picture without an alternative": (
        END, "The partner is", "![](media/a.svg)\n\nThe partner is",
        "![]", "The picture has no text alternative: ![text alternative](media/name.svg).",
    ),
    "a picture that is not there": (
        END, "The partner is", "![A](media/b.svg)\n\nThe partner is",
        "![A]", "The file “media/b.svg” does not exist.",
    ),
    "a picture outside the course": (
        END, "The partner is", "![A](media/../../sponsor.yaml)\n\nThe partner is",
        "![A]", "“media/../../sponsor.yaml” must be a file in the course's media folder: media/name.svg.",
    ),
    "a picture in a sentence": (
        END, "The partner is", "![A](media/a.svg) The partner is",
        "![A]", "A picture stands alone in its paragraph.",
    ),
    "an item with two answers": (
        "post_test.yaml", PT, PT.replace('"This."', '"This.", correct: true'),
        "id: pt-1-a", "The question pt-1-a has 2 correct options; exactly one is asked for.",
    ),
    "an item with feedback": (
        "post_test.yaml", PT, PT.replace('"This."', '"This.", feedback: "No."'),
        "id: pt-1-a", "The item pt-1-a has feedback for an option; its reasons belong into the rationale.",
    ),
    "an item of an unknown section": (
        "post_test.yaml", "  - id: pt-1-a\n    objective: lo-1\n    section: beginning-one",
        "  - id: pt-1-a\n    objective: lo-1\n    section: nowhere",
        "section: nowhere", "No lesson has a section “nowhere”.",
    ),
    "an item of an unknown objective": (
        "post_test.yaml", "  - id: pt-1-a\n    objective: lo-1", "  - id: pt-1-a\n    objective: lo-9",
        "lo-9", "The objective “lo-9” is not in course.yaml.",
    ),
    "an item with an unknown source": (
        "post_test.yaml", "references: [stone-2019]\n  - id: pt-1-b", "references: [rock-2019]\n  - id: pt-1-b",
        "rock-2019", "The reference “rock-2019” is not in references.yaml.",
    ),
    "an item without a rationale": (
        "post_test.yaml", '    rationale: "It is that."\n    references: [stone-2019]\n  - id: pt-1-b',
        "    references: [stone-2019]\n  - id: pt-1-b",
        "id: pt-1-a", "“rationale” is missing.",
    ),
    "an evaluation of an unknown kind": (
        "evaluation.yaml", "kind: comment", "kind: stars",
        "kind: stars", "“items” must have a kind that is one of 'objective', 'scale', 'comment'.",
    ),
    "an evaluation scale with one end": (
        "evaluation.yaml", ', high: "very useful"', "",
        "ev-useful", "“high” is missing.",
    ),
    "an evaluation of an unknown objective": (
        "evaluation.yaml", "  - {id: ev-useful", "  - {id: ev-9, kind: objective, objective: lo-9}\n  - {id: ev-useful",
        "lo-9", "The objective “lo-9” is not in course.yaml.",
    ),
    "an approval that is not in the file": (
        "sponsor.yaml", "approvals: [apa, ace, nbcc]", "approvals: [apa, ace, nbcc, cpa]",
        "approvals: [apa", "There is no approval “cpa” in this file.",
    ),
    "an approval that ends before it starts": (
        "sponsor.yaml", COUNSELORS, COUNSELORS.replace("2023-11-22", "2027-01-01"),
        "key: nbcc", "The approval nbcc ends before it starts.",
    ),
    "a question about an unknown course": (
        "sponsor.yaml", "questions: []",
        'questions: [{key: q, about: course, course: other, text: "Why?", found: "There."}]',
        "questions:", "There is no course “other” in this file.",
    ),
    "a question about no approval": (
        "sponsor.yaml", "questions: []", 'questions: [{key: q, about: approval, text: "Why?", found: "There."}]',
        "questions:", "The question q names an approval exactly when it is about one.",
    ),
}  # fmt: skip
