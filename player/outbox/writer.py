"""Hands a mail over: to a mail relay, or to nobody when the outbox itself is what people look at."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from player.outbox.rules import Mail, message_id, one_line

TIMEOUT = 20
"""Seconds a relay may be silent. A mail takes at most nine answers, so a lease of five minutes outlives it."""


class Transport(Protocol):
    """Takes mails over."""

    def deliver(self, mail: Mail) -> None:
        """Take a mail over; raises anything when it cannot."""
        ...


class VisibleOutbox:
    """The outbox is what people read, so there is nobody to hand a mail to: marking it sent is the delivery.

    That happens in one transaction, so every mail is delivered exactly once.
    """

    def deliver(self, mail: Mail) -> None:
        """Leave the mail where it is."""


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A mail relay. Encrypted from the start (``smtps``), or by STARTTLS when the relay offers it."""

    host: str
    port: int
    encrypted: bool
    username: str
    password: str = field(repr=False)
    sender: str

    def deliver(self, mail: Mail) -> None:
        """Hand a mail to the relay.

        Raises:
            OSError: the relay cannot be reached, or says no.
            ValueError: the recipient is not one mail address.
        """
        composed = compose(mail, self.sender)
        address, domain = _address(self.sender)
        connection = self._connect(domain)
        try:
            self._sign_in(connection)
            connection.send_message(composed, address, [mail.recipient])
            with suppress(OSError):  # the mail is accepted: what happens now must not look like a failure
                connection.quit()
        finally:
            connection.close()

    def _connect(self, domain: str) -> smtplib.SMTP:
        if self.encrypted:
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, domain, timeout=TIMEOUT, context=secure)
        return smtplib.SMTP(self.host, self.port, domain, timeout=TIMEOUT)

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        offered = not self.encrypted and connection.has_extn("starttls")
        if offered:
            connection.starttls(context=ssl.create_default_context())
        if self.username:
            if not (self.encrypted or offered):
                raise smtplib.SMTPNotSupportedError("the relay offers no encryption: the password was not sent")
            connection.login(self.username, self.password)


def relay(url: str, *, sender: str) -> Relay:
    """Return the relay at ``smtp://name:password@host:port`` or ``smtps://…``; name, password and port may be absent.

    Raises:
        ValueError: the URL is not of this form (its password is not repeated), or the sender is no mail address.
    """
    _address(sender)
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("a mail relay is written smtp://host:port or smtps://name:password@host:port")
    encrypted = parts.scheme == "smtps"
    return Relay(
        host=parts.hostname,
        port=parts.port or (smtplib.SMTP_SSL_PORT if encrypted else smtplib.SMTP_PORT),
        encrypted=encrypted,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def compose(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as it goes over the wire: the same bytes at every try.

    Raises:
        ValueError: the recipient is not one mail address.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = _recipient(mail)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = message_id(mail, _address(sender)[1])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers
    message.set_content(mail.body, charset="utf-8", cte="quoted-printable")
    return message


def _recipient(mail: Mail) -> Address:
    try:
        return Address(addr_spec=mail.recipient)
    except (ValueError, IndexError, HeaderParseError) as error:  # the parser's three ways of saying so
        raise ValueError(f"{mail.recipient!r} is not one mail address") from error


def _address(sender: str) -> tuple[str, str]:
    address = parseaddr(sender)[1]
    name, _, domain = address.rpartition("@")
    if not (name and domain):
        raise ValueError(f"mail is sent from an address such as no-reply@example.org, not from {sender!r}")
    return address, domain
