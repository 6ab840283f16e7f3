"""The paper: every word is there, inside the frame, in letters that exist, and always the same bytes."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from player.certificates import pdf, rules
from player.certificates.pdf.bidi import levels
from player.certificates.pdf.shaping import shape
from player.certificates.pdf.sheet import FRAME, HEIGHT, WIDTH
from player.certificates.rules import Presenter, Snapshot, Statement
from player.errors import Invalid
from tests.certificates.conftest import ACE, ADA, NUMBER, SPONSOR, TOUR, frozen

LETTERS = st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)
NAMES = [
    "Ķristīne Ŵynn-Ōno",
    "O’Brien–Núñez",
    "Nguyễn Thị Ánh Nguyệt",
    "क्षितिज विश्वनाथ शर्मा",
    "Ελένη Παπαδοπούλου",
    "Юлія Шевченко",
    "Ka\u02bbiulani Ma\u0304kaha",
    "Zoe\u0308 Ste\u0301phanie",
]
ARABIC = ["محمد عبد الله الحسيني", "نرگس می\u200cخواهم", "محمد (علي) Smith III"]
APA = Statement(body="American Psychological Association", text=f"{SPONSOR} is approved to sponsor CE. " * 4)
SIX = (*(replace(ACE, body=f"{ACE.body} {number}") for number in range(5)), APA)
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Rindfleischetikettierungs Maximiliane-Theresia von und zu Hohenlohe"
CROWDED = frozen(
    learner_name="Maximiliane" * 29,
    course_title="Ketamingestützte Psychotherapie: klinische Grundlagen und Sicherheitsvorkehrungen " * 3,
    sponsor_name="Palo Alto University, Continuing and Professional Studies " * 3,
    presenters=ADA.presenters * 6,
    statements=SIX,
    sponsor_address="1 Lantern Row, Lighthouse Hollow 00000 " * 3,
    is_sample=True,
)
CASES = {
    "one statement": frozen(),
    "six statements": frozen(statements=SIX),
    "six statements and a long name": frozen(statements=SIX, learner_name=LONG_NAME, is_sample=True),
    "twelve statements": frozen(statements=SIX * 2),
    "no credit": frozen(TOUR),
    "hardly anything": frozen(
        TOUR,
        presenters=(),
        license_line="",
        sponsor_address="",
        sponsor_contact="",
        signatory_name="",
        signatory_title="",
    ),
    "crowded": CROWDED,
}


@cache
def rendered(snapshot: Snapshot) -> bytes:
    return pdf.render(snapshot)


def pages(snapshot: Snapshot) -> list[str]:
    """Return the text of each page, with single spaces."""
    reader = pypdf.PdfReader(BytesIO(rendered(snapshot)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def text(snapshot: Snapshot) -> str:
    return " ".join(pages(snapshot))


ELEMENTS = {
    "number": NUMBER,
    "verify address": "https://ce.example.org/verify/7k3mq4xw9tab2345",
    "name": "Ada Lovelace, LCSW",
    "license": "LCSW E.0012345, Ohio",
    "course": "Ketamine Basics - The Clinical Foundation",
    "edition": "ketamine-basics, edition 3",
    "day of completion": "2 March 2026",
    "zone": "America/Los_Angeles",
    "credits": "2.0 CE credits (contact hours)",
    "credit type": "clinical",
    "format": "Self-paced distance learning: reading-based online activity",
    "first presenter": "Ilse Varga-Brandt, PhD, licensed psychologist",
    "second presenter": "Tomasz Adeyemi, MD",
    "sponsor": SPONSOR,
    "approval": ACE.text,
    "body": ACE.body,
    "address": "1 Lantern Row, Lighthouse Hollow 00000",
    "contact": "ce@lighthouse-hollow.example",
    "signatory": "Ottoline Brackwater CE Director",
    "day of issue": "Issued 3 March 2026",
}


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_a_certificate_has_every_element_that_a_body_asks_for(element: str) -> None:
    assert element in text(frozen())


def test_a_reissue_says_which_one_it_is() -> None:
    again = rules.freeze(
        ADA, number="2026-AAAAA-AAAAA-A", verify_url="https://x", issued_on=ADA.completion_date, replaces=frozen()
    )
    assert f"Reissue 1 of {NUMBER}" in text(again)


def test_a_course_without_credit_prints_no_credit() -> None:
    printed = text(frozen(TOUR))
    assert "Certificate of completion, no CE credit" in printed
    assert "contact hours" not in printed


@pytest.mark.parametrize("snapshot", [frozen(is_sample=True), CROWDED])
def test_every_page_of_a_sample_says_so_besides_its_watermark(snapshot: Snapshot) -> None:
    assert all(page.count("SAMPLE, NOT VALID FOR CREDIT") == 2 for page in pages(snapshot))
    assert "SAMPLE" not in text(frozen())


def test_the_code_on_the_paper_leads_to_the_verification_page() -> None:
    page = pypdfium2.PdfDocument(rendered(frozen()))[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert code.text == frozen().verify_url


def test_the_same_words_give_the_same_bytes_whoever_renders_what_at_once() -> None:
    first = {case: rendered(snapshot) for case, snapshot in CASES.items()}
    with ThreadPoolExecutor(4) as pool:
        again = dict(zip(CASES, pool.map(pdf.render, CASES.values()), strict=True))
    assert again == first


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_and_can_be_searched_for(name: str) -> None:
    snapshot = frozen(learner_name=name)
    assert pdf.unprintable(name) == set()
    assert snapshot.learner_name in text(snapshot)


@pytest.mark.parametrize("name", [*NAMES, *ARABIC])
def test_every_letter_of_a_name_has_a_glyph(name: str) -> None:
    for weight in (300, 400, 600):
        glyphs = [glyph for run in shape(name, weight).runs for glyph in run.glyphs]
        assert 0 not in {glyph.id for glyph in glyphs}
        assert sorted("".join(glyph.text for glyph in glyphs)) == sorted(name)
    assert pdf.unprintable(name) == set()


def test_arabic_letters_are_joined() -> None:
    alone = [glyph.id for letter in "محمد" for run in shape(letter, 400).runs for glyph in run.glyphs]
    joined = [glyph.id for run in shape("محمد", 400).runs for glyph in run.glyphs]
    assert not set(alone[:3]) & set(joined)


def test_text_runs_both_ways_on_one_line() -> None:
    assert levels("Ada محمد!") == [0] * 4 + [1] * 4 + [0]
    assert levels("محمد 12 Ada") == [1] * 5 + [2, 2] + [1] + [2] * 3
    assert [run.glyphs[0].text for run in shape("Ada علي x", 400).runs] == ["A", "ي", " ", "x"]


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("李小龙 Lee", set("李小龙")),
        ("שרה", set("שרה")),
        ("Ada 😀", {"😀"}),
        ("Ada\nByron", {"\n"}),
        ("Ada\u200b", {"\u200b"}),
        ("\u0940", {"\u0940"}),
    ],
)
def test_what_no_font_has_is_refused_loudly_and_by_name(name: str, missing: set[str]) -> None:
    assert pdf.unprintable(name) == missing
    with pytest.raises(Invalid, match="unprintable") as refusal:
        pdf.render(replace(frozen(), learner_name=name))
    assert refusal.value.parameters == {"characters": " ".join(sorted(missing))}


def test_a_statement_that_cannot_be_shown_is_refused_as_loudly_as_a_name() -> None:
    with pytest.raises(Invalid, match="unprintable"):
        pdf.render(frozen(presenters=(Presenter(name="李", credentials="PhD"),)))


@settings(deadline=None)
@given(st.text(max_size=30))
def test_what_is_not_refused_has_glyphs(name: str) -> None:
    if not pdf.unprintable(name):
        assert all(glyph.id for run in shape(frozen(learner_name=name).learner_name, 600).runs for glyph in run.glyphs)


def boxes(snapshot: Snapshot) -> list[list[tuple[float, float, float, float]]]:
    """Return where each piece of text stands on each page (left, bottom, right, top), without the watermark."""
    found = []
    for page in pypdfium2.PdfDocument(rendered(replace(snapshot, is_sample=False))):
        words = page.get_textpage()
        found.append([words.get_rect(place) for place in range(words.count_rects())])
    return found


@pytest.mark.parametrize("snapshot", CASES.values(), ids=CASES)
def test_nothing_leaves_the_frame(snapshot: Snapshot) -> None:
    for left, bottom, right, top in itertools.chain(*boxes(snapshot)):
        assert FRAME + 6 < left < right < WIDTH - FRAME - 6
        assert FRAME + 6 < bottom < top < HEIGHT - FRAME - 6


@pytest.mark.parametrize("snapshot", CASES.values(), ids=CASES)
def test_no_text_stands_on_another(snapshot: Snapshot) -> None:
    for page in boxes(snapshot):
        for one, other in itertools.combinations(page, 2):
            width = min(one[2], other[2]) - max(one[0], other[0])
            height = min(one[3], other[3]) - max(one[1], other[1])
            assert width <= 0.5 or height <= 0.5, (one, other)


@settings(max_examples=15, deadline=None)
@given(st.text(LETTERS | st.sampled_from(" -’"), min_size=60, max_size=323))
def test_a_long_name_stays_within_the_frame(name: str) -> None:
    for left, _bottom, right, _top in boxes(frozen(learner_name=name or "x"))[0]:
        assert FRAME + 6 < left < right < WIDTH - FRAME - 6


def test_six_statements_fit_one_page() -> None:
    assert len(pages(frozen(statements=SIX))) == len(pages(frozen(statements=SIX, is_sample=True))) == 1


def test_more_statements_go_to_a_second_page_that_says_whose_it_is() -> None:
    first, second = pages(frozen(statements=SIX * 2))
    assert ACE.text not in first
    assert second.count("Regulatory boards are the final authority") == 10
    assert "Page 1 of 2" in first
    assert all(words in second for words in ("Page 2 of 2", "Ada Lovelace, LCSW", NUMBER))


def test_more_words_than_paper_are_refused() -> None:
    with pytest.raises(Invalid, match="overfull"):
        pdf.render(frozen(statements=SIX * 9))
    with pytest.raises(Invalid, match="overfull"):
        pdf.render(frozen(course_title="word " * 900))


def test_every_font_is_embedded() -> None:
    document = pdf.render(frozen(learner_name="Ada محمد"))
    fonts = set(re.findall(rb"/BaseFont /(\S+)", document))
    assert len(fonts) == document.count(b"/FontFile2") == 4
    assert all(re.fullmatch(rb"[A-Z]{6}\+NotoSans(Arabic)?-\d00", font) for font in fonts)


def test_the_document_says_what_it_is() -> None:
    reader = pypdf.PdfReader(BytesIO(pdf.render(frozen())))
    assert reader.metadata is not None
    assert reader.metadata.title == "Certificate of completion: Ketamine Basics - The Clinical Foundation"
    assert (reader.metadata.author, reader.metadata.subject) == (SPONSOR, f"Certificate {NUMBER} of Ada Lovelace, LCSW")
    assert str(reader.root_object["/Lang"]) == "en-US"


def test_quarter_credits_are_printed_whole() -> None:
    assert "1.25 CE credits (contact hours)" in text(frozen(credits=Decimal("1.25")))
