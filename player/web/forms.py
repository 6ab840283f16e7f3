"""The base of all forms: protected against forgery, and created once however often it is sent."""

import uuid

from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError


class OnceForm(FlaskForm):
    """A form that creates something; ``key`` is made with the page, so that sending it twice creates once."""

    key = HiddenField(default=lambda: str(uuid.uuid4()))

    def validate_key(self, field: HiddenField) -> None:
        """Refuse a key that is not a UUID."""
        try:
            uuid.UUID(str(field.data))
        except ValueError as error:
            raise ValidationError("This page was damaged on its way. Load it again.") from error

    @property
    def idempotency_key(self) -> uuid.UUID:
        """The key as a UUID; only after validation."""
        return uuid.UUID(str(self.key.data))
