"""What holds of every decision about credit, whatever the facts, the approvals and the license are."""

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from player.catalog.rules import ApprovalRecord, Requirement
from player.credit import rules
from player.credit.rules import Earned, Fact, Holder, Withheld
from tests.credit.facts import ACE, LEFT, NOON, licensed, met, offer, without

INSTANTS = st.integers(-1_000_000, 1_000_000).map(lambda minutes: NOON + timedelta(minutes=minutes))
FACTS = st.tuples(*[st.tuples(st.booleans(), INSTANTS) for _ in LEFT]).map(
    lambda drawn: [
        Fact(requirement=one, met_at=at if done else None, left=() if done else (LEFT[one],))
        for one, (done, at) in zip(LEFT, drawn, strict=True)
    ]
)
MET = st.tuples(*[INSTANTS for _ in LEFT]).map(lambda drawn: met(*drawn))
DAYS = st.none() | st.dates(date(2023, 1, 1), date(2027, 12, 31))
RECORDS = st.builds(
    replace,
    st.just(ACE),
    confirmed=st.booleans(),
    blocked_by=st.sampled_from([(), ("a-question",)]),
    jurisdiction=st.sampled_from([None, "NY", "CA"]),
    professions=st.sampled_from([(), ("social-worker",), ("psychologist", "social-worker")]),
    formats=st.sampled_from([None, (), ("self-paced-reading",), ("self-paced-video", "self-paced-reading")]),
    valid_from=DAYS,
    valid_to=DAYS,
)
HOLDERS = st.builds(
    licensed, st.sampled_from([None, "NY", "CA"]), st.sampled_from(["social-worker", "psychologist", "nurse"])
)


@given(facts=FACTS | MET, approvals=st.lists(RECORDS, max_size=4), holder=HOLDERS)
def test_credit_is_earned_only_when_nothing_is_left(
    facts: list[Fact], approvals: list[ApprovalRecord], holder: Holder
) -> None:
    decision = rules.decide(offer(*approvals), facts, holder)
    if isinstance(decision, Earned):
        assert not any(fact.left for fact in facts)
        assert decision.completed_at == max(fact.met_at for fact in facts if fact.met_at)
        assert decision.approvals
        assert all(one.in_force(decision.completion_date) for one in decision.approvals)
    else:
        assert decision.reasons


@given(facts=FACTS | MET, approvals=st.lists(RECORDS, max_size=3), holder=HOLDERS, missing=st.sampled_from([*LEFT]))
def test_one_more_thing_missing_never_gives_credit(
    facts: list[Fact], approvals: list[ApprovalRecord], holder: Holder, missing: Requirement
) -> None:
    fewer = rules.decide(offer(*approvals), without(facts, missing), holder)
    assert isinstance(fewer, Withheld)
    assert LEFT[missing] in fewer.reasons


@given(facts=MET, holder=HOLDERS, approvals=st.lists(RECORDS, max_size=3), order=st.randoms(use_true_random=False))
def test_the_order_of_the_facts_decides_nothing(
    facts: list[Fact], holder: Holder, approvals: list[ApprovalRecord], order: random.Random
) -> None:
    shuffled = order.sample(facts, len(facts))
    assert rules.decide(offer(*approvals), shuffled, holder) == rules.decide(offer(*approvals), facts, holder)
