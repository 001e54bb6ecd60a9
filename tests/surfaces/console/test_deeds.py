"""What somebody can change from the console, and what she is told about it."""

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from tests.engagement.journeys.plans import publish
from thereafter.audience.profiles import daily
from thereafter.audience.segments.models import Segment
from thereafter.engagement.cases.models import Task
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging.models import Template
from thereafter.record.shop import settings
from thereafter.record.shop.models import Setting
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db
LAPSED = "profile: {stage: lapsed}"


@pytest.fixture
def task(db: None) -> Task:
    ada = cast.ada()
    return Task.objects.create(
        customer_id=ada.pk,
        origin="test",
        title="Call Ada",
        reason="She bought ten times.",
        role=Role.OWNER,
        opened_at=NOON - days(3),
        due_at=NOON - days(1),
    )


def said(response) -> str:  # type: ignore[no-untyped-def]
    """The page that a deed leads to."""
    return str(response.content.decode())


def test_a_task_is_done_with_what_came_of_it_and_can_be_opened_again(console: Client, task: Task) -> None:
    page = said(console.post(f"/inbox/{task.pk}/done/", {"outcome": "She was glad."}, follow=True))
    assert "Done: Call Ada." in page
    task.refresh_from_db()
    assert (task.state, task.outcome, task.done_by, task.done_at) == ("done", "She was glad.", "owner", NOON)
    assert "She was glad." in said(console.get("/inbox/"))
    console.post(f"/inbox/{task.pk}/undo/")
    task.refresh_from_db()
    assert (task.state, task.outcome, task.done_at) == ("open", "", None)


def test_a_task_is_not_done_without_a_word_about_it(console: Client, task: Task) -> None:
    page = said(console.post(f"/inbox/{task.pk}/done/", {"outcome": "  "}, follow=True))
    assert "Say in a few words what came of it" in page
    task.refresh_from_db()
    assert task.state == "open"


def test_who_comes_second_is_told_that_somebody_was_faster(console: Client, task: Task) -> None:
    console.post(f"/inbox/{task.pk}/drop/", {"outcome": "She moved away."})
    page = said(console.post(f"/inbox/{task.pk}/done/", {"outcome": "Called."}, follow=True))
    assert "was dropped by owner. Nothing was changed." in page
    task.refresh_from_db()
    assert task.outcome == "She moved away."


def test_the_customer_stands_beside_her_task(console: Client, task: Task) -> None:
    page = said(console.get(f"/inbox/{task.pk}/"))
    assert "Ada Byron" in page
    assert "Has not bought yet, no open trouble." in page


def test_a_segment_is_written_counted_kept_changed_and_removed(console: Client) -> None:
    cast.ada()
    page = said(console.post("/segments/count/", {"rule": "customer: {country: GB}"}, headers={"HX-Request": "true"}))
    assert "<html" not in page
    assert 'class="figure">1</strong> person' in page
    page = said(
        console.post("/segments/new/", {"name": "From Britain", "rule": "customer: {country: GB}"}, follow=True)
    )
    assert "From Britain" in page
    kept = Segment.objects.get()
    assert (kept.key, kept.rule_since) == ("from-britain", NOON)
    console.post("/segment/from-britain/edit/", {"name": "Gone", "rule": LAPSED})
    kept.refresh_from_db()
    assert (kept.key, kept.name) == ("from-britain", "Gone")
    console.post("/segment/from-britain/delete/")
    assert not Segment.objects.exists()


def test_two_segments_of_one_name_get_keys_of_their_own(console: Client) -> None:
    for orders in range(3):
        console.post("/segments/new/", {"name": "Lapsed!", "rule": f"profile: {{orders: {orders}}}"})
    assert list(Segment.objects.order_by("pk").values_list("key", flat=True)) == ["lapsed", "lapsed-2", "lapsed-3"]


def test_a_segment_saved_by_two_presses_of_one_button_is_made_once(console: Client) -> None:
    pages = {console.post("/segments/new/", {"name": "Lapsed", "rule": LAPSED}).headers["Location"] for _ in range(2)}
    assert pages == {"/segment/lapsed/"}
    assert Segment.objects.count() == 1


@pytest.mark.parametrize("name", ["New", "Count"])
def test_a_segment_may_be_called_like_a_page(console: Client, name: str) -> None:
    page = console.post("/segments/new/", {"name": name, "rule": LAPSED}, follow=True)
    assert page.redirect_chain[-1][0] == f"/segment/{name.lower()}/"
    assert f"<h1>{name}</h1>" in page.content.decode().replace(' class="page-title"', "")


def test_two_people_who_edit_one_segment_do_not_overwrite_each_other_unasked(console: Client) -> None:
    console.post("/segments/new/", {"name": "Buyers", "rule": "profile: {orders: 1}"})
    opened = console.get("/segment/buyers/edit/").context["seen"]
    first = {"name": "Buyers", "rule": "profile: {orders: {at_least: 2}}", "seen": opened}
    second = {"name": "Regulars", "rule": "profile: {orders: {at_least: 3}}", "seen": opened}
    assert console.post("/segment/buyers/edit/", first).status_code == 302
    refused = console.post("/segment/buyers/edit/", second)
    assert refused.status_code == 400
    page = said(refused)
    assert "Somebody changed this segment while you wrote. It is called “Buyers” now: People with at least 2" in page
    assert "at_least: 3" in page  # what she wrote is still there
    assert Segment.objects.get().rule == {"profile": {"orders": {"at_least": 2}}}
    again = second | {"seen": refused.context["seen"]}
    assert console.post("/segment/buyers/edit/", again).status_code == 302
    assert Segment.objects.get().name == "Regulars"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("profile: {stage: laped}", "laped"),
        ("profile: {", "line 1"),
        ("nonsense: 1", "nonsense"),
        ("", "is no rule"),
        ("[" * 500, "deep"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_in_a_sentence_and_nothing_is_kept(
    console: Client, rule: str, words: str
) -> None:
    counted = console.post("/segments/count/", {"rule": rule})
    assert counted.status_code == 200
    assert words in said(counted)
    kept = console.post("/segments/new/", {"name": "Broken", "rule": rule})
    assert kept.status_code == 400
    assert not Segment.objects.exists()


def test_a_segment_that_a_journey_listens_to_stays(console: Client) -> None:
    console.post("/journeys/playbooks/win-back/publish/")
    page = said(console.post("/segment/lapsed-customers/delete/", follow=True))
    assert "“Win-back” listens to “Lapsed customers”, so it stays." in page
    assert "switch the journey off and keep it" in page
    publish("- wait: 1 day", "trigger: {segment: lapsed-customers}\nonce_per: event\nname: Calls")
    page = said(console.post("/segment/lapsed-customers/delete/", follow=True))
    assert "“Calls”, “Win-back” listen to “Lapsed customers”, so it stays." in page
    assert "switch the journeys off and keep it" in page
    assert Segment.objects.filter(key="lapsed-customers").exists()


def test_the_people_of_a_new_segment_leave_at_once_as_a_file_without_formulas(console: Client) -> None:
    for name in ("=cmd|'/c calc'!A1", "Ada"):
        cast.customer(name, email=f"{len(name)}@people.example")
    console.post("/segments/new/", {"name": "All", "rule": "customer: {country: GB}"})
    response: Any = console.post("/segment/all/people.csv")
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert response.headers["Content-Disposition"] == 'attachment; filename="all.csv"'
    assert lines[0].startswith("customer,first name,last name,e-mail,country")
    assert any(",'=cmd|'/c calc'!A1," in line for line in lines)
    assert len(lines) == 3
    deed = Deed.objects.get(what="segment-people")
    assert (deed.actor, deed.words, deed.details) == ("console:owner", "Downloaded all.csv.", {"rows": 2})


def test_a_playbook_is_published_off_switched_on_and_off_again(console: Client) -> None:
    page = said(console.post("/journeys/playbooks/win-back/publish/", follow=True))
    assert "It starts nobody until you switch it on" in page
    assert "none is sent" in page  # the question before switching on says what a rehearsal means
    console.post("/journey/win-back/on/")
    journey = Journey.objects.get(key="win-back")
    assert (journey.state, journey.state_since) == ("on", NOON)
    console.post("/journey/win-back/off/")
    journey.refresh_from_db()
    assert journey.state == "off"


def test_the_mails_of_a_playbook_are_read_before_it_is_published_filled_with_examples(console: Client) -> None:
    settings.change("name", "Teehaus", source="test", now=NOON)
    for page in ("/setup/playbooks/", "/journeys/playbooks/"):
        assert 'href="/journeys/playbooks/win-back/letters/"' in said(console.get(page))
    page = said(console.get("/journeys/playbooks/win-back/letters/"))
    assert "What changed, Ada?" in page and "Since you were here" in page
    mail = console.get("/journeys/playbooks/win-back/letters/what-changed/mail/")
    assert "We repair, replace or find the missing part" in said(mail) and "Teehaus" in said(mail)
    assert "Red enamel teapot" in said(mail) and "sandbox" in mail["Content-Security-Policy"]
    assert not (Template.objects.exists() or Journey.objects.exists()), "reading changes nothing"
    assert console.get("/journeys/playbooks/nonsense/letters/").status_code == 404
    assert console.get("/journeys/playbooks/win-back/letters/nonsense/mail/").status_code == 404


def test_a_playbook_that_is_not_there_is_said_and_not_found(console: Client) -> None:
    assert "There is no playbook" in said(console.post("/journeys/playbooks/nonsense/publish/", follow=True))


def test_settings_are_kept_with_who_said_so(console: Client) -> None:
    form = form_of_settings()
    console.post("/settings/shop/", {**form, "name": "Calder & Finch", "weekly_cap": "2"})
    kept = {row.key: (row.value, row.source, row.since) for row in Setting.objects.all()}
    assert kept["name"] == ("Calder & Finch", "console:owner", NOON)
    assert kept["weekly_cap"] == (2, "console:owner", NOON)
    assert "currency" not in kept


def test_one_wrong_setting_keeps_all_others_as_they_were(console: Client) -> None:
    form = {**form_of_settings(), "name": "New name", "time_zone": "Europe/Atlantis"}
    response = console.post("/settings/shop/", form)
    assert response.status_code == 400
    assert "is no time zone. Use one like Europe/London" in said(response)
    assert not Setting.objects.exists()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("public_url", "http://x y", "Links cannot begin so. Write it like https://crm.shop.example"),
        ("public_url", "http://127.0.0.1:8001/path?q=1#x", "without spaces, ? and #"),
        ("language", "english!", "It is no language. Write it like en or pt-BR."),
        ("colour", "red", "It is no colour. Write it like #2f5d50."),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_in_a_sentence(
    console: Client, key: str, value: str, words: str
) -> None:
    page = said(console.post("/settings/shop/", {**form_of_settings(), key: value}))
    assert words in page
    assert "pattern" not in page


def test_the_currency_stays_once_there_are_orders(console: Client) -> None:
    assert console.post("/settings/shop/", {**form_of_settings(), "currency": "GBP"}).status_code == 302
    cast.order(cast.ada())
    response = console.post("/settings/shop/", {**form_of_settings(), "currency": "USD"})
    assert response.status_code == 400
    assert "The shop has orders and counts in GBP; no amount is converted. Leave it at GBP." in said(response)
    assert settings.read().currency == "GBP"


def test_orders_in_another_currency_are_told_beside_what_she_spent(console: Client) -> None:
    ada = cast.ada()
    cast.order(ada, amount_minor=2500)
    cast.order(ada, amount_minor=500_000, currency="JPY")
    daily.recompute(now=NOON)
    page = said(console.get(f"/customers/{ada.pk}/"))
    assert "1 order in another currency left out" in page
    assert "for ¥500,000" in page
    assert "€25" in page


def form_of_settings() -> dict[str, str]:
    """The form as it stands."""
    said = settings.ShopSettings().model_dump(mode="json")
    return {key: str(value) for key, value in said.items() if value is not None and key not in {"mode", "live_since"}}


def test_common_conditions_make_a_rule_that_can_be_read_counted_and_kept(console: Client) -> None:
    asked = "stage=slipping&orders=2&spent=49.90&recent=400&silent=60&category=Kitchen&unclicked=60"
    page = said(console.get(f"/segments/new/?{asked}"))
    assert "have not ordered for 60 days" in page
    assert "bought in Kitchen" in page
    assert 'role="alert"' not in page
    assert "People with at least 3 orders." in said(console.get("/segments/new/?orders=3"))


def test_a_condition_that_cannot_be_read_says_so_and_leaves_the_example(console: Client) -> None:
    page = said(console.get("/segments/new/?orders=many"))
    assert "Enter a whole number." in page
    assert "People with at least 2 orders" in page
