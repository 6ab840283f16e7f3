"""The constants of the credit methods where no data file says otherwise, each with its source (CE-RULES 3)."""

from collections.abc import Mapping
from decimal import Decimal

from player.catalog.rules.credit_methods import Asked, BodyMethods, Certainty, Constant, CreditMethod, CreditMethods
from player.catalog.rules.credit_methods import MethodKey as Key

_ACEP = "https://ceuonestop.com/wp/faqs/, an approved provider"
_NASW = "https://www.socialworkers.org/Careers/CE-Approval-Program/Apply"
_NASBA = "https://cpe-calc.pages.dev/"
_AORN = "https://paperzz.com/doc/8675765/contact-hour-calculation, its sign corrected by its own example"
_BOC = "https://bocatc.org/mergener-formula"
_MEMORY = "from memory; no page was found"
_LEVELS = "from memory; the usual multipliers of insurance courses (Washington, WAC 284-17-286, has the idea)"
_HALF = "https://socialworktodayce.com/help/faqs, an approved provider: at least half a credit"
_DOWN = "this project counts credits in quarters and rounds them down"


def _constants(source: str, sure: Certainty, values: Mapping[str, str]) -> dict[str, Constant]:
    return {name: Constant(value=Decimal(value), source=source, sure=sure) for name, value in values.items()}


def _method(key: Key, name: str, questions: Asked, *constants: Mapping[str, Constant]) -> CreditMethod:
    merged = {name: constant for group in constants for name, constant in group.items()}
    return CreditMethod(key=key, name=name, questions=questions, constants=merged)


_QUARTERS = _constants(_DOWN, "confirmed", {"step": "0.25", "least": "0.25"})

DEFAULTS = CreditMethods(
    methods=(
        _method(
            "nbcc",
            "NBCC word count",
            "none",
            _constants(_ACEP, "third-party", {"words_per_hour": "6000"}),
            _QUARTERS,
        ),
        _method(
            "nasw",
            "NASW word count",
            "none",
            _constants(_NASW, "confirmed", {"words_per_credit": "10000", "step": "0.5", "least": "0.5"}),
        ),
        _method(
            "nasba",
            "NASBA word count formula",
            "all",
            _constants(
                _NASBA,
                "confirmed",
                {
                    "words_per_minute": "180",
                    "minutes_per_question": "1.85",
                    "minutes_per_credit": "50",
                    "step": "0.5",
                    "least": "1.0",
                },
            ),
        ),
        _method(
            "mergener",
            "Mergener formula",
            "post-test",
            _constants(
                _AORN,
                "confirmed",
                {
                    "factor": "0.9",
                    "base": "-22.3",
                    "per_word": "0.00209",
                    "per_question": "2.78",
                    "per_difficulty": "15.5",
                },
            ),
            _QUARTERS,
        ),
        _method(
            "reading-speed",
            "Reading-speed formula",
            "post-test",
            _constants(_MEMORY, "recalled", {"words_per_minute": "183", "minutes_per_question": "1.85"}),
            _constants(_LEVELS, "recalled", {"introductory": "1.00", "intermediate": "1.25", "advanced": "1.50"}),
            _constants(_MEMORY, "recalled", {"step": "0.25"}),
            _constants(_HALF, "third-party", {"least": "0.5"}),
        ),
    ),
    bodies=(
        BodyMethods(
            body="National Board for Certified Counselors", methods=("nbcc",), source=_ACEP, sure="third-party"
        ),
        BodyMethods(
            body="Association of Social Work Boards", methods=("reading-speed",), source=_MEMORY, sure="recalled"
        ),
        BodyMethods(body="National Association of Social Workers", methods=("nasw",), source=_NASW, sure="confirmed"),
        BodyMethods(
            body="National Association of State Boards of Accountancy",
            methods=("nasba",),
            source=_NASBA,
            sure="confirmed",
        ),
        BodyMethods(
            body="Association of periOperative Registered Nurses", methods=("mergener",), source=_AORN, sure="confirmed"
        ),
        BodyMethods(body="Board of Certification", methods=("mergener",), source=_BOC, sure="confirmed"),
        BodyMethods(body="American Psychological Association", methods=(), source=_MEMORY, sure="recalled"),
        BodyMethods(body="Canadian Psychological Association", methods=(), source=_MEMORY, sure="recalled"),
        BodyMethods(body="New York State Education Department", methods=(), source=_MEMORY, sure="recalled"),
    ),
)
"""What holds without a data file beside the sponsor's."""
