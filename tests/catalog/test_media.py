"""Pictures, drawings and videos: what may be in them, and what the edition keeps of them."""

import hashlib
import json

import pytest

from player.catalog import store
from player.catalog.rules import Cue, MediaFile, MediaPolicy
from tests.builders import CourseFolder
from tests.recordings import mp4, webm
from tests.tiny import DRAWING

FIRST = "lessons/01-beginning.md"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
PICTURES = {
    "a.png": (PNG, "image/png"),
    "a.jpg": (b"\xff\xd8\xff" + bytes(16), "image/jpeg"),
    "a.jpeg": (b"\xff\xd8\xff" + bytes(16), "image/jpeg"),
    "a.webp": (b"RIFF\x00\x00\x00\x00WEBP" + bytes(8), "image/webp"),
}


def errors(course: CourseFolder) -> list[tuple[str, int, str]]:
    found = course.check().findings
    return [(one.file.rsplit("/", 1)[-1], one.line, one.message) for one in found if one.severity == "error"]


def add_picture(course: CourseFolder, name: str, data: bytes) -> None:
    course.write(f"media/{name}", data)
    course.edit(FIRST, "::: safety", f'![A "b" <c>](media/{name} "So & so.")\n\n::: safety')


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_kept_by_its_digest(course: CourseFolder, name: str) -> None:
    data, media_type = PICTURES[name]
    digest = hashlib.sha256(data).hexdigest()
    add_picture(course, name, data)
    edition = course.edition()
    assert edition.media == (MediaFile(digest=digest, media_type=media_type, size=len(data)),)
    shown = edition.lessons[0].sections[1].blocks[0].html
    assert f'<img src="/media/{digest}" alt="A &quot;b&quot; &lt;c&gt;"><figcaption>So &amp; so.</figcaption>' in shown


@pytest.mark.parametrize(("name", "data"), [("a.gif", b"GIF89a"), ("a.png", b"<svg>"), ("a.webp", b"RIFF")])
def test_a_picture_of_another_kind_is_a_mistake(course: CourseFolder, name: str, data: bytes) -> None:
    add_picture(course, name, data)
    line = course.line(FIRST, "media/a")
    assert errors(course) == [("01-beginning.md", line, f"“{name}” is not an SVG, PNG, JPEG or WebP picture.")]


def test_a_drawing_stands_in_the_page_with_its_alternative_and_ids_of_its_own(course: CourseFolder) -> None:
    course.add_drawing(DRAWING.replace("</svg>", '<use href="#way" clip-path="url(#way)"/></svg>'))
    shown = course.edition().lessons[0].sections[1].blocks[0].html
    assert shown.startswith('<figure class="figure"><svg viewBox="0 0 10 10" role="img" aria-label="Two steps">')
    assert '<path id="steps-way" class="line" d="M0 0 L10 10"></path>' in shown
    assert '<use href="#steps-way" clip-path="url(#steps-way)"></use>' in shown
    assert "<figcaption>Steps.</figcaption></figure>" in shown


def test_the_root_of_a_drawing_gets_its_role_from_the_page(course: CourseFolder) -> None:
    course.add_drawing(DRAWING.replace("<svg ", '<svg role="presentation" aria-label="no" '))
    shown = course.edition().lessons[0].sections[1].blocks[0].html
    assert 'role="img" aria-label="Two steps"' in shown


BAD_DRAWINGS = {
    "<script>alert(1)</script>": "The element <script> is not allowed here in a drawing.",
    "<style>*{}</style>": "The element <style> is not allowed here in a drawing.",
    "<foreignObject/>": "The element <foreignObject> is not allowed here in a drawing.",
    "<image href='#a'/>": "The element <image> is not allowed here in a drawing.",
    "<a href='#a'/>": "The element <a> is not allowed here in a drawing.",
    "<animate/>": "The element <animate> is not allowed here in a drawing.",
    "<svg/>": "The element <svg> is not allowed here in a drawing.",
    "<p xmlns='http://www.w3.org/1999/xhtml'/>": "The element <p> is not allowed here in a drawing.",
    "<g onclick='x'/>": "The attribute onclick is not allowed on <g> in a drawing.",
    "<g style='fill:red'/>": "The attribute style is not allowed on <g> in a drawing.",
    "<use href='https://a.org/#x'/>": "The attribute href of <use> points outside the drawing.",
    "<use href='other.svg#x'/>": "The attribute href of <use> points outside the drawing.",
    "<use xmlns:l='http://www.w3.org/1999/xlink' l:href='data:x'/>": (
        "The attribute href of <use> points outside the drawing."
    ),
    "<g fill='url(https://a.org/x)'/>": "The attribute fill of <g> points outside the drawing.",
    "<g fill='URL(https://a.org/x'/>": "The attribute fill of <g> points outside the drawing.",
    "<?php x?>": "A drawing has no processing instruction (php).",
    "<g>": "This is not XML: mismatched tag.",
}


@pytest.mark.parametrize("inside", BAD_DRAWINGS)
def test_a_drawing_has_nothing_that_runs_or_reaches_outside(course: CourseFolder, inside: str) -> None:
    course.add_drawing(DRAWING.replace("  <path", f"{inside}\n  <path"))
    assert [(file, message) for file, _, message in errors(course)] == [("steps.svg", BAD_DRAWINGS[inside])]


def test_a_mistake_in_a_drawing_has_its_line(course: CourseFolder) -> None:
    course.add_drawing(DRAWING.replace("  <path", "<script/>\n  <path"))
    assert errors(course)[0][:2] == ("steps.svg", 3)


def test_a_drawing_defines_no_entities(course: CourseFolder) -> None:
    course.add_drawing('<!DOCTYPE svg [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>\n' + DRAWING.replace("Steps", "&b;"))
    assert errors(course) == [("steps.svg", 1, "A drawing has no document type and no entities.")]


def test_a_drawing_needs_a_view_box(course: CourseFolder) -> None:
    course.add_drawing(DRAWING.replace(' viewBox="0 0 10 10"', ""))
    assert errors(course) == [("steps.svg", 1, "A drawing needs a viewBox.")]


def test_a_video_has_its_length_and_its_transcript(course: CourseFolder) -> None:
    course.add_video(duration_ms=61_500)
    video = course.edition().lessons[0].sections[1].blocks[0].video
    assert video is not None
    assert (video.media_type, video.duration_ms) == ("video/webm", 61_500)
    assert video.transcript == (Cue(start_ms=500, end_ms=4000, text="One step."),)
    assert {file.media_type for file in course.edition().media} == {"video/webm", "text/vtt"}


def test_watching_counts_towards_the_lesson_as_reading_does(course: CourseFolder) -> None:
    before = course.edition().lessons[0].minimum_ms
    course.add_video(duration_ms=60_000)
    assert (before, course.edition().lessons[0].minimum_ms) == (5_000, 33_000)


def test_an_mp4_says_how_long_it_lasts(course: CourseFolder) -> None:
    course.add_video()
    course.write("media/walk.mp4", mp4(7_000))
    course.edit(FIRST, "walk.webm", "walk.mp4")
    video = course.edition().lessons[0].sections[1].blocks[0].video
    assert video is not None
    assert (video.media_type, video.duration_ms) == ("video/mp4", 7_000)


def test_an_audio_has_its_length_and_its_transcript(course: CourseFolder) -> None:
    course.add_audio(seconds=36)
    block = course.edition().lessons[0].sections[1].blocks[0]
    assert block.audio is not None
    assert (block.kind, block.audio.media_type, block.audio.duration_ms) == ("audio", "audio/mpeg", 36_000)
    assert block.audio.transcript == (Cue(start_ms=500, end_ms=4000, text="One word."),)
    assert course.edition().lessons[0].recordings == (block.audio,)


@pytest.mark.parametrize("data", [b"", b"no audio", b"ID3\x04", b"\xff\xfb\x18\xc4", b"\xff\xff\xff\xff" * 9])
def test_an_audio_that_cannot_be_read_is_a_mistake(course: CourseFolder, data: bytes) -> None:
    course.add_audio()
    course.write("media/talk.mp3", data)
    message = "“talk.mp3” is not an MP3, M4A or WebM audio that says how long it lasts."
    assert errors(course) == [("01-beginning.md", course.line(FIRST, "file:"), message)]


def test_a_course_says_how_its_recordings_are_watched(course: CourseFolder) -> None:
    assert course.edition().media_policy == MediaPolicy()
    course.edit("course.yaml", "post_test:\n", "media: {transcript_counts: true, coverage_percent: 90}\npost_test:\n")
    assert course.edition().media_policy == MediaPolicy(transcript_counts=True, coverage_percent=90)


@pytest.mark.parametrize("policy", ["coverage_percent: 0", "coverage_percent: 101", "hidden_media: 1", "speed: 2"])
def test_a_policy_of_recordings_is_strict(course: CourseFolder, policy: str) -> None:
    course.edit("course.yaml", "post_test:\n", f"media: {{{policy}}}\npost_test:\n")
    assert [(name, line) for name, line, _ in errors(course)] == [("course.yaml", course.line("course.yaml", policy))]


def test_an_edition_from_before_the_policy_still_loads(course: CourseFolder) -> None:
    text, _ = store.canonical(course.edition())
    old = json.loads(text)
    del old["media_policy"]
    sections = [section for lesson in old["modules"][0]["lessons"] for section in lesson["sections"]]
    for block in (block for section in sections for block in section["blocks"]):
        del block["audio"]
    text = json.dumps(old)
    assert store.parse(text, hashlib.sha256(text.encode()).hexdigest()) == course.edition()


@pytest.mark.parametrize(
    ("name", "data", "place", "message"),
    [
        ("walk.en.vtt", b"One step.", ("walk.en.vtt", 1), "These captions are not WebVTT: Invalid format."),
        ("walk.en.vtt", b"WEBVTT\n", ("walk.en.vtt", 1), "The captions are empty."),
        (
            "walk.en.vtt",
            b"WEBVTT\n\n00:00.500 --> 09:00.000\nLate.\n",
            ("walk.en.vtt", 1),
            "The captions last longer than the recording.",
        ),
        (
            "walk.webm",
            b"no video",
            ("01-beginning.md", 31),
            "“walk.webm” is not a WebM or MP4 video that says how long it lasts.",
        ),
        (
            "walk.webm",
            webm(0)[:-14],
            ("01-beginning.md", 31),
            "“walk.webm” is not a WebM or MP4 video that says how long it lasts.",
        ),
    ],
)
def test_a_video_that_cannot_be_read_is_a_mistake(
    course: CourseFolder, name: str, data: bytes, place: tuple[str, int], message: str
) -> None:
    course.add_video()
    course.write(f"media/{name}", data)
    assert errors(course) == [(*place, message)]


def test_a_video_without_captions_is_a_mistake(course: CourseFolder) -> None:
    course.add_video()
    course.file("media/walk.en.vtt").unlink()
    line = course.line(FIRST, "captions:")
    assert errors(course) == [("01-beginning.md", line, "The file “media/walk.en.vtt” does not exist.")]


def test_a_link_out_of_the_media_folder_is_not_followed(course: CourseFolder) -> None:
    add_picture(course, "a.png", PNG)
    course.file("media/a.png").unlink()
    course.file("media/a.png").symlink_to(course.sponsor_file)
    assert [message for _, _, message in errors(course)] == [
        "“media/a.png” is a link that leads out of the course's folder."
    ]
