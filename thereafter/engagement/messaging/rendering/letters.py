"""Mails from messages: what they say, to whom, and their bytes. `now` becomes their date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from thereafter.engagement.messaging import links
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.links import Page
from thereafter.engagement.messaging.message_ids import message_id
from thereafter.engagement.messaging.models import Kind, PersonalLetter, Template
from thereafter.engagement.messaging.rendering import facts, handwritten, variables
from thereafter.engagement.messaging.rendering.child import CHILD, Broken, Filled
from thereafter.engagement.messaging.rendering.facts import About, Facts
from thereafter.engagement.messaging.rendering.mime import Frame, Mailbox, Unaddressable
from thereafter.engagement.messaging.rendering.source import Source
from thereafter.record.shop import logo, settings
from thereafter.record.shop.settings import ShopSettings

_AT_ONCE = 100  # letters that travel to the child together


@dataclass(frozen=True)
class Letter:
    """A mail ready for DATA: envelope, Message-ID, bytes with CRLF."""

    key: MessageKey
    recipient: str
    sender: str
    message_id: str
    mime: bytes


@dataclass(frozen=True)
class Unwritable:
    """A message that cannot become a mail, and why, in a sentence without personal data."""

    key: MessageKey
    words: str


@dataclass(frozen=True)
class Seen:
    """A mail as its reader sees it."""

    subject: str
    preheader: str
    html: str
    text: str
    sender: str
    to: str


def write_letters(keys: Sequence[MessageKey], *, now: datetime) -> list[Letter | Unwritable]:
    """The mails of these messages, in the order of the keys. The number of queries does not depend on theirs."""
    keys = [MessageKey(*key) for key in keys]
    shop = settings.read()
    sender, reply_to = _mailbox(shop.sender_name or shop.name, shop.sender_address), _mailbox("", shop.reply_to)
    if not sender:
        return [Unwritable(key, "The shop has no sender address. Name one under Settings.") for key in keys]
    frame = Frame.of(sender, reply_to, now=now)
    texts = _texts(keys, shop, now=now)
    return [_letter(key, text, frame, shop) for key, text in zip(keys, texts, strict=True)]


def preview(
    template: Template, customer_id: int, *, kind: Kind = Kind.VALUE, order_id: int | None = None, now: datetime
) -> Seen | Broken:
    """How a template would look for a customer. Its links lead nowhere: there is no message yet."""
    shop = settings.read()
    (known,) = facts.gather([About(customer_id, order_id)], shop=shop, now=now)
    if known is None:
        return Broken(f"There is no customer {customer_id}.")
    filled = _filled([(template, {**known.context, "links": _links(None, kind, shop)})], shop)[0]
    return _seen(filled, known, shop)


def example(source: Source, *, kind: Kind) -> Seen | Broken:
    """How a template would look in this shop with the examples of all variables. Its links lead nowhere."""
    shop = settings.read()
    context = {name: value for name, value in variables.examples().items() if name != "shop"}
    for item in (context["product"], *context["bought"], *context["order"]["lines"]):
        item["image"] = None  # nobody has that picture
    shared = {"shop": facts.of_shop(shop, logo.without_its_picture())}
    (filled,) = CHILD.fill([(source, {**context, "links": _links(None, kind, shop)})], shared=shared)
    if isinstance(filled, Broken):
        return filled
    sender = f"{shop.sender_name or shop.name} <{shop.sender_address}>" if shop.sender_address else shop.name
    return Seen(filled.subject, filled.preheader, filled.html, filled.text, sender, "a customer")


def as_sent(key: MessageKey, *, now: datetime) -> Seen | Broken:
    """A message as it was sent, from its version of the template and from what was known at `now`, its instant."""
    shop = settings.read()
    text = _texts([key], shop, now=now)[0]
    return _seen(text.filled, text.known, shop, text.personal) if isinstance(text, _Text) else text


@dataclass(frozen=True)
class _Text:
    kind: Kind
    known: Facts
    filled: Filled | Broken
    links: Mapping[str, str | None]
    personal: PersonalLetter | None = None  # somebody wrote it by hand


def _texts(keys: Sequence[MessageKey], shop: ShopSettings, *, now: datetime) -> list[_Text | Broken]:
    """The texts of these messages; Broken where message or customer is not there."""
    columns = zip(*keys, strict=True) if keys else ((), (), (), ())
    names = ("customers", "purposes", "triggers", "visits")
    rows = facts.SQL["messages"].rows(**{name: list(column) for name, column in zip(names, columns, strict=True)})
    templates = Template.objects.in_bulk({row.template_id for row in rows})
    mentioned = {pk: _source(template).mentions(facts.ALL) for pk, template in templates.items()}
    abouts = [About(keys[row.number - 1].customer_id, row.order_id, mentioned[row.template_id]) for row in rows]
    texts: list[_Text | Broken] = [Broken("There is no such message.")] * len(keys)
    ready = []
    for row, known in zip(rows, facts.gather(abouts, shop=shop, now=now), strict=True):
        if known:
            kind = Kind(row.kind)
            ready.append((row, known, kind, _links(keys[row.number - 1], kind, shop)))
    by_hand = _written_by_hand(
        keys[row.number - 1].purpose_id for row, *_ in ready if templates[row.template_id].key == handwritten.TEMPLATE
    )
    personal = [by_hand.get(keys[row.number - 1].purpose_id) for row, *_ in ready]
    jobs = [
        (templates[row.template_id], {**known.context, "links": there, **_said(letter)})
        for (row, known, _, there), letter in zip(ready, personal, strict=True)
    ]
    for (row, known, kind, there), letter, filled in zip(ready, personal, _filled(jobs, shop), strict=True):
        texts[row.number - 1] = _Text(kind, known, filled, there, letter)
    return texts


def _written_by_hand(purposes: Iterable[int]) -> Mapping[int, PersonalLetter]:
    """The letters with these purposes; no query where there is none."""
    wanted = list(purposes)
    return PersonalLetter.objects.in_bulk(wanted) if wanted else {}


def _said(letter: PersonalLetter | None) -> Mapping[str, Any]:
    return handwritten.values(letter.subject, letter.text) if letter else {}


def _filled(jobs: Sequence[tuple[Template, Mapping[str, Any]]], shop: ShopSettings) -> list[Filled | Broken]:
    """Filled in by the child; what is broken says which template it was."""
    shared = {"shop": facts.of_shop(shop, logo.without_its_picture())}
    filled: list[Filled | Broken] = []
    sources = {template.pk: _source(template) for template, _ in jobs}
    for start in range(0, len(jobs), _AT_ONCE):
        batch = jobs[start : start + _AT_ONCE]
        answers = CHILD.fill([(sources[template.pk], context) for template, context in batch], shared=shared)
        filled += [
            Broken(f'Template "{template.key}": {answer.words}') if isinstance(answer, Broken) else answer
            for (template, _), answer in zip(batch, answers, strict=True)
        ]
    return filled


def _source(template: Template) -> Source:
    return Source(template.subject, template.preheader, template.body)


def _letter(key: MessageKey, text: _Text | Broken, frame: Frame, shop: ShopSettings) -> Letter | Unwritable:
    if isinstance(text, Broken):
        return Unwritable(key, text.words)
    if isinstance(text.filled, Broken):
        return Unwritable(key, text.filled.words)
    to = _mailbox(text.known.name, text.known.address)
    if not to:
        return Unwritable(key, "Her address is not one that a mail can be sent to. Import another under her number.")
    name = message_id(key, domain=frame.sender.address.rpartition("@")[2])
    mime = _signed(frame, text.personal).mail(
        to=to,
        subject=text.filled.subject,
        message_id=name,
        text=text.filled.text,
        html=text.filled.html,
        more=_headers(text, shop, name),
    )
    return Letter(key, to.address, frame.sender.address, name, mime)


def _signed(frame: Frame, letter: PersonalLetter | None) -> Frame:
    """The frame with her name and address who wrote it. What cannot be delivered goes back to the shop all the same."""
    if letter is None:
        return frame
    sender = _mailbox(letter.from_name, letter.from_address) or frame.sender
    return replace(frame, sender=sender, reply_to=_mailbox("", letter.reply_to) or frame.reply_to)


def _headers(text: _Text, shop: ShopSettings, name: str) -> tuple[tuple[str, str], ...]:
    """RFC 8058 for what one can unsubscribe from, RFC 3834 for what answers an order. `name` is the Message-ID."""
    if text.kind is Kind.SERVICE and text.personal:
        return ()  # a person wrote it: whoever is away may say so
    if text.kind is Kind.SERVICE:
        return (("Auto-Submitted", "auto-generated"),)
    by_mail = _mailbox("", shop.reply_to or shop.sender_address)
    subject = quote(f"unsubscribe {name.strip('<>')}")
    mailto = f",\r\n <mailto:{by_mail.address}?subject={subject}>" if by_mail else ""
    return (
        ("List-Unsubscribe", f"<{text.links['unsubscribe']}>{mailto}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _links(key: MessageKey | None, kind: Kind, shop: ShopSettings) -> dict[str, str | None]:
    pages = {"unsubscribe": Page.UNSUBSCRIBE, "preferences": Page.PREFERENCES, "view": Page.VIEW}
    made: dict[str, str | None] = {
        name: links.to(page, key, public_url=shop.public_url) if key else f"{shop.public_url}/{page}/preview/"
        for name, page in pages.items()
    }
    return {**made, "unsubscribe": None} if kind is Kind.SERVICE else made


def _seen(
    filled: Filled | Broken, known: Facts, shop: ShopSettings, letter: PersonalLetter | None = None
) -> Seen | Broken:
    if isinstance(filled, Broken):
        return filled
    sender = f"{shop.sender_name or shop.name} <{shop.sender_address}>"
    if letter:
        sender = f"{letter.from_name} <{letter.from_address}>"
    return Seen(filled.subject, filled.preheader, filled.html, filled.text, sender, known.address)


def _mailbox(name: str, address: str) -> Mailbox | None:
    try:
        return Mailbox.of(name, address)
    except Unaddressable:
        return None
