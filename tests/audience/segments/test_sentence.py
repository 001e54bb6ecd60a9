"""A rule reads back as a sentence that a person would say."""

import pytest

from thereafter.audience.segments import rule, sentence

pytestmark = pytest.mark.django_db

SENTENCES = {
    "all: []": "Everybody.",
    "profile: {orders: 1}": "People with exactly 1 order.",
    "any: [profile: {orders: 1}]": "People with exactly 1 order.",
    "not: {all: [profile: {stage: lapsed}]}": "People who are not lapsed.",
    "any: [{any: [did: page]}]": "People who visited.",
    "profile: {orders: {at_least: 1}, stage: [lapsed, won_back]}": (
        "People with at least 1 order who are lapsed or won back."
    ),
    "not: {profile: {stage: lapsed}}": "People who are not lapsed.",
    "not: {profile: {stage: lapsed, orders: 0}}": "People who are not lapsed or do not have exactly 0 orders.",
    "profile: {revenue: {at_least: 500}}": "People with a revenue of at least €500.00.",
    "profile: {last_order_at: {not_within: {days: 60}}}": "People who have not ordered for 60 days.",
    "profile: {last_order_at: {before: {days: 60}}}": "People who last ordered more than 60 days ago.",
    "profile: {last_reply_at: {known: false}}": "People who have not replied yet.",
    "profile: {top_categories: {contains: Toys}}": "People with Toys among their top categories.",
    "customer: {country: [GB, FR]}": "People who live in GB or FR.",
    "bought: {category: {is_not: Kitchen}, times: {at_least: 2}, within: {days: 30}}": (
        "People who bought in anything but Kitchen at least twice within 30 days."
    ),
    "bought: {category: Kitchen, between: [{weeks: 1}, {months: 2}]}": (
        "People who bought in Kitchen a week to 2 months ago."
    ),
    "bought: {sku: [A, B, C, D, E, F, G], times: never}": (
        "People who have not bought number A, B, C, D, E, or 2 others."
    ),
    "bought: {amount: {at_least: 20}, after: 2026-03-01}": "People who bought for at least €20.00 since 1 March 2026.",
    "did: {event: Video Watched, properties: {minutes: {at_least: 3}}}": (
        "People who did Video Watched with minutes at least 3."
    ),
    "any: [{consent: granted}, {all: [{profile: {orders: {above: 3}}}, {did: page}]}]": (
        "People who agreed to hear from us or (have more than 3 orders and visited)."
    ),
    "all: [{consent: granted}, {not: {any: [{consent: withdrawn}, {did: page}]}}]": (
        "People who agreed to hear from us, have not asked us to stop, and have not visited."
    ),
}


def test_the_rule_everybody_knows() -> None:
    read = rule.read_yaml("""
        all:
          - profile: {orders: {at_least: 2}}
          - bought: {category: Kitchen, within: {years: 1}}
          - did: {event: message.clicked, within: {days: 60}, times: never}
          - profile: {last_order_at: {between: [{days: 30}, {days: 90}]}}
    """)
    assert sentence.read_back(read) == (
        "People with at least 2 orders who bought in Kitchen within a year, have not clicked for 60 days, "
        "and last ordered 30 to 90 days ago."
    )


@pytest.mark.parametrize("text", SENTENCES)
def test_a_rule_reads_like(text: str) -> None:
    assert sentence.read_back(rule.read_yaml(text)) == SENTENCES[text]
