"""Reads the data file of the credit methods: their constants, and by which of them each body's credit is counted."""

from decimal import Decimal
from pathlib import Path

from player.catalog.content.credit_models import BodyModel, ConstantModel, CreditMethodsModel, MethodModel
from player.catalog.content.report import Report, read_text
from player.catalog.content.yaml_files import parse, validated
from player.catalog.rules import DEFAULT_CREDIT_METHODS, BodyMethods, Constant, CreditMethod, CreditMethods


def read_credit_methods(path: Path, report: Report) -> CreditMethods:
    """Return what a data file says of the credit methods; a method that is not in it keeps the constants of the code.

    Without the file, or when it cannot be read (which is noted), all of them do.
    """
    if not path.exists():
        return DEFAULT_CREDIT_METHODS
    text = read_text(path, report)
    document = parse(text, file=path.as_posix(), report=report, name="credit-methods") if text is not None else None
    model = validated(document, CreditMethodsModel, report) if document is not None else None
    if model is None:
        return DEFAULT_CREDIT_METHODS
    given = {
        "nbcc": model.methods.nbcc,
        "nasw": model.methods.nasw,
        "nasba": model.methods.nasba,
        "mergener": model.methods.mergener,
        "reading-speed": model.methods.reading_speed,
    }
    return CreditMethods(
        methods=tuple(_method(default, given[default.key]) for default in DEFAULT_CREDIT_METHODS.methods),
        bodies=tuple(_body(body) for body in model.bodies),
    )


def _method(default: CreditMethod, model: MethodModel | None) -> CreditMethod:
    if model is None:
        return default
    constants = {name: _constant(constant) for name, constant in model.named_constants().items()}
    return CreditMethod(key=default.key, name=model.name, questions=model.questions, constants=constants)


def _constant(model: ConstantModel) -> Constant:
    return Constant(value=Decimal(model.value), source=model.source, sure=model.sure)


def _body(model: BodyModel) -> BodyMethods:
    return BodyMethods(body=model.body, methods=tuple(model.methods), source=model.source, sure=model.sure)
