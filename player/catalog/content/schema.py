"""The strict models of course files as JSON Schemas, so that an editor can complete and check while somebody writes."""

from typing import Any

from player.catalog.content.course_models import (
    CaseModel,
    CourseModel,
    EvaluationModel,
    PostTestModel,
    ReferencesModel,
)
from player.catalog.content.credit_models import CreditMethodsModel
from player.catalog.content.fields import Strict
from player.catalog.content.glossary import GlossaryModel
from player.catalog.content.handout import HandoutModel
from player.catalog.content.sponsor_models import SponsorModel

_MODELS: dict[str, type[Strict]] = {
    "course": CourseModel,
    "post_test": PostTestModel,
    "evaluation": EvaluationModel,
    "references": ReferencesModel,
    "glossary": GlossaryModel,
    "handout": HandoutModel,
    "case": CaseModel,
    "sponsor": SponsorModel,
    "credit-methods": CreditMethodsModel,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (2020-12) of each kind of file by the file's name without ``.yaml``.

    A schema knows keys, types and choices. What one value has to do with another, only ``check`` knows.
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: head | model.model_json_schema() | {"title": f"{name}.yaml"} for name, model in _MODELS.items()}
