"""Customers, consents and suppressions from files: who is who, what is newer, and that nobody is re-subscribed."""

from datetime import UTC, datetime

import pytest

from tests.cast import NOON, ada, customer, days, grace, suppress
from tests.connectors.files.conftest import Bring, digest
from thereafter.audience.profiles.models import Profile
from thereafter.record.customers import consent, fields, suppression
from thereafter.record.customers.models import (
    Consent,
    ConsentRecord,
    ConsentState,
    ContactPoint,
    Customer,
    FieldDefinition,
    Identity,
    Suppression,
)

pytestmark = pytest.mark.django_db

PEOPLE = "customer,email,first_name,country,language,time_zone,updated at\n"


def her() -> Customer:
    """The only customer there is."""
    return Customer.objects.get()


def test_a_new_customer_is_known_by_number_and_address_and_has_a_profile(bring: Bring) -> None:
    report = bring("customers", PEOPLE + "7,Ada@People.example,Ada,United Kingdom,en-GB,Europe/London,\n")
    assert (report.new, report.changed) == (1, 0)
    assert (her().first_name, her().country, her().language, her().time_zone) == ("Ada", "GB", "en-GB", "Europe/London")
    assert set(Identity.objects.values_list("kind", "value")) == {("number", "7"), ("email", "ada@people.example")}
    assert ContactPoint.objects.get().address == "Ada@People.example"
    assert Profile.objects.get().stage == "prospect"


def test_every_field_knows_who_said_it_and_as_of_when(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,,Ada,,,,2026-02-01\n")
    source, as_of = her().provenance["first_name"]
    assert source.startswith("import:")
    assert as_of.startswith("2026-02-01")


def test_an_older_fact_never_overwrites_a_newer_one_and_silence_nothing(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,,Ada,GB,,,2026-02-01\n")
    bring("customers", PEOPLE + "7,,Augusta,FR,,,2026-01-01\n", now=NOON + days(1))
    assert (her().first_name, her().country) == ("Ada", "GB")
    report = bring("customers", PEOPLE + "7,,Augusta,,,,2026-03-01\n", now=NOON + days(2))
    assert report.changed == 1
    assert (her().first_name, her().country) == ("Augusta", "GB")


def test_a_known_fact_said_again_later_is_newer_than_what_was_true_in_between(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,,Ada,,,,2026-01-01\n")
    bring("customers", PEOPLE + "7,,Ada,,,,2026-03-01\n", now=NOON + days(1))
    bring("customers", PEOPLE + "7,,Augusta,,,,2026-02-01\n", now=NOON + days(2))
    assert her().first_name == "Ada"


def test_a_second_address_is_kept_and_the_first_stays_in_use(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,ada@people.example,Ada,,,,\n7,ada@work.example,Ada,,,,\n")
    assert dict(ContactPoint.objects.values_list("address_key", "preferred")) == {
        "ada@people.example": True,
        "ada@work.example": False,
    }


def in_use() -> str:
    return ContactPoint.objects.get(preferred=True).address_key


def test_an_address_told_later_for_her_number_is_used_from_then_on(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,ada@people.example,Ada,,,,\n")
    report = bring("customers", PEOPLE + "7,ada@work.example,Ada,,,,\n", now=NOON + days(1))
    assert (report.changed, in_use()) == (1, "ada@work.example")
    bring("customers", PEOPLE + "7,ada@old.example,Ada,,,,2026-01-01\n", now=NOON + days(2))
    assert in_use() == "ada@work.example"  # older than what we know
    bring("customers", PEOPLE + "7,ada@people.example,Augusta,,,,\n", now=NOON + days(3))
    assert in_use() == "ada@people.example"  # back again


def test_of_several_addresses_told_at_once_the_latest_is_used(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,ada@people.example,Ada,,,,2026-01-01\n")
    told = [("early", "2026-02-01"), ("late", "2026-03-01"), ("between", "2026-02-15")]
    rows = "".join(f"7,ada@{name}.example,,,,,{when}\n" for name, when in told)
    bring("customers", PEOPLE + rows, now=NOON + days(1))
    assert in_use() == "ada@late.example"


def test_a_row_that_knows_her_by_an_old_address_alone_does_not_bring_it_back(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,ada@people.example,Ada,,,,\n")
    bring("customers", PEOPLE + "7,ada@work.example,Ada,,,,\n", now=NOON + days(1))
    bring("customers", PEOPLE + ",ada@people.example,Augusta,,,,\n", now=NOON + days(2))
    assert (in_use(), her().first_name) == ("ada@work.example", "Augusta")


def test_an_address_that_smtp_cannot_carry_is_kept_and_not_written_to(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,jörg@people.example,Jörg,,,,\n")
    assert not ContactPoint.objects.get().preferred
    bring("customers", PEOPLE + "7,jo@bücher.example,Jörg,,,,\n", now=NOON + days(1))
    assert in_use() == "jo@bücher.example"  # a domain has a form in ASCII
    bring("customers", PEOPLE + "7,jörg@work.example,Jörg,,,,\n", now=NOON + days(2))
    assert in_use() == "jo@bücher.example"
    assert ContactPoint.objects.count() == 3


def test_the_number_of_one_and_the_address_of_another_go_by_the_number_and_are_told(bring: Bring) -> None:
    bring("customers", PEOPLE + "7,ada@people.example,Ada,,,,\n8,grace@people.example,Grace,,,,\n")
    report = bring("customers", PEOPLE + "7,grace@people.example,Ada,,,,\n", now=NOON + days(1))
    assert report.conflicting == 1
    assert "gives the number of one customer and the address of another" in report.conflicts[0].words
    ada_number = Identity.objects.get(kind="number", value="7")
    assert not ContactPoint.objects.filter(customer=ada_number.customer, address_key="grace@people.example").exists()


def test_a_row_that_names_nobody_is_wrong(bring: Bring) -> None:
    report = bring("customers", PEOPLE + "7,,Ada,,,,\n,,Nobody,,,,\n", skip_invalid=True)
    assert report.invalid == 1
    assert "customer and email are both empty" in report.problems[0].words


def test_custom_fields_are_typed_know_their_source_and_obey_the_same_precedence(bring: Bring) -> None:
    for key, kind in (("shoe_size", "number"), ("vip", "flag"), ("birthday", "instant")):
        fields.define(key, label=key.replace("_", " ").title(), type=FieldDefinition.Type(kind), now=NOON)
    header = "customer,Shoe Size,VIP,Birthday,Remark,updated at\n"
    told = {"custom.remark": "Remark"}
    bring("customers", header + "7,39.5,yes,1980-05-01,likes tea,2026-02-01\n8,,,,,\n", columns=told)
    known = Identity.objects.get(value="7").customer
    assert known.custom == {
        "shoe_size": 39.5,
        "vip": True,
        "birthday": "1980-05-01T00:00:00+00:00",
        "remark": "likes tea",
    }
    assert known.provenance["custom.vip"][1].startswith("2026-02-01")
    assert FieldDefinition.objects.get(key="remark").type == "text"
    bring("customers", header + "7,40,no,,,2026-01-01\n", columns=told, now=NOON + days(1))
    known.refresh_from_db()
    assert (known.custom["shoe_size"], known.custom["vip"]) == (39.5, True)
    report = bring("customers", header + "7,big,maybe,,,\n", columns=told, skip_invalid=True)
    assert report.invalid == 1
    assert [note.words for note in report.problems] == [
        'Shoe Size "big" is not a number. Write it like 12.5.',
        'VIP "maybe" is neither yes nor no. Write one of them.',
    ]


def test_a_custom_field_keeps_its_type_and_needs_a_plain_key() -> None:
    fields.define("vip", label="VIP", type=FieldDefinition.Type.FLAG, now=NOON)
    with pytest.raises(fields.WrongField, match="is of type flag already"):
        fields.define("vip", label="VIP", type=FieldDefinition.Type.TEXT, now=NOON)
    with pytest.raises(fields.WrongField, match="cannot be the key of a custom field"):
        fields.define("Shoe Size", label="", type=FieldDefinition.Type.TEXT, now=NOON)


def test_a_consent_keeps_its_words_and_creates_whom_it_speaks_of(bring: Bring) -> None:
    bring("consents", "email,consent,date,proof\nada@people.example,yes,2026-02-01,Yes please\n")
    record = ConsentRecord.objects.get()
    assert (record.state, record.proof, record.known_at) == ("granted", {"wording": "Yes please"}, NOON)
    assert Consent.objects.get().since == record.occurred_at
    assert Profile.objects.filter(customer_id=her().pk).exists()


def held(person: Customer) -> str:
    """What holds for her."""
    return str(Consent.objects.get(customer=person).state)


def withdrawn() -> Customer:
    """Ada, who withdrew ten days ago."""
    return customer("Ada", consent=ConsentState.WITHDRAWN, since=NOON - days(10))


def test_a_yes_without_an_instant_never_undoes_a_no(bring: Bring) -> None:
    person = withdrawn()
    before = digest()
    report = bring("consents", "email,consent\nada@people.example,yes\n")
    assert (report.new, report.conflicting) == (0, 1)
    assert "she withdrew, and the row does not say when she agreed again" in report.conflicts[0].words
    assert held(person) == "withdrawn"
    assert digest() == before


@pytest.mark.parametrize("undated_first", [True, False])
def test_a_no_of_any_day_outranks_a_yes_of_an_unknown_one_whichever_file_comes_first(
    bring: Bring, undated_first: bool
) -> None:
    """The store says yes and not since when; the old mail tool says that she left, half a year ago."""
    person = grace()
    files = ["email,consent\ngrace@people.example,yes\n", "email,consent,date\ngrace@people.example,no,2025-09-01\n"]
    for turn, text in enumerate(files if undated_first else reversed(files)):
        bring("consents", text, now=NOON + days(turn))
    assert held(person) == "withdrawn"


def test_what_she_says_herself_or_since_when_outranks_a_yes_of_an_unknown_day(bring: Bring) -> None:
    person = grace()
    bring("consents", "email,consent\ngrace@people.example,yes\n")
    assert not Consent.objects.get().dated
    bring("consents", "email,consent,date\ngrace@people.example,yes,2025-09-01\n", now=NOON + days(1))
    assert Consent.objects.get().since == datetime(2025, 9, 1, tzinfo=UTC)
    how = {"source": "page", "method": "preference page", "proof": {}, "now": NOON + days(2)}
    assert consent.say(person.pk, ConsentState.WITHDRAWN, **how)  # type: ignore[arg-type]
    assert held(person) == "withdrawn"


def test_her_own_yes_is_kept_as_the_better_proof_of_one_that_a_file_told_without_a_day(bring: Bring) -> None:
    person = grace()
    bring("consents", "email,consent\ngrace@people.example,yes\n")
    how = {"source": "page", "method": "preference page", "proof": {}, "now": NOON + days(2)}
    assert not consent.say(person.pk, ConsentState.GRANTED, **how)  # type: ignore[arg-type]  # it changes nothing
    assert Consent.objects.get().dated and ConsentRecord.objects.count() == 2
    bring("consents", "email,consent,date\ngrace@people.example,no,2025-09-01\n", now=NOON + days(3))
    assert held(person) == "granted"


def test_a_yes_older_than_her_no_is_history(bring: Bring) -> None:
    person = withdrawn()
    bring("consents", f"email,consent,date\nada@people.example,yes,{NOON - days(11):%Y-%m-%dT%H:%M:%SZ}\n")
    assert held(person) == "withdrawn"
    assert ConsentRecord.objects.filter(customer=person).count() == 2


def test_a_yes_later_than_her_no_that_says_so_itself_holds(bring: Bring) -> None:
    person = withdrawn()
    bring("consents", f"email,consent,date\nada@people.example,yes,{NOON - days(9):%Y-%m-%dT%H:%M:%SZ}\n")
    assert held(person) == "granted"


def test_a_no_without_an_instant_holds_from_now(bring: Bring) -> None:
    person = ada()
    bring("consents", "email,consent\nada@people.example,no\n")
    assert held(person) == "withdrawn"
    assert Consent.objects.get().since == NOON


def test_an_older_no_does_not_undo_a_newer_yes(bring: Bring) -> None:
    person = ada()
    bring("consents", f"email,consent,date\nada@people.example,no,{NOON - days(500):%Y-%m-%d}\n")
    assert held(person) == "granted"


def test_of_a_yes_and_a_no_of_the_same_instant_the_no_holds(bring: Bring) -> None:
    person = grace()
    rows = "grace@people.example,no,2026-02-01\ngrace@people.example,yes,2026-02-01\n"
    bring("consents", "email,consent,date\n" + rows)
    assert held(person) == "withdrawn"
    other = customer("Edsger", consent=None)
    rows = "edsger@people.example,yes\nedsger@people.example,no\n"
    assert bring("consents", "email,consent\n" + rows).conflicting == 1
    assert held(other) == "withdrawn"


def test_a_yes_without_an_instant_for_a_suppressed_address_is_not_taken_over(bring: Bring) -> None:
    person = grace()
    suppress("grace@people.example")
    assert bring("consents", "email,consent\ngrace@people.example,yes\n").conflicting == 1
    assert not Consent.objects.filter(customer=person).exists()


def test_consents_told_twice_change_nothing(bring: Bring) -> None:
    ada(), grace()
    text = "email,consent,date\nada@people.example,no,2026-02-01\ngrace@people.example,yes,\n"
    bring("consents", text)
    before = digest()
    report = bring("consents", text + "\n", now=NOON + days(5))
    assert (report.new, report.unchanged) == (0, 2)
    assert digest() == before


def test_a_word_that_is_neither_yes_nor_no_is_wrong(bring: Bring) -> None:
    report = bring("consents", "email,consent\nada@people.example,maybe\nada@people.example,YES\n", skip_invalid=True)
    assert (report.new, report.invalid) == (1, 1)
    assert 'consent "maybe" is not one of granted, yes' in report.problems[0].words


def test_suppressions_are_added_once_and_make_no_customers(bring: Bring) -> None:
    suppress("margaret@people.example")
    text = "Email,Reason,Date\n Margaret@People.example,bounced,\nold@people.example,complained,2025-01-01\n"
    report = bring("suppressions", text)
    assert (report.new, report.unchanged) == (1, 1)
    assert Suppression.objects.get(address_key="margaret@people.example").reason == "complained"
    assert not Customer.objects.exists()
    before = digest()
    bring("suppressions", text + "\n", now=NOON + days(1))
    assert digest() == before


def test_an_address_that_a_person_lifted_stays_lifted_for_older_rows(bring: Bring) -> None:
    suppress("ada@people.example", since=NOON - days(30))
    suppression.lift("ada@people.example", source="console:ruth", now=NOON - days(3))
    bring("suppressions", f"email,since\nada@people.example,{NOON - days(30):%Y-%m-%d}\n")
    assert not Suppression.objects.filter(lifted_at=None).exists()
    bring("suppressions", f"email,since\nada@people.example,{NOON - days(1):%Y-%m-%d}\n", now=NOON + days(1))
    assert Suppression.objects.filter(lifted_at=None).exists()


def test_an_address_that_is_none_is_wrong(bring: Bring) -> None:
    wrong = ["a@b@c.example", "a..b@c.example", ".a@c.example", "a.@c.example", "a@c..example", "a@[127.0.0.1]", "a@c"]
    right = ["ada@people.example", "a.b+c'd@c-d.example", "ünï@bücher.example"]
    report = bring("suppressions", "\n".join(["email", "ada", *wrong, *right, ""]), skip_invalid=True)
    assert (report.new, report.invalid) == (len(right), 1 + len(wrong))
    assert 'email "ada" is not an e-mail address. Write it like ada@example.com.' in report.problems[0].words


def test_a_language_is_a_tag_and_no_word(bring: Bring) -> None:
    text = "email,language\nada@people.example,English\ngrace@people.example,zh-Hant-TW\n"
    report = bring("customers", text, skip_invalid=True)
    assert (report.new, report.invalid) == (1, 1)
    assert 'language "English" is not a language tag like en or pt-BR. Write it like' in report.problems[0].words
