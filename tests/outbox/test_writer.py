"""A mail on the wire: its headers, its bytes, and a relay that is hard to please."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.outbox import rules, writer
from tests.outbox.conftest import Sink
from tests.outbox.test_rules import MAIL

SENDER = "CE office <no-reply@example.org>"


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"])))
def test_no_subject_and_no_body_can_add_a_header(subject: str, body: str) -> None:
    composed = writer.compose(replace(MAIL, subject=subject, body=body), SENDER)
    read = message_from_bytes(composed.as_bytes(), policy=default)
    assert read.keys() == composed.keys()
    assert read["Subject"] == rules.one_line(subject)
    assert read.get_content().split() == body.split()


@pytest.mark.parametrize(
    "recipient", ["ada@example.org\nBcc: ben@example.org", "a@x.org, b@x.org", "ada", "", "@x.org"]
)
def test_a_recipient_is_one_address(recipient: str) -> None:
    with pytest.raises(ValueError, match="is not one mail address"):
        writer.compose(replace(MAIL, recipient=recipient), SENDER)


def test_every_try_has_the_same_bytes() -> None:
    again = replace(MAIL, state="sending", tries=3, last_error="busy")
    assert writer.compose(MAIL, SENDER).as_bytes() == writer.compose(again, SENDER).as_bytes()


def test_a_relay_gets_the_mail_as_written(sink: Sink) -> None:
    body = "Grüße, Ada.\n.\n\u0645\u0631\u062d\u0628\u0627\n" + "x" * 2000 + "\n"
    writer.relay(sink.url, sender=SENDER).deliver(replace(MAIL, subject="Ihr Zertifikat ist schön", body=body))
    [mail] = sink.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, "ada@example.org", "Ihr Zertifikat ist schön")
    assert mail["Date"].datetime == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert mail["Message-ID"] == rules.message_id(MAIL, "example.org")
    assert mail.get_content().splitlines() == body.splitlines()


@pytest.mark.parametrize("step", ["recipient", "data", "accepted"])
def test_a_relay_that_says_no_is_an_error(sink: Sink, step: str) -> None:
    sink.at = lambda now: "451 try again later" if now == step else None
    with pytest.raises(OSError, match="451"):
        writer.relay(sink.url, sender=SENDER).deliver(MAIL)


def test_a_password_is_not_sent_in_clear(sink: Sink) -> None:
    relay = writer.relay(sink.url.replace("//", "//ada:secret@"), sender=SENDER)
    with pytest.raises(OSError, match="no encryption"):
        relay.deliver(MAIL)
    assert "secret" not in repr(relay)


def test_a_url_names_host_port_and_sign_in() -> None:
    relay = writer.relay("smtps://ada%40x.org:p%3Aw@mail.example.org", sender=SENDER)
    assert (relay.host, relay.port, relay.encrypted) == ("mail.example.org", 465, True)
    assert (relay.username, relay.password) == ("ada@x.org", "p:w")
    assert writer.relay("smtp://localhost", sender=SENDER).port == 25


@pytest.mark.parametrize("url", ["", "localhost:25", "http://localhost", "smtp://", "smtp://:pw@"])
def test_what_names_no_relay_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="a mail relay is written"):
        writer.relay(url, sender=SENDER)


@pytest.mark.parametrize("sender", ["", "office", "CE office <office>", "office@"])
def test_a_sender_needs_an_address(sender: str) -> None:
    with pytest.raises(ValueError, match="mail is sent from"):
        writer.relay("smtp://localhost", sender=sender)
