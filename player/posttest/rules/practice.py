"""Practice after a pass: the questions of the attempt once more, in another order. Nothing of it is stored.

It asks nothing but what the learner has been shown with its key: practice exposes no item of the bank.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence

from player.posttest.rules import FormItem
from player.posttest.rules.amendments import Keys


def reorder(form: Sequence[FormItem], *, seed: str) -> tuple[FormItem, ...]:
    """Return the same items and options in an order that follows from the seed."""
    shuffle = random.Random(int.from_bytes(hashlib.sha256(seed.encode()).digest()))  # noqa: S311 - order, not secrecy
    items = shuffle.sample(form, len(form))
    return tuple(
        FormItem(question_id=one.question_id, option_ids=tuple(shuffle.sample(one.option_ids, len(one.option_ids))))
        for one in items
    )


def check(form: Sequence[FormItem], answers: Mapping[str, str], keys: Keys) -> dict[str, bool]:
    """Return for each item that has an answer whether it is right, by the keys in force."""
    given = {one.question_id: answers.get(one.question_id) for one in form}
    shown = {one.question_id: one.option_ids for one in form}
    return {item: keys[item].takes(option) for item, option in given.items() if option in shown[item]}
