"""Ada takes the tour in a real browser, from signing up to a certificate that verifies; only time is made to pass."""

import io
import re

import pypdfium2
import zxingcpp
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import OpenReader
from tests.journeys.live import LiveSite
from tests.journeys.reader import Reader
from tests.walk import PASSWORD

CHECKS = {
    "How your time is counted": "They do not count",
    "Lessons, and your place in them": "The rest of the lesson",
    "Post-test, evaluation and certificate": "They are saved, and the attempt",
}
PRINTED = ("Ada Okafor", "A tour of the player", "2 March 2026", "Lighthouse Hollow", "SAMPLE, NOT VALID")
"""What the certificate says, besides its number."""
SECONDS = 60
"""Enough in each lesson for its own minimum, and in all three for the course's."""


def sign_up(reader: Reader, email: str = "ada@example.org") -> None:
    """Sign up, and confirm the address by the link in the mail."""
    reader.go("/").get_by_role("main").get_by_role("link", name="Sign up").click()
    reader.fill(email=email, password=PASSWORD, password_confirm=PASSWORD)
    reader.press("Sign up")
    reader.at("Check your mail").follow("Open the demo’s outbox")
    mail = reader.page.locator(".mail", has_text=email)
    mail.get_by_role("link").first.click()
    reader.sees("Your address is confirmed")
    reader.sign_in(email)


def fill_profile(reader: Reader) -> None:
    """Write the name and the profession as on the license."""
    reader.follow("Profile")
    reader.fill(first_name="Ada", last_name="Okafor", profession="social-worker")
    reader.press("Save")
    reader.sees("Your profile is saved.")


def take_lessons(reader: Reader) -> None:
    """Read the three lessons, each to its end."""
    for title, option in CHECKS.items():
        reader.at(title).read_transcripts()
        reader.see_every_section()
        reader.answer_check(option)
        reader.stay(seconds=SECONDS)
        reader.standing.get_by_role("link", name=re.compile("^Continue to")).click()


def pass_post_test(reader: Reader, site: LiveSite) -> None:
    """Answer every question right and submit."""
    reader.at("Post-test").press("Start the post-test")
    edition = site.publish("player-tour").edition
    assert edition is not None
    for item in edition.post_test.items:
        reader.page.locator(f'label[for="{item.id}-{item.key}"]').click()
        expect(reader.page.locator(f"#{item.id} [data-saved]")).to_have_text("Saved")
    reader.press("Submit the post-test")
    reader.at("Passed").follow("Continue to the attestation")


def finish(reader: Reader) -> None:
    """Attest, evaluate, and ask for the certificate."""
    reader.page.get_by_label("I attest to this.").check()
    reader.fill(typed_name="Ada Okafor")
    reader.press("Sign")
    for row in reader.at("Evaluation").page.locator(".scale-row").all():
        row.get_by_text("5", exact=False).first.click()
    reader.press("Send the evaluation")
    reader.at("Certificate").press("Issue my certificate")


def qr_code(pdf: bytes) -> str:
    """Return what the one QR code of a PDF says."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    return zxingcpp.read_barcodes(page)[0].text


def test_ada_walks_from_signing_up_to_a_certificate_that_verifies(live: LiveSite, open_reader: OpenReader) -> None:
    live.publish("player-tour")
    reader = open_reader()
    sign_up(reader)
    fill_profile(reader)
    reader.go("/courses/player-tour")
    reader.press("Enroll")
    take_lessons(reader)
    pass_post_test(reader, live)
    finish(reader)
    link = reader.page.get_by_role("link", name="Download the PDF")
    pdf = reader.context.request.get(str(link.get_attribute("href"))).body()
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    number = reader.page.get_by_text(re.compile(r"^SAMPLE-|^\d{4}-")).inner_text()
    assert all(words in text for words in (*PRINTED, number))
    answer = reader.page.goto(qr_code(pdf))
    assert answer is not None
    assert answer.status == 200
    reader.at(f"Certificate {number}").sees("Sample, not valid for credit.")
