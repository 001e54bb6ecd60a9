"""What people of the shop do about one customer, by hand: put right, note, hold, suppress, tell, erase."""

import io
import json
import zipfile
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from tests.engagement.journeys import plans
from tests.engagement.messaging.rendering import mails
from thereafter.engagement.messaging import preferences
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Decision, Kind, Message, Reason, State
from thereafter.engagement.messaging.rendering import letters
from thereafter.record.customers import fields
from thereafter.record.customers.merging import merge
from thereafter.record.customers.models import (
    Consent,
    ConsentRecord,
    ConsentState,
    ContactPoint,
    Correction,
    Customer,
    FieldDefinition,
    Identity,
    Note,
    Suppression,
    Trouble,
)
from thereafter.record.shop import settings
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> Customer:
    return cast.ada()


def do(console: Client, her: Customer, what: str, **said: object) -> str:
    """Post one deed about her, and read the page that it leads to."""
    return console.post(f"/customers/{her.pk}/{what}/", said, follow=True).content.decode()


def form(her: Customer, **changed: str) -> dict[str, str]:
    """The form of her fields as the page sends it."""
    plain = {name: getattr(her, name) for name in ("first_name", "last_name", "country", "language", "time_zone")}
    return {**plain, **changed}


# Correct


def test_a_field_is_corrected_with_who_and_when_and_taken_back(console: Client, ada: Customer) -> None:
    page = do(console, ada, "correct", **form(ada, first_name="Augusta Ada", country="fr"))
    assert "2 fields corrected." in page
    ada.refresh_from_db()
    assert (ada.first_name, ada.country) == ("Augusta Ada", "FR")
    assert ada.provenance["country"] == ["console:owner", NOON.isoformat()]
    assert "last_name" not in ada.provenance
    made = Correction.objects.get(field="country")
    assert "It is again what it was before." in do(console, ada, f"correct/{made.pk}/undo")
    ada.refresh_from_db()
    assert (ada.country, ada.provenance.get("country")) == ("GB", None)


def test_a_correction_that_was_changed_again_is_not_taken_back(console: Client, ada: Customer) -> None:
    do(console, ada, "correct", **form(ada, first_name="Augusta"))
    first = Correction.objects.get()
    do(console, ada, "correct", **form(ada, first_name="Ada Augusta"))
    assert "was changed again since" in do(console, ada, f"correct/{first.pk}/undo")
    ada.refresh_from_db()
    assert ada.first_name == "Ada Augusta"


def as_opened(console: Client, her: Customer) -> dict[str, str]:
    """Her form as a browser sends it back when nothing is changed in it."""
    fields = console.get(f"/customers/{her.pk}/correct/").context["fields"]
    return {field.name: field.value for field in fields} | {field.seen_name: field.seen for field in fields}


def test_of_two_who_correct_one_field_the_later_one_is_told_and_may_do_it_all_the_same(
    console: Client, ada: Customer
) -> None:
    opened = as_opened(console, ada)
    do(console, ada, "correct", **opened | {"country": "FR"})
    late = console.post(f"/customers/{ada.pk}/correct/", opened | {"country": "DE", "first_name": "Augusta"})
    page = late.content.decode()
    assert late.status_code == 400 and "Country is “FR” by now. Nothing was corrected" in page
    assert Customer.objects.get().country == "FR" and Customer.objects.get().first_name == ada.first_name
    again = {field.name: field.value for field in late.context["fields"]}
    again |= {field.seen_name: field.seen for field in late.context["fields"]}
    assert "2 fields corrected." in do(console, ada, "correct", **again)
    assert (Customer.objects.get().country, Customer.objects.get().first_name) == ("DE", "Augusta")


def test_of_two_who_correct_different_fields_neither_undoes_the_other(console: Client, ada: Customer) -> None:
    opened = as_opened(console, ada)
    do(console, ada, "correct", **opened | {"country": "FR"})
    assert "1 field corrected." in do(console, ada, "correct", **opened | {"first_name": "Augusta"})
    assert (Customer.objects.get().country, Customer.objects.get().first_name) == ("FR", "Augusta")


def test_a_note_that_a_colleague_deleted_meanwhile_is_told_of_and_the_words_are_given_back(
    console: Client, ada: Customer
) -> None:
    note = Note.objects.create(customer=ada, text="Likes tea.", by="console:owner", at=NOON)
    note_id = note.pk
    note.delete()
    words = "Likes tea, and coffee on Sundays; never ring before noon."
    response = console.post(f"/customers/{ada.pk}/notes/{note_id}/edit/", {"text": words})
    page = response.content.decode()
    assert response.status_code == 400 and "This note is not there any more" in page and words in page


def test_what_was_typed_about_somebody_who_was_joined_meanwhile_is_given_back_with_where_she_is(
    console: Client, ada: Customer
) -> None:
    guest = cast.customer("Ada", email="guest@people.example")
    merge.join(ada.pk, guest.pk, by="console:otto", now=NOON)
    words = "She rang because of the lid of her cup, which broke on the second day."
    response = console.post(f"/customers/{guest.pk}/notes/add/", {"text": words})
    page = response.content.decode()
    assert response.status_code == 400
    assert f"Customer {guest.pk} was joined to customer {ada.pk}. Nothing was changed." in page and words in page


def test_custom_fields_are_corrected_by_their_type(console: Client, ada: Customer) -> None:
    for key, kind in (("shoe", "number"), ("vip", "flag"), ("born", "instant"), ("tea", "text")):
        fields.define(key, label=key.title(), type=FieldDefinition.Type(kind), now=NOON)
    typed = {"custom.shoe": "39.5", "custom.vip": "yes", "custom.born": "1980-05-01T00:00", "custom.tea": "Green"}
    do(console, ada, "correct", **form(ada), **typed)
    ada.refresh_from_db()
    assert ada.custom == {"shoe": 39.5, "vip": True, "born": "1980-05-01T00:00:00+00:00", "tea": "Green"}
    do(console, ada, "correct", **form(ada), **{**typed, "custom.vip": ""})
    ada.refresh_from_db()
    assert "vip" not in ada.custom
    assert "is not a number" in do(console, ada, "correct", **form(ada), **{**typed, "custom.shoe": "big"})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first_name", "A\u202eda", "U+202E"),
        ("last_name", "By\x1bron", "U+001B"),
        ("country", "England", "two letters"),
        ("time_zone", "Europe/Atlantis", "is no time zone"),
        ("language", "english!", "is no language"),
        ("first_name", "A" * 201, "Shorten it"),
    ],
)
def test_what_a_field_cannot_be_is_refused_in_a_sentence(
    console: Client, ada: Customer, field: str, value: str, words: str
) -> None:
    assert words in do(console, ada, "correct", **form(ada, **{field: value}))
    assert not Correction.objects.exists()


def test_addresses_are_added_used_removed_and_brought_back(console: Client, ada: Customer) -> None:
    do(console, ada, "addresses/add", address="Ada@Work.example")
    first, second = ContactPoint.objects.order_by("pk")
    assert (second.address, second.preferred, second.source) == ("Ada@Work.example", False, "console:owner")
    assert Identity.objects.filter(customer=ada, kind="email", value="ada@work.example").exists()
    assert "Use another one of hers first" in do(console, ada, f"addresses/{first.pk}/remove")
    do(console, ada, f"addresses/{second.pk}/use")
    do(console, ada, f"addresses/{first.pk}/remove")
    assert list(ContactPoint.objects.filter(preferred=True)) == [second]
    assert ContactPoint.objects.get(pk=first.pk).removed_at == NOON
    assert "ada@people.example" not in console.get(f"/customers/{ada.pk}/").content.decode()
    do(console, ada, f"addresses/{first.pk}/bring-back")
    assert ContactPoint.objects.get(pk=first.pk).removed_at is None


def test_an_address_of_somebody_else_is_refused(console: Client, ada: Customer) -> None:
    grace = cast.grace()
    page = do(console, ada, "addresses/add", address="grace@people.example")
    assert f"This address is customer {grace.pk}’s." in page
    assert ContactPoint.objects.filter(customer=ada).count() == 1


def test_what_is_anothers_is_not_hers(console: Client, ada: Customer) -> None:
    grace = cast.grace()
    note = Note.objects.create(customer=grace, text="Calls on Mondays", by="console:owner", at=NOON)
    point, open_one = ContactPoint.objects.get(customer=grace), cast.trouble(grace)
    for what in (
        f"notes/{note.pk}/delete",
        f"notes/{note.pk}/edit",
        f"addresses/{point.pk}/remove",
        f"troubles/{open_one.pk}/close",
        f"troubles/{open_one.pk}/reopen",
    ):
        assert console.post(f"/customers/{ada.pk}/{what}/", {"text": "x", "outcome": "x"}).status_code == 404
    assert (
        console.post(f"/customers/{ada.pk}/suppress/", {"point": point.pk, "reason": "x", "sure": "yes"}).status_code
        == 404
    )


# Notes


def test_a_note_is_shown_changed_within_a_day_by_who_wrote_it_and_deleted(console: Client, ada: Customer) -> None:
    page = do(console, ada, "notes/add", text="Allergic to <b>beeswax</b>\nasked twice")
    assert "Allergic to &lt;b&gt;beeswax&lt;/b&gt;<br>" in page
    assert "Noted by owner" in page  # in the time line
    note = Note.objects.get()
    do(console, ada, f"notes/{note.pk}/edit", text="Allergic to beeswax")
    note.refresh_from_db()
    assert (note.text, note.by, note.edited_at) == ("Allergic to beeswax", "console:owner", NOON)
    Note.objects.update(at=NOON - days(2))
    assert "within a day" in do(console, ada, f"notes/{note.pk}/edit", text="Too late")
    do(console, ada, f"notes/{note.pk}/delete")
    assert not Note.objects.exists()


def test_a_note_that_is_refused_is_given_back_to_be_put_right(console: Client, ada: Customer) -> None:
    here, words = f"/customers/{ada.pk}/notes/add/", "She calls on Mondays. " * 100
    page = console.post(here, {"text": words}, headers={"referer": f"http://testserver/customers/{ada.pk}/"})
    told = page.content.decode()
    assert (page.status_code, "The note has 2,199 characters, and 2,000 fit." in told) == (400, True)
    assert words.strip() in told and f'action="{here}"' in told
    assert f'name="came-from" value="http://testserver/customers/{ada.pk}/"' in told
    assert not Note.objects.exists()
    assert console.post(here, {"text": words[:90], "came-from": "//evil.example/"}).status_code == 302
    far = {"until": "9999-12-31", "words": "On holiday until she comes back, as she said on the telephone"}
    told = do(console, ada, "troubles/hold", **far)
    assert 'value="9999-12-31"' in told and far["words"] in told


def test_an_empty_note_says_nothing(console: Client, ada: Customer) -> None:
    assert "has to say something" in do(console, ada, "notes/add", text="  ")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31T23:59-12:00", "0001-01-01T00:00+14:00", "9999-12-31 23:59"])
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_day_at_the_ends_of_the_calendar_is_refused_wherever_one_is_typed(
    console: Client, ada: Customer, day: str, zone: str
) -> None:
    settings.change("time_zone", zone, source="test", now=NOON)
    fields.define("born", label="Born", type=FieldDefinition.Type.INSTANT, now=NOON)
    said = {"state": "granted", "sure": "yes", "wording": "Yes", "method": "by phone", "occurred_at": day}
    assert "is too far away" in do(console, ada, "consent", **said)
    assert "is too far away" in do(console, ada, "correct", **form(ada), **{"custom.born": day})
    assert console.get("/journeys/messages/", {"day": day[:10]}).status_code == 200
    undone = console.post(f"/customers/tag/undo/?{urlencode({'tag': 'vip', 'at': day, 'did': 'put'})}")
    assert undone.status_code == 302
    assert console.get(f"/customers/{ada.pk}/").status_code == 200


# Trouble and holds


def test_trouble_is_opened_closed_with_what_came_of_it_and_opened_again(console: Client, ada: Customer) -> None:
    page = do(console, ada, "troubles/open", kind="open_case", words="Lid was broken")
    assert "open trouble: Lid was broken" in page
    one = Trouble.objects.get()
    assert "Say in a few words what came of it" in do(console, ada, f"troubles/{one.pk}/close", outcome=" ")
    do(console, ada, f"troubles/{one.pk}/close", outcome="Sent another")
    one.refresh_from_db()
    assert (one.closed_at, one.closed_by, one.outcome) == (NOON, "console:owner", "Sent another")
    do(console, ada, f"troubles/{one.pk}/reopen")
    one.refresh_from_db()
    assert one.closed_at is None


def test_a_kind_of_trouble_that_nobody_may_open_is_refused(console: Client, ada: Customer) -> None:
    do(console, ada, "troubles/open", kind="late_parcel", words="x")
    assert not Trouble.objects.exists()


def test_asks_are_held_until_the_end_of_a_day_and_no_longer(console: Client, ada: Customer) -> None:
    page = do(console, ada, "troubles/hold", until="2026-03-20", words="On holiday")
    assert "Nothing is asked of her until Sat 21 Mar 2026, 00:00." in page
    hold = Trouble.objects.get()
    assert hold.ends_at == datetime(2026, 3, 21, tzinfo=UTC)
    cast.judged(cast.purpose(Kind.ASK, "ask/1/review"), ada, at=NOON)
    held = cast.message(cast.purpose(Kind.ASK, "ask/1/review"), ada)
    assert (held.state, held.reason) == (State.HELD, Reason.TROUBLE)
    cast.judged(cast.purpose(Kind.ASK, "ask/2/review"), ada, at=hold.ends_at + days(0.5))
    assert cast.message(cast.purpose(Kind.ASK, "ask/2/review"), ada).state == State.REHEARSED
    assert "would be over already" in do(console, ada, "troubles/hold", until="2026-03-01")
    for far in ("9999-12-31", "0001-01-01"):
        assert "is too far away. Choose one from 1900 to 2200." in do(console, ada, "troubles/hold", until=far)
    do(console, ada, "troubles/hold", until="2026-04-01")
    assert Trouble.objects.filter(closed_at=None).count() == 1  # another one takes its place
    do(console, ada, f"troubles/{Trouble.objects.get(closed_at=None).pk}/close")
    assert not Trouble.objects.filter(closed_at=None).exists()


# Consent, suppression, journeys


def test_the_proof_of_a_click_leads_to_the_mail_with_the_link(console: Client, ada: Customer) -> None:
    cast.judged(what := cast.purpose(Kind.ASK, "ask/1/review"), ada)
    key = MessageKey(ada.pk, what.pk, 0, 1)
    preferences.say(key, ConsentState.WITHDRAWN, method="one-click", wording="List-Unsubscribe=One-Click", now=NOON)
    page = console.get(f"/customers/{ada.pk}/").content.decode()
    assert f'by the link in <a href="/journeys/messages/{ada.pk}/{what.pk}/0/1/">this mail</a>' in page
    assert "one-click; by the link" in page and "“List-Unsubscribe=One-Click”" in page
    assert f"[{ada.pk}, " not in page


def said(**changed: str) -> dict[str, str]:
    """What she said, as the form sends it."""
    usual = {"state": "granted", "occurred_at": "2026-03-01T10:00", "method": "letter", "wording": "Yes, please"}
    return {**usual, "sure": "yes", **changed}


def test_what_she_said_is_kept_with_its_proof_and_the_latest_word_holds(console: Client) -> None:
    grace = cast.grace()
    do(console, grace, "consent", **said())
    held = Consent.objects.get(customer=grace)
    assert (held.state, held.since) == (ConsentState.GRANTED, datetime(2026, 3, 1, 10, tzinfo=UTC))
    kept = ConsentRecord.objects.get(customer=grace)
    assert (kept.method, kept.proof, kept.source, kept.known_at) == (
        "letter",
        {"wording": "Yes, please"},
        "console:owner",
        NOON,
    )
    page = do(console, grace, "consent", **said(state="withdrawn", occurred_at="2026-02-01T10:00"))
    assert "What holds stays the same" in page
    assert Consent.objects.get(customer=grace).state == ConsentState.GRANTED
    do(console, grace, "consent", **said(state="withdrawn"))  # of a yes and a no at one instant, the no
    assert Consent.objects.get(customer=grace).state == ConsentState.WITHDRAWN


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"occurred_at": "2026-03-11T10:00"}, "is yet to come"),
        ({"wording": " "}, "they are the proof"),
        ({"sure": ""}, "Tick that she said so herself"),
        ({"state": "perhaps"}, "whether she agreed or withdrew"),
        ({"occurred_at": "2026-02-31T10:00"}, "Say when that was"),
    ],
)
def test_consent_without_proof_or_from_the_future_is_refused(
    console: Client, changed: dict[str, str], words: str
) -> None:
    grace = cast.grace()
    assert words in do(console, grace, "consent", **said(**changed))
    assert not ConsentRecord.objects.filter(customer=grace).exists()


def test_an_address_is_suppressed_and_lifted_each_with_a_reason_and_a_tick(console: Client, ada: Customer) -> None:
    point = ContactPoint.objects.get(customer=ada)
    assert "Tick that" in do(console, ada, "suppress", point=point.pk, reason="bounces")
    assert not Suppression.objects.exists()
    do(console, ada, "suppress", point=point.pk, reason="bounces", sure="yes")
    assert Suppression.objects.get().source == "console:owner"
    assert "Say why" in do(console, ada, "lift", point=point.pk, sure="yes")
    do(console, ada, "lift", point=point.pk, because="She asked for it by letter", sure="yes")
    lifted = Suppression.objects.get()
    assert (lifted.lifted_at, lifted.lifted_by, lifted.lifted_because) == (
        NOON,
        "console:owner",
        "She asked for it by letter",
    )


def test_she_is_taken_out_of_a_journey_and_what_is_held_for_her_is_given_up(console: Client, ada: Customer) -> None:
    plan = plans.on("- message: note\n  template: note\n  kind: ask\n- wait: 20 days")
    cast.trouble(ada, since=NOON - days(3))
    cast.happened(ada, about=cast.order(ada, at=NOON), at=NOON)
    plans.tick(NOON)
    assert Message.objects.get().state == State.HELD
    page = do(console, ada, f"journeys/{plan.key}/take-out", because="she asked")
    assert "Held messages given up: 1." in page
    ended = plans.passage(ada)
    assert (ended.state, ended.ended_because) == ("ended", "taken out by hand: she asked")
    assert (Message.objects.get().state, Message.objects.get().reason) == (State.SKIPPED, Reason.EXITED)
    assert "not in “Care” any more" in do(console, ada, f"journeys/{plan.key}/take-out", because="again")


# Export and erasing


def test_all_that_is_known_of_her_is_told_in_one_archive(console: Client, ada: Customer) -> None:
    cast.order(ada, number="K77")
    do(console, ada, "notes/add", text="<script>alert(1)</script>")
    response = console.post(f"/customers/{ada.pk}/export/")
    archive = zipfile.ZipFile(io.BytesIO(response.getvalue()))
    told = json.loads(archive.read("everything.json"))
    assert told["people"][0]["first_name"] == "Ada"
    assert told["orders"][0]["number"] == "K77"
    assert told["consents"][0]["state"] == "granted"
    page = archive.read("everything.html").decode()
    assert "Byron" in page and "K77" in page and "<script>" not in page
    assert Deed.objects.get(what="customer-export").about == {"customer_id": ada.pk}


def test_the_texts_of_the_mails_that_she_got_are_told_written_again_and_those_that_she_did_not_get_are_not(
    console: Client, ada: Customer
) -> None:
    mails.open_shop()
    got, held = cast.purpose(Kind.SERVICE, "thanks/1/note"), cast.purpose(key="care/1/guide")
    for purpose, state in ((got, "sent"), (held, "held")):
        mails.sent(purpose, ada)
        Message.objects.filter(purpose=purpose).update(state=state, sent_at=NOON if state == "sent" else None)
    about = {"purpose_id": got.pk, "trigger_key": 0, "visit": 1}
    message = Message.objects.get(purpose=got)
    about["trigger_key"], about["visit"] = message.trigger_key, message.visit
    Decision.objects.create(customer_id=ada.pk, state="held", reason="quiet_hours", decided_at=NOON, **about)
    archive = zipfile.ZipFile(io.BytesIO(console.post(f"/customers/{ada.pk}/export/").getvalue()))
    told = {one["state"]: one for one in json.loads(archive.read("everything.json"))["messages"]}
    seen = letters.as_sent(mails.key_of(message), now=NOON)
    assert isinstance(seen, letters.Seen)
    assert (told["sent"]["subject"], told["sent"]["text"], told["sent"]["html"]) == (seen.subject, seen.text, seen.html)
    assert "Ada" in seen.text and told["sent"]["to"] == "ada@people.example"
    assert told["sent"]["how_the_text_was_found"].startswith("written again, from the version of the template")
    assert told["sent"]["decided_before"][0]["reason"] == "quiet_hours"
    assert (told["held"]["text"], told["held"]["how_the_text_was_found"]) == ("", "")
    page = archive.read("everything.html").decode()
    assert "How the text was found" in page or "how the text was found" in page
    assert "&lt;html" not in page


def test_she_is_erased_by_her_number_and_her_page_says_so(console: Client, ada: Customer) -> None:
    cast.order(ada)
    page = console.get(f"/customers/{ada.pk}/erase/").content.decode()
    assert "Stays as the shop’s books, without her" in page
    wrong = console.post(f"/customers/{ada.pk}/erase/", {"number": "yes"})
    assert wrong.status_code == 400 and Customer.objects.filter(pk=ada.pk).exists()
    assert f"Customer {ada.pk} was erased." in do(console, ada, "erase", number=str(ada.pk))
    assert not Customer.objects.filter(pk=ada.pk).exists()
    gone = console.get(f"/customers/{ada.pk}/")
    assert gone.status_code == 410 and "Nobody any more" in gone.content.decode()
    assert Deed.objects.get(what="customer-erase").details["counts"]["orders"] == 1


def test_who_may_not_do_it_sees_no_button_for_it(ada: Customer) -> None:
    analyst = Client()
    analyst.force_login(cast.member("ann", Role.ANALYST).user)
    page = analyst.get(f"/customers/{ada.pk}/").content.decode()
    for words in ("/correct/", "/notes/add/", "/troubles/", "/consent/", "/suppress/", "/export/", "/erase/"):
        assert f"/customers/{ada.pk}{words}" not in page


def test_no_deed_about_her_puts_her_words_into_the_log(
    console: Client, ada: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    word, point = "qzxcanary", ContactPoint.objects.get(customer=ada)
    do(console, ada, "correct", **form(ada, first_name=word))
    do(console, ada, "correct", **form(ada, country=word))
    do(console, ada, "addresses/add", address=f"{word}@people.example")
    do(console, ada, "addresses/add", address=word)
    do(console, ada, "notes/add", text=word)
    do(console, ada, "troubles/open", kind="open_case", words=word)
    do(console, ada, f"troubles/{Trouble.objects.get().pk}/close", outcome=word)
    do(console, ada, "troubles/hold", until="2026-03-20", words=word)
    do(console, ada, "consent", **said(wording=word, method=word))
    do(console, ada, "suppress", point=point.pk, reason=word, sure="yes")
    do(console, ada, "lift", point=point.pk, because=word, sure="yes")
    console.post(f"/customers/{ada.pk}/export/")
    do(console, ada, "erase", number=str(ada.pk))
    told = [(deed.what, deed.about, deed.details, deed.words, deed.actor) for deed in Deed.objects.all()]
    assert len(told) >= 10
    assert word not in str(told).lower()
    assert word not in "".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")


def test_a_name_that_turns_the_line_is_shown_harmlessly(console: Client) -> None:
    eve = cast.customer("gro.elpmaxe\u202e eve", last_name="\u2066x")
    for page in (f"/customers/{eve.pk}/", f"/customers/{eve.pk}/correct/", f"/customers/{eve.pk}/why/"):
        html = console.get(page).content.decode()
        assert "\u202e" not in html and "\u2066" not in html
        assert "gro.elpmaxe\ufffd eve" in html
