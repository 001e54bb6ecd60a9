"""By which rules two records may be one person: a table, each row with its sentence and its strength.

A rule's statement fills `customers_alike(rule, ids)` with those whom it takes for one. Rooms above register rules about
what they keep.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from thereafter.foundation.sql import Folder, Statement
from thereafter.record.customers.models import Double

SQL = Folder(__file__)
Strength = Double.Strength
MOST = 12  # records that look like one person are a placeholder or a household, not a person

NAMED = "named"  # no rule, but a person, said that they may be one
_SAID_BY_A_PERSON = "were named by somebody who works here"

# Providers who deliver ada+anything to ada, and those for whom a.da is ada.
TAGS = [
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "mac.com"),
    *("fastmail.com", "proton.me", "protonmail.com", "pm.me"),
]
DOTS = ["gmail.com", "googlemail.com"]
PHONES = ["phone", "phone_number", "telephone", "tel", "mobile", "mobile_phone", "cell"]
BIRTHDAYS = ["birthday", "birth_date", "birthdate", "date_of_birth", "dob"]
STREETS = ["street", "address", "address1", "address_1", "street_address", "billing_address_1"]
POSTCODES = ["postcode", "post_code", "zip", "zip_code", "postal_code", "billing_postcode"]


@dataclass(frozen=True)
class Rule:
    """One rule. `sentence` goes on "They …". `namesakes`: its strength where first names differ; None: no double."""

    key: str
    sentence: str
    strength: Strength
    look: Statement
    namesakes: Strength | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    def find(self) -> int:
        """Add those whom it takes for one to `customers_alike`; how many sets."""
        return self.look.run(rule=self.key, most=MOST, **self.params)


_RULES = {
    rule.key: rule
    for rule in (
        Rule(
            "same_address", "have the same e-mail address", Strength.CERTAIN, SQL["alike_by_address"], Strength.POSSIBLE
        ),
        Rule(
            "same_mailbox",
            "have addresses of one mailbox, but for dots and for what follows a plus sign",
            Strength.CERTAIN,
            SQL["alike_by_mailbox"],
            Strength.POSSIBLE,
            {"tags": TAGS, "dots": DOTS},
        ),
        Rule(
            "phone_and_name",
            "have the same name and the same phone number",
            Strength.CERTAIN,
            SQL["alike_by_custom"],
            params={"keys": json.dumps([PHONES]), "digits": True, "named": True},
        ),
        Rule(
            "tagged_address",
            "have addresses that differ only in what follows a plus sign",
            Strength.LIKELY,
            SQL["alike_by_tag"],
            Strength.POSSIBLE,
            {"tags": TAGS},
        ),
        Rule(
            "name_and_birthday",
            "have the same name and the same birthday",
            Strength.LIKELY,
            SQL["alike_by_custom"],
            params={"keys": json.dumps([BIRTHDAYS]), "digits": False, "named": True},
        ),
        Rule(
            "name_and_home",
            "have the same name and live at the same postal address",
            Strength.LIKELY,
            SQL["alike_by_custom"],
            params={"keys": json.dumps([STREETS, POSTCODES]), "digits": False, "named": True},
        ),
        Rule(
            "number_in_stores",
            "have the same name, and the same customer number in two stores",
            Strength.LIKELY,
            SQL["alike_by_number"],
        ),
        Rule(
            "name_and_mailbox_name",
            "have the same name, and addresses that are the same before the @",
            Strength.LIKELY,
            SQL["alike_by_local_part"],
        ),
        Rule(
            "same_phone",
            "have the same phone number",
            Strength.POSSIBLE,
            SQL["alike_by_custom"],
            params={"keys": json.dumps([PHONES]), "digits": True, "named": False},
        ),
    )
}


def register(rule: Rule) -> None:
    """One rule more, about what a room above keeps. Call it in `AppConfig.ready()`."""
    _RULES[rule.key] = rule


def registered() -> Iterator[Rule]:
    """All of them, the strongest first."""
    yield from sorted(_RULES.values(), key=lambda rule: -rule.strength)


def sentences(keys: list[str]) -> list[str]:
    """Why, in words: what these rules say, each to be read after "They"."""
    said = {NAMED: _SAID_BY_A_PERSON, **{rule.key: rule.sentence for rule in registered()}}
    return [said[key] for key in keys if key in said]
