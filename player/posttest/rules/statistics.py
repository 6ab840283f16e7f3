"""The arithmetic of item analysis: whole numbers and fractions until the last step, so that nothing drifts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

TAIL_PERCENT = 27
THOUSANDTH = Decimal("0.001")


def point_biserial(pairs: Mapping[tuple[bool, int], int]) -> Decimal | None:
    """Return the correlation of right or wrong with a score, to three places; None when either never varies.

    It is given how often each pair of the two came.
    """
    count = sum(pairs.values())
    sum_right = sum(times for (is_right, _score), times in pairs.items() if is_right)
    sum_scores = sum(times * score for (_is_right, score), times in pairs.items())
    together = sum(times * score for (is_right, score), times in pairs.items() if is_right)
    spread_right = count * sum_right - sum_right**2
    spread_scores = count * sum(times * score**2 for (_is_right, score), times in pairs.items()) - sum_scores**2
    if not spread_right or not spread_scores:
        return None
    covered = Decimal(count * together - sum_right * sum_scores)
    return (covered / Decimal(spread_right * spread_scores).sqrt()).quantize(THOUSANDTH)


def kr20(marks: Sequence[Sequence[bool]]) -> Decimal | None:
    """Return KR-20 of people who answered the same items, to three places; None when it is not defined.

    The variance is that of the people at hand, divided by their number, as p times q is.
    """
    people, items = len(marks), len(marks[0]) if marks else 0
    spread = _variance([sum(row) for row in marks])
    if items < 2 or not spread:  # noqa: PLR2004 - one item has nothing to agree with
        return None
    shares = [Fraction(sum(column), people) for column in zip(*marks, strict=True)]
    return rounded(Fraction(items, items - 1) * (1 - sum(p * (1 - p) for p in shares) / spread))


def kr21(items: int, totals: Sequence[int]) -> Decimal | None:
    """Return KR-21 of totals over so many items, to three places; None when it is not defined."""
    spread = _variance(totals)
    if items < 2 or not spread:  # noqa: PLR2004 - as above
        return None
    mean = Fraction(sum(totals), len(totals))
    return rounded(Fraction(items, items - 1) * (1 - mean * (items - mean) / (items * spread)))


def rounded(value: Fraction, step: Decimal = THOUSANDTH) -> Decimal:
    """Return an exact value as a decimal with so many places: the last step before it is shown."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step)


def _variance(totals: Sequence[int]) -> Fraction:
    count = len(totals)
    return Fraction(count * sum(one * one for one in totals) - sum(totals) ** 2, count * count) if count else Fraction()


def tails(totals: Sequence[int]) -> list[int]:
    """Return for each total whether it is of the upper 27 % (1), of the lower (-1), or between (0).

    Both groups have the same size; of equal totals at a border the earlier ones are taken for the lower group.
    """
    size = (TAIL_PERCENT * len(totals) + 50) // 100
    order = sorted(range(len(totals)), key=totals.__getitem__)
    groups = [0] * len(totals)
    for place in order[:size]:
        groups[place] = -1
    for place in order[len(order) - size :]:
        groups[place] = 1
    return groups
