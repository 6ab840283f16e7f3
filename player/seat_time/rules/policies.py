"""The presets by which time is counted, as data: how often a page reports, what a beat may earn, when to ask."""

from dataclasses import dataclass
from types import MappingProxyType

MINUTE_MS = 60_000

LIMIT_MS = 30_000
"""The most an ordinary beat can earn: one interval and some patience with the network."""

GRACE_MS = 120_000
"""The most time that a learner can have counted for beats which came late, all at once."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One preset. ``idle_ms`` without activity pause the clock, ``idle_most_ms`` even where a section is long.

    ``may_ask``: whether a learner may choose to be asked every ``idle_most_ms`` instead of being watched for activity
    (WCAG 2.2.1: who uses a screen reader may give a page no input at all). ``hidden_media``: whether media that plays
    in a hidden tab or in picture-in-picture earns time.
    """

    name: str
    interval_ms: int = 20_000
    limit_ms: int = LIMIT_MS
    idle_ms: int = 5 * MINUTE_MS
    idle_most_ms: int = 15 * MINUTE_MS
    warn_ms: int = MINUTE_MS
    may_ask: bool = True
    hidden_media: bool = False

    @property
    def idle_minutes(self) -> int:
        """The minutes without activity that pause the clock as a rule."""
        return self.idle_ms // MINUTE_MS

    @property
    def most_minutes(self) -> int:
        """The minutes without activity that pause it at the latest, and how often who chose so is asked."""
        return self.idle_most_ms // MINUTE_MS


STANDARD = Policy(name="standard")

PRESETS = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            STANDARD,
            Policy(name="strict", limit_ms=25_000, idle_ms=3 * MINUTE_MS),
            # NMLS functional specification 5.3: logged out after six minutes without input, whoever sits there.
            Policy(name="nmls", idle_ms=6 * MINUTE_MS, idle_most_ms=6 * MINUTE_MS, may_ask=False),
        )
    }
)
"""Every preset by its name, as courses and stretches name it."""
