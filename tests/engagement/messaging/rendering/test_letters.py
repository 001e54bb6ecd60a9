"""Letters: from messages to the bytes of mails."""

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests import cast
from tests.cast import NOON
from tests.engagement.messaging.rendering import mails
from thereafter.engagement.content.guides import save_guide
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.message_ids import key_of
from thereafter.engagement.messaging.models import Kind
from thereafter.engagement.messaging.rendering.child import Broken
from thereafter.engagement.messaging.rendering.letters import Letter, Seen, Unwritable, preview, write_letters
from thereafter.record.commerce.models import Line, Product, ProductKind, Shipment
from thereafter.record.customers.models import Customer
from thereafter.record.shop import logo, settings

pytestmark = pytest.mark.django_db

LINES = (
    "<mj-text>{% for line in order.lines %}{{ line.quantity }} × {{ line.title }}, {{ line.amount }}<br />{% endfor %}"
    "<strong>{{ order.total }}</strong></mj-text>"
)


@pytest.fixture(autouse=True)
def _shop() -> None:
    mails.open_shop()


@pytest.fixture
def ada() -> Customer:
    return cast.ada()


def plain(body: str, whom: Customer, **more: object) -> str:
    """The plain text that a body makes for her, down to the shop's footer."""
    what = cast.purpose(key=f"try/{abs(hash(body))}/it", body=body)
    mail = mails.read(mails.letter(what, whom, **more))  # type: ignore[arg-type]
    return mails.part(mail, "plain").partition("You get this mail")[0].removeprefix("Calder & Finch").strip()


def test_a_mail_says_what_was_bought_in_both_its_parts(ada: Customer) -> None:
    order = cast.order(ada, number="1001", quantity=2, amount_minor=2500, currency="GBP")
    what = cast.purpose(subject="About {{ order.number }}", body=LINES)
    mail = mails.read(mails.letter(what, ada, about=order))
    assert mail["Subject"] == "About 1001"
    for kind in ("plain", "html"):
        assert "2 × Red teapot, £25.00" in mails.part(mail, kind)


def test_a_shop_s_logo_stands_on_top_and_its_name_where_no_picture_is_shown(ada: Customer) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (600, 180), "#2f5d50").save(drawn, "PNG")
    kept = logo.keep(drawn.getvalue(), source="test", now=NOON)
    mail = mails.read(mails.letter(cast.purpose(body="<mj-text>Hello</mj-text>"), ada))
    html = mails.part(mail, "html")
    [shown] = re.findall(r"<img [^>]*>", html)
    assert f'src="https://calder.example/logo/{kept.digest[:16]}.png"' in shown
    assert 'alt="Calder &amp; Finch" width="240" height="72"' in shown
    assert mails.part(mail, "plain").startswith("Calder & Finch\n\nHello")


def test_postage_is_in_the_total_and_not_among_the_things(ada: Customer) -> None:
    order = cast.order(ada, amount_minor=2500, currency="GBP")
    postage = cast.product("POST", title="POSTAGE", category="")
    Product.objects.filter(pk=postage.pk).update(kind=ProductKind.CHARGE)
    Line.objects.create(
        order=order, position=2, customer_id=ada.pk, placed_at=NOON, product=postage, quantity=1, amount_minor=495,
        known_at=NOON,
    )  # fmt: skip
    order.total_minor = 2995
    order.save()
    assert plain(LINES, ada, about=order) == "1 × Red teapot, £25.00\n£29.95"


def test_a_mail_without_an_order_of_its_own_speaks_of_her_latest(ada: Customer) -> None:
    cast.order(ada, at=NOON - timedelta(days=40), number="1")
    cast.order(ada, at=NOON - timedelta(days=4), number="2")
    cast.order(ada, at=NOON - timedelta(days=1), number="3", known_at=NOON + timedelta(days=1))
    assert plain("<mj-text>{{ order.number }}</mj-text>", ada) == "2"


def test_who_never_ordered_gets_the_fallbacks(ada: Customer) -> None:
    body = (
        '<mj-text>{{ order.lines[0].title | default: "something" }} {{ product.title | default: "new" }}'
        "{% if order.arrives_on %} by {{ order.arrives_on }}{% endif %}{% if guide.link %} guide{% endif %}</mj-text>"
    )
    assert plain(body, ada) == "something new"


def test_the_announced_day_is_said_while_the_parcel_can_still_come_on_it(ada: Customer) -> None:
    body = '<mj-text>{{ order.arrives_on | default: "nobody knows" }} {{ order.carrier }}</mj-text>'
    order = cast.order(ada)
    parcel = Shipment.objects.create(
        store=cast.store(), number="P1", order=order, carrier="Parcel Post", announced_for=NOON + timedelta(days=2),
        announced_known_at=NOON - timedelta(hours=1), source="test",
    )  # fmt: skip
    what = cast.purpose(body=body)
    key = mails.sent(what, ada, about=order)

    def said(at: timedelta) -> str:
        (letter,) = write_letters([key], now=NOON + at)
        assert isinstance(letter, Letter)
        return mails.part(mails.read(letter), "plain").splitlines()[2]

    assert said(timedelta(0)) == "Thursday 12 March Parcel Post"
    assert said(timedelta(hours=-2)).startswith("nobody knows")
    assert said(timedelta(days=3)).startswith("nobody knows")
    parcel.delivered_at = parcel.delivered_known_at = NOON + timedelta(hours=1)
    parcel.save()
    assert said(timedelta(hours=2)).startswith("nobody knows")


def test_guides_come_by_product_then_by_category_else_for_everybody(ada: Customer) -> None:
    body = "<mj-text>{% for guide in guides %}{{ guide.title }};{% endfor %}</mj-text>"
    teapot, mug, plum = (cast.product(key, title=key, category=group) for key, group in
                         (("POT", "Kitchen"), ("MUG", "Kitchen"), ("PLUM", "Food")))  # fmt: skip
    words = {"summary": "s", "body": "b", "source": "test", "now": NOON}
    save_guide("all", title="Everything", **words)  # type: ignore[arg-type]
    save_guide("kitchen", title="Kitchens", category="Kitchen", **words)  # type: ignore[arg-type]
    save_guide("pot", title="Pots", product=teapot, **words)  # type: ignore[arg-type]
    said = [
        plain(body + f"<!-- {thing.sku} -->", ada, about=cast.order(ada, what=thing)) for thing in (teapot, mug, plum)
    ]
    assert said == ["Pots;Kitchens;", "Kitchens;", "Everything;"]


def test_what_a_customer_is_called_cannot_become_markup(ada: Customer) -> None:
    ada.first_name = "<b onclick=x>A&da</b>"
    ada.save()
    html = mails.part(mails.read(mails.letter(cast.purpose(), ada)), "html")
    assert "Hello &lt;b onclick=x&gt;A&amp;da&lt;/b&gt;." in html


def test_a_product_s_link_leads_to_the_web_or_nowhere(ada: Customer) -> None:
    Product.objects.filter(pk=cast.product().pk).update(link="javascript:alert(1)")
    assert plain("<mj-text>[{{ product.link }}]</mj-text>", ada, about=cast.order(ada)) == "[]"


def test_value_and_ask_can_be_unsubscribed_with_one_click_and_service_says_why_it_comes(ada: Customer) -> None:
    ask = mails.read(mails.letter(cast.purpose(Kind.ASK, "a/1/ask"), ada))
    assert ask["List-Unsubscribe"].startswith("<https://calder.example/u/")
    by_mail = ask["Message-ID"].strip("<>").replace("@", "%40")
    assert f"<mailto:help@calder.example?subject=unsubscribe%20{by_mail}>" in ask["List-Unsubscribe"]
    assert ask["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Unsubscribe" in mails.part(ask, "html") and ask["Auto-Submitted"] is None
    service = mails.read(mails.letter(cast.purpose(Kind.SERVICE, "a/1/service"), ada))
    assert service["List-Unsubscribe"] is None
    assert service["Auto-Submitted"] == "auto-generated"
    assert "because you ordered from Calder" in mails.part(service, "plain")


def test_a_mail_is_dated_by_its_instant_and_answered_to_people(ada: Customer) -> None:
    letter = mails.letter(cast.purpose(), ada)
    mail = mails.read(letter)
    assert mail["Date"].datetime == NOON
    assert mail["Reply-To"] == "help@calder.example"
    assert mail["From"].addresses[0].display_name == "Calder & Finch"
    assert mail["To"].addresses[0].addr_spec == letter.recipient == "ada@people.example"
    assert (letter.sender, letter.message_id) == ("shop@calder.example", mail["Message-ID"])
    assert key_of(letter.message_id) == letter.key


def test_the_answers_stand_in_the_order_of_the_keys_and_one_broken_letter_stops_no_other(ada: Customer) -> None:
    good, bad = cast.purpose(key="good/1/x"), cast.purpose(key="bad/1/x", body="<mj-text>{{ nobody }}</mj-text>")
    nobody = cast.customer("Nemo", email="no address at all")
    gone = MessageKey(10**15, good.pk, 0, 1)
    keys = [mails.sent(good, nobody), mails.sent(bad, ada), gone, mails.sent(good, ada)]
    answers = write_letters(keys, now=NOON)
    assert [answer.key for answer in answers] == keys
    assert [type(answer) for answer in answers] == [Unwritable, Unwritable, Unwritable, Letter]
    words = [answer.words for answer in answers if isinstance(answer, Unwritable)]
    assert "address" in words[0] and "no address at all" not in words[0]
    assert 'Template "bad-1-x"' in words[1] and '"nobody"' in words[1]


def test_everybody_gets_her_own_letter(ada: Customer) -> None:
    what = cast.purpose(subject="{{ customer.first_name }}, {{ order.number }}")
    people = [cast.customer(f"Person{number}") for number in range(5)]
    keys = [mails.sent(what, person, about=cast.order(person, number=f"N{person.pk}")) for person in people]
    letters = [letter for letter in write_letters(keys[::-1], now=NOON) if isinstance(letter, Letter)]
    assert [mails.read(letter)["Subject"] for letter in letters] == [
        f"{person.first_name}, N{person.pk}" for person in people[::-1]
    ]
    assert [letter.recipient for letter in letters] == [f"person{number}@people.example" for number in (4, 3, 2, 1, 0)]


def test_a_shop_without_a_sender_writes_nothing_and_says_so(ada: Customer) -> None:
    settings.change("sender_address", "", source="test", now=NOON)
    (answer,) = write_letters([mails.sent(cast.purpose(), ada)], now=NOON)
    assert isinstance(answer, Unwritable) and "sender address" in answer.words


def test_the_number_of_queries_does_not_grow_with_the_letters(ada: Customer) -> None:
    what = cast.purpose(body=LINES)
    people = [ada, *(cast.customer(f"Person{number}") for number in range(12))]
    keys = [mails.sent(what, person, about=cast.order(person)) for person in people]
    with CaptureQueriesContext(connection) as one:
        write_letters(keys[:1], now=NOON)
    with CaptureQueriesContext(connection) as many:
        letters = write_letters(keys, now=NOON)
    assert all(isinstance(letter, Letter) for letter in letters)
    assert len(many) == len(one) <= 10


def test_what_a_template_does_not_mention_is_not_read_for_it(ada: Customer) -> None:
    order = cast.order(ada)
    plain, lines, bought = (
        mails.sent(cast.purpose(key=f"try/{name}/it", body=f"<mj-text>{body}</mj-text>"), ada, about=order)
        for name, body in {
            "plain": "Hello",
            "lines": "{% for line in order.lines %}{{ line.title }}{% endfor %}",
            "bought": "{{ bought[0].title }}",
        }.items()
    )

    def queries(*keys: MessageKey) -> int:
        with CaptureQueriesContext(connection) as run:
            assert all(isinstance(letter, Letter) for letter in write_letters(keys, now=NOON))
        return len(run)

    least = queries(plain)
    assert queries(bought) == least + 1
    assert queries(lines) == queries(plain, lines) == least + 2  # the lines, the parcels
    assert queries(plain, lines, bought) == least + 3


def test_a_preview_shows_the_mail_and_leads_nowhere(ada: Customer) -> None:
    seen = preview(cast.purpose().template, ada.pk, now=NOON)
    assert isinstance(seen, Seen)
    assert "Hello Ada." in seen.html and "/u/preview/" in seen.html
    assert isinstance(preview(cast.purpose().template, 10**15, now=NOON), Broken)
