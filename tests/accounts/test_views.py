"""The learner's own page: a name as it will be printed, licenses as they are printed."""

import html
import io
import re
import uuid

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from player.catalog import service as catalog
from tests.desk import ONE_ENGINE
from tests.site import TestSite
from tests.walk import Character

pytestmark = ONE_ENGINE
HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7*7 }} &lt;"
LICENSE = {"jurisdiction": "NY", "profession": "social-worker", "license_type": "LCSW", "number": "012345"}


def save(character: Character, **fields: str) -> TestResponse:
    """Send the profile form with everything it needs, changed as told."""
    return character.post("/profile", {"last_name": "Okafor", "profession": "social-worker", **fields})


def add(character: Character, **fields: str) -> TestResponse:
    """Send the license form with a key of its own, changed as told; return the page that follows."""
    form = {"key": str(uuid.uuid4()), **LICENSE, **fields}
    return character.post("/profile/licenses", form, follow_redirects=True)


def field(page: str, name: str) -> str:
    """Return what stands in a field of a page."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


NAMES = [
    "محمد الأمين",
    "علی‌رضا",
    "Jose\u0301",
    "Nguyễn Thị Minh Khai",
    "O’Brien-Ng",
    "D'Angelo",
    "Þórður Ægisson",
    "Ελένη",
    "Александра",
    "W" * 60,
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh de Souza",
]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_kept_as_its_bearer_writes_it(site: TestSite, name: str) -> None:
    ada = site.newcomer()
    assert save(ada, first_name=name).status_code == 303
    assert field(ada.get("/profile").text, "first_name") == name


@pytest.mark.parametrize("name", ["محمد الأمين", "Jose\u0301", "D'Angelo", "W" * 60], ids=ascii)
def test_a_name_that_was_taken_can_be_printed(site: TestSite, name: str) -> None:
    site.course()
    ada = site.newcomer()
    save(ada, last_name=name)
    assert ada.get(ada.complete().pdf_address()).mimetype == "application/pdf"


@pytest.mark.parametrize(
    ("name", "named"), [("李明", "明 李"), ("Ada 🎓", "🎓"), ("דוד", "ד ו"), ("李Ada李", "李")], ids=ascii
)
def test_a_character_that_cannot_be_printed_is_refused_by_its_name(site: TestSite, name: str, named: str) -> None:
    ada = site.newcomer()
    answer = save(ada, last_name=name)
    assert answer.status_code == 422
    assert f"We cannot print these characters on a certificate: {named}." in answer.text
    assert field(answer.text, "last_name") == name
    assert field(ada.get("/profile").text, "last_name") == ""


def test_what_nobody_can_see_is_cleaned_away(site: TestSite) -> None:
    ada = site.newcomer()
    save(ada, first_name="  Ada\t\x00  Marie\r\n ", last_name="Oka\u202efor")
    page = ada.get("/profile").text
    assert (field(page, "first_name"), field(page, "last_name")) == ("Ada Marie", "Oka for")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"last_name": ""}, "Enter your last name"),
        ({"last_name": " \t\u200b "}, "Enter your last name"),
        ({"profession": ""}, "Choose your profession"),
        ({"profession": "wizard"}, "Not a valid choice"),
        ({"first_name": "a" * 101}, "Field cannot be longer than 100 characters"),
        ({"suffix": "a" * 21}, "Field cannot be longer than 20 characters"),
        ({"credentials": "a" * 61}, "Field cannot be longer than 60 characters"),
    ],
)
def test_a_profile_that_will_not_do_is_refused(site: TestSite, fields: dict[str, str], says: str) -> None:
    answer = save(site.newcomer(), **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert "Nothing was saved yet" in answer.text


def test_a_hostile_name_is_text_on_every_page(site: TestSite) -> None:
    site.course()
    ada = site.newcomer()
    save(ada, first_name=HOSTILE, last_name=HOSTILE, credentials=HOSTILE)
    add(ada, license_type=HOSTILE[:40], number=HOSTILE)
    ada.enroll("first-steps")
    for path in ("/profile", "/home", f"{ada.course}/certificate", f"{ada.course}/lessons/beginning"):
        page = ada.get(path).text
        assert "<script>alert" not in page
        assert "49" not in re.findall(r"x' (\S+) ", html.unescape(page))
        assert "onload='x'" not in page
    assert field(ada.get("/profile").text, "first_name") == HOSTILE


def test_staff_see_a_hostile_name_as_text_too(site: TestSite) -> None:
    site.course()
    save(ada := site.newcomer(), first_name=HOSTILE, last_name=HOSTILE)
    ada.enroll("first-steps")
    with site.database.reading() as session:
        dana = site.staff(catalog.sponsors(session)[0].id)
    for path in ("/office/", f"/office/?q={HOSTILE}", f"/office/enrollments/{ada.enrollment}"):
        page = dana.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


@pytest.mark.parametrize("number", ["012345", "00.123-45", "R 0012/7", "000", "A" * 60])
def test_a_license_number_stands_on_the_page_as_printed(site: TestSite, number: str) -> None:
    assert f"<strong>LCSW {number}</strong>, New York, Social worker" in add(site.newcomer(), number=number).text


def test_a_license_that_is_sent_twice_is_added_once(site: TestSite) -> None:
    ada, key = site.newcomer(), str(uuid.uuid4())
    pages = [add(ada, key=key).text for _ in range(2)]
    assert [page.count("<strong>LCSW 012345</strong>") for page in pages] == [1, 1]


@pytest.mark.parametrize("number", ["012345", "12345", "0123-45"])
def test_a_number_of_another_learner_is_stored_with_a_warning(site: TestSite, number: str) -> None:
    add(site.newcomer("ben@example.org"))
    page = add(site.newcomer("ada@example.org"), number=number).text
    assert "Another account has the same license number there" in page
    assert f"<strong>LCSW {number}</strong>" in page


def test_ones_own_number_is_no_reason_for_a_warning(site: TestSite) -> None:
    ada = site.newcomer()
    add(ada)
    assert "Another account" not in add(ada, jurisdiction="NJ").text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"jurisdiction": ""}, "Choose where the license was issued"),
        ({"jurisdiction": "XX"}, "Not a valid choice"),
        ({"profession": ""}, "Choose the profession of the license"),
        ({"license_type": " "}, "Enter the type"),
        ({"number": ""}, "Enter the number as printed"),
        ({"number": "1" * 61}, "Field cannot be longer than 60 characters"),
        ({"number": "李"}, "We cannot print these characters on a certificate: 李."),
        ({"key": "nonsense"}, "This page was damaged on its way"),
        ({"key": ""}, "This page was damaged on its way"),
    ],
)
def test_a_license_that_will_not_do_is_refused(site: TestSite, fields: dict[str, str], says: str) -> None:
    ada = site.learner(licensed=False)
    answer = add(ada, **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert field(answer.text, "last_name") == "Okafor"
    assert "None yet" in answer.text


def remove_address(page: str) -> str:
    found = re.search(r'action="(/profile/licenses/[^"]+/remove)"', page)
    assert found
    return found[1]


def test_a_license_is_removed_by_its_holder(site: TestSite) -> None:
    ada = site.newcomer()
    path = remove_address(add(ada).text)
    assert "stay valid" in ada.post(path, follow_redirects=True).text
    assert "<strong>LCSW" not in ada.get("/profile").text
    assert ada.post(path).status_code == 404


def test_the_license_of_someone_else_cannot_be_removed(site: TestSite) -> None:
    ben = site.newcomer("ben@example.org")
    path = remove_address(add(ben).text)
    answer = site.newcomer("ada@example.org").post(path)
    assert answer.status_code == 404
    assert "There is no such license" in answer.text
    assert "<strong>LCSW" in ben.get("/profile").text


def test_the_certificate_of_a_removed_license_stays(site: TestSite) -> None:
    site.course()
    ada = site.learner().complete()
    ada.post(remove_address(ada.get("/profile").text))
    text = PdfReader(io.BytesIO(ada.get(ada.pdf_address()).data)).pages[0].extract_text()
    assert "012345" in text


@pytest.mark.parametrize(("query", "place"), [("", "/profile"), ("?then=home", "/home"), ("?then=//evil", "/profile")])
def test_a_saved_profile_leads_on(site: TestSite, query: str, place: str) -> None:
    answer = site.newcomer().post(f"/profile{query}", {"last_name": "Okafor", "profession": "nurse"})
    assert (answer.status_code, answer.location) == (303, place)


def is_asked(ada: Character) -> bool:
    """Tell whether her profile shows that she would rather be asked than watched for input."""
    page = ada.get("/profile").get_data(as_text=True)
    found = re.search(r'<input(?=[^>]*name="asked")[^>]*>', page)
    assert found
    return "checked" in found[0]


def test_the_choice_to_be_asked_is_kept_and_taken_back(site: TestSite) -> None:
    ada = site.learner()
    assert not is_asked(ada)
    assert ada.post("/profile/asking", {"asked": "y"}).status_code == 303
    assert is_asked(ada)
    assert ada.post("/profile/asking").status_code == 303
    assert not is_asked(ada)


def test_a_page_under_way_tells_the_choice_too(site: TestSite) -> None:
    ada = site.learner()
    assert ada.post_json("/profile/asking", {"asked": True}).get_json() == {"asked": True}
    assert is_asked(ada)
    assert not is_asked(site.learner("ben@example.org"))


@pytest.mark.parametrize("body", [[], {}, {"asked": "yes"}, {"asked": 1}])
def test_a_choice_that_did_not_arrive_whole_changes_nothing(site: TestSite, body: object) -> None:
    ada = site.learner()
    assert ada.post_json("/profile/asking", body).status_code == 422
    assert not is_asked(ada)


def test_check_your_mail_leads_to_another_mail(site: TestSite) -> None:
    page = site.visitor().get("/sign-up/check-mail").text
    assert 'href="/confirm"' in page
    assert "outbox" not in page
