"""The whole path through HTTP, without a browser, on both databases."""

import io

from pypdf import PdfReader

from tests.site import TestSite


def test_a_learner_walks_from_enrolling_to_a_certificate_that_verifies(site: TestSite) -> None:
    site.course(is_fictional=True)
    ada = site.learner().complete()
    answer = ada.get(ada.pdf_address())
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    for words in (
        "Ada Okafor",
        "First steps",
        "0.5 CE credits",
        "Harbor Lane Institute",
        "SAMPLE, NOT VALID FOR CREDIT",
    ):
        assert words in text
    assert ada.get(ada.pdf_address()).data == answer.data
