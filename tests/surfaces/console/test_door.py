"""Who may come in, and who may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.cast import NOON
from tests.surfaces.console import addresses
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers.models import Note
from thereafter.surfaces.console import urls
from thereafter.surfaces.console.door import signin
from thereafter.surfaces.console.models import Guess, SignInLink

pytestmark = pytest.mark.django_db
RIGHT = "seven lanterns in a row"
DOOR = "/sign-in/"


@pytest.mark.parametrize("page", addresses.behind_the_door(), ids=lambda page: str(page.name))
def test_nobody_who_is_not_signed_in_sees_or_does_anything(page: Any) -> None:
    address = addresses.example(page)
    for method in page.callback.methods:
        response = Client().generic(method, address)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, DOOR), address


def test_only_the_door_itself_stands_before_the_door() -> None:
    assert {page.name for page in urls.public} == {"sign-in", "sign-in-link", "sign-out", "join"}


def test_a_customer_with_a_user_but_not_of_the_staff_stays_outside(db: None) -> None:
    visitor = Client()
    visitor.force_login(User.objects.create_user("ada", password=RIGHT))
    assert visitor.get("/customers/").headers["Location"].startswith(DOOR)
    assert sign_in(Client(), name="ada").status_code == 400


def test_the_right_password_leads_to_where_one_wanted_to_go(owner: User) -> None:
    assert Client().get("/inbox/?role=owner").headers["Location"] == f"{DOOR}?next=/inbox/%3Frole%3Downer"
    assert sign_in(Client(), next="/inbox/?role=owner").headers["Location"] == "/inbox/?role=owner"


def test_nobody_is_led_off_the_site(owner: User) -> None:
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert sign_in(Client(), next=elsewhere).headers["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(owner: User) -> None:
    answers = [sign_in(Client(), name=name, password="wrong").content for name in ("owner", "nobody")]
    said = b"Name and password do not belong together"
    assert all(said in answer for answer in answers)


def test_the_eleventh_guess_within_an_hour_is_refused_even_if_it_is_right(owner: User, clock: VirtualClock) -> None:
    for _ in range(10):
        assert sign_in(Client(), password="wrong").status_code == 400
    assert sign_in(Client()).status_code == 429
    clock.wait(timedelta(hours=1, seconds=1))
    assert sign_in(Client()).status_code == 302


def test_guesses_count_for_the_account_however_it_is_written_and_for_no_other(owner: User) -> None:
    for _ in range(10):
        sign_in(Client(), name=" OWNER ", password="wrong")
    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(), name="somebody", password="wrong").status_code == 400


def test_a_right_password_forgets_the_wrong_ones(owner: User) -> None:
    for _ in range(9):
        sign_in(Client(), password="wrong")
    sign_in(Client())
    assert not Guess.objects.exists()


def test_a_link_signs_in_once(owner: User) -> None:
    path = signin.one_use_link(owner, now=NOON)
    visitor = Client()
    assert visitor.post(path).headers["Location"] == "/"
    assert visitor.get("/customers/").status_code == 200
    assert Client().post(path).status_code == 410
    looked = Client().get(path)
    assert looked.status_code == 410 and "was used or has expired" in looked.content.decode()


def test_opening_a_link_uses_nothing_however_often_a_scanner_does_it(owner: User) -> None:
    path = signin.one_use_link(owner, now=NOON)
    scanner = Client()
    for _ in range(5):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
    assert scanner.get("/").status_code == 302
    assert Client().post(path).status_code == 302


def test_a_link_lives_for_thirty_minutes(owner: User, clock: VirtualClock) -> None:
    path = signin.one_use_link(owner, now=NOON)
    clock.wait(timedelta(minutes=30))
    assert Client().post(path).status_code == 410


def test_a_link_of_somebody_who_left_opens_nothing(owner: User) -> None:
    path = signin.one_use_link(owner, now=NOON)
    User.objects.update(is_active=False)
    assert Client().post(path).status_code == 410


def test_the_database_does_not_hold_what_opens_the_door(owner: User) -> None:
    token = signin.one_use_link(owner, now=NOON).strip("/").split("/")[-1]
    [link] = SignInLink.objects.all()
    assert token not in (link.digest, str(link.pk))


def test_the_owner_of_a_new_shop_is_made_with_her_first_link_and_has_no_password(db: None) -> None:
    visitor = Client()
    visitor.post(signin.owner_link(now=NOON))
    assert visitor.get("/customers/").status_code == 200
    [owner] = User.objects.all()
    assert not owner.has_usable_password()
    signin.owner_link(now=NOON)
    assert User.objects.count() == 1


def test_signing_out_is_a_deed_and_not_a_look(console: Client) -> None:
    assert console.get("/sign-out/").status_code == 405
    assert console.get("/customers/").status_code == 200
    assert console.post("/sign-out/").headers["Location"] == DOOR
    assert console.get("/customers/").status_code == 302


def test_a_deed_without_the_page_s_own_token_is_refused(owner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.post(reverse("console:sending-rehearse")).status_code == 403
    assert strict.post(DOOR, {"login": "owner", "password": RIGHT}).status_code == 403


def test_who_sends_a_form_after_her_session_ended_is_told_that_nothing_was_done_and_led_back_to_the_form(
    owner: User,
) -> None:
    browser = Client()
    came_from = {"referer": "http://testserver/inbox/new/"}
    told = browser.post("/inbox/new/", {"title": "Call Ada"}, headers=came_from, follow=True)
    assert told.redirect_chain == [("/sign-in/?next=/inbox/new/", 302)]
    assert "You are not signed in any more, so nothing was done." in told.content.decode()
    elsewhere = browser.post("/inbox/new/", {"title": "Call Ada"}, headers={"referer": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/sign-in/?next=/"


LETTER = "Dear Ada, the lid of your cup is on its way to you since this morning."


@pytest.mark.parametrize(
    ("origin", "given_back"), [("http://testserver", True), ("https://evil.example", False), ("null", False)]
)
def test_words_in_a_form_from_before_she_signed_in_anew_are_given_back_to_her_but_no_strangers_words(
    owner: User, origin: str, given_back: bool
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    her = cast.ada()
    response = strict.post(f"/customers/{her.pk}/notes/add/", {"text": LETTER}, headers={"origin": origin})
    page = response.content.decode()
    assert response.status_code == 403 and not Note.objects.exists()
    assert (LETTER in page, "This form is from before you signed in" in page) == (given_back, given_back)
    if given_back:
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        again = {"text": LETTER, "csrfmiddlewaretoken": token}
        assert strict.post(f"/customers/{her.pk}/notes/add/", again, headers={"origin": origin}).status_code == 302
        assert Note.objects.get().text == LETTER


def test_htmx_is_told_to_go_to_the_door_instead_of_putting_it_into_a_page() -> None:
    response = Client().get("/customers/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, DOOR)


def sign_in(visitor: Client, *, name: str = "owner", password: str = RIGHT, **more: str):  # type: ignore[no-untyped-def]
    """Try a name and a password."""
    return visitor.post(DOOR, {"login": name, "password": password, **more})
