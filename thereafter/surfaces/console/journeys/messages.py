"""Every message that was considered, what became of it, and why."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from thereafter.engagement.journeys import queries as journeys
from thereafter.engagement.messaging import returns, tallies
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.latest import Latest
from thereafter.engagement.messaging.models import Message, PersonalLetter, Purpose, Reason, State
from thereafter.engagement.messaging.rendering import anew, letters
from thereafter.engagement.messaging.rendering.child import Broken
from thereafter.engagement.messaging.rendering.letters import Seen
from thereafter.engagement.messaging.tallies import Span
from thereafter.record.commerce.models import Order
from thereafter.surfaces.console import chain, message_words
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import Sliced, slice_of
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui.shapes import Tab

_OUT = "out"
_INSTANT = timedelta(microseconds=1)  # a day has its first instant, a span its last
_MAIL_POLICY = (
    "default-src 'none'; img-src 'self' {shop} data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)


def index(desk: Desk) -> HttpResponse:
    """The messages of seven days, of one day, or of one customer, by state, reason and journey."""
    span = _span(desk)
    tally = (
        tallies.of_span(Span.WEEK, now=desk.now)
        if span.name == "week"
        else tallies.of_messages(span.messages, now=desk.now)
    )
    if journey := desk.asked("journey"):
        tally = tally.of_journey(journey)
    counts = [(*found_for, many) for found_for, many in tally.by_reason().items()]
    state = _state(desk)
    reason = desk.asked("reason") if desk.asked("reason") in Reason.values else ""
    total = sum(count for one, why, count in counts if state in ("", one) and (not reason or why == reason))
    page = slice_of(_listed(desk, span, state, reason), desk.request, count=total)
    rows = returns.look(page)
    people = names(message.customer_id for message in rows)
    return desk.answer(
        "journeys/messages.html",
        page=page,
        rows=[(message, people[message.customer_id]) for message in rows],
        tabs=_tabs(desk, counts, state),
        reasons=_reasons(counts, state),
        journeys=journeys.to_choose_from(journey),
        span=span.name,
        counted=tally.counted,
        state=state,
        total=sum(count for _, _, count in counts),
    )


def _listed(desk: Desk, span: "_Asked", state: str, reason: str) -> Sliced:
    """The messages of a span, the latest first."""
    if span.ends is None:
        return filtered(desk).select_related("purpose").order_by("-considered_at", "customer_id")
    since, until = span.ends
    purposes = Purpose.objects.filter(journey_key=desk.asked("journey")) if desk.asked("journey") else None
    ids = None if purposes is None else list(purposes.values_list("pk", flat=True))
    return Latest(since, until, state, reason, ids)


def filtered(desk: Desk) -> QuerySet[Message]:
    """The messages that the address asks for, by span, journey, state and reason."""
    found = _span(desk).messages
    asked = {
        "purpose__journey_key": desk.asked("journey"),
        "state": _state(desk),
        "reason": desk.asked("reason") if desk.asked("reason") in Reason.values else "",
    }
    return found.filter(**{column: value for column, value in asked.items() if value})


def show(desk: Desk, customer_id: int, purpose_id: int, trigger_key: int, visit: int) -> HttpResponse:
    """Why she did or did not get it, link by link; for htmx the chain alone."""
    (message,) = returns.look([_one(customer_id, purpose_id, trigger_key, visit)])
    told = chain.read(message, desk)
    if desk.asks_for_part:
        return desk.answer("journeys/message_chain.html", links=told.links, message=message)
    because = told.after[-1].words if told.after else message_words.because(message, desk.now)
    return desk.answer(
        "journeys/message.html",
        message=message,
        links=told.links,
        who=names([customer_id])[customer_id],
        letter=PersonalLetter.objects.filter(purpose=purpose_id).first(),
        order=Order.objects.filter(pk=message.order_id).first() if message.order_id else None,
        headline=message_words.sentence(message),
        answer=because[:1].upper() + because[1:],
        anew=anew.note(message.sent_at) if message.sent_at else "",
        seen=(seen := _seen(message, desk)),
        sender=seen.sender if desk.shop.sender_address and isinstance(seen, Seen) else desk.shop.name,
    )


def mail(desk: Desk, customer_id: int, purpose_id: int, trigger_key: int, visit: int) -> HttpResponse:
    """The mail itself, for the frame that shows it: under a policy of its own that runs nothing and asks nobody."""
    seen = _seen(_one(customer_id, purpose_id, trigger_key, visit), desk)
    if isinstance(seen, Broken):
        raise Http404(seen.words)
    return framed(seen.html, desk)


def framed(html: str, desk: Desk) -> HttpResponse:
    """A mail for a frame, under a policy of its own that runs nothing and asks for nothing but the shop's logo."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = _MAIL_POLICY.format(shop=_where_the_logo_is(desk.shop.public_url))
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _where_the_logo_is(public_url: str) -> str:
    """The origin under which customers find it, which may be another than this page's; nothing that says more."""
    found = re.match(r"https?://[a-z0-9.-]+(:[0-9]+)?(?=/|$)", public_url)
    return found[0] if found else ""


def _seen(message: Message, desk: Desk) -> Seen | Broken:
    """The mail as it was sent, or as it would be now."""
    key = MessageKey(message.customer_id, message.purpose_id, message.trigger_key, message.visit)
    return letters.as_sent(key, now=message.sent_at or desk.now)


@dataclass(frozen=True)
class _Asked:
    """What the address asks for: a customer's messages, or those first considered in a day or a week."""

    name: str
    messages: QuerySet[Message]
    ends: tuple[datetime, datetime] | None = None


def _span(desk: Desk) -> _Asked:
    """The customer, day or week that the address names."""
    customer = desk.asked("customer")
    if customer.isdecimal() and len(customer) < 19:
        return _Asked("customer", Message.objects.filter(customer_id=int(customer)))
    day = _day(desk.asked("day"))
    if day is None:
        name, ends = "week", (desk.now - Span.WEEK.value, desk.now)
    else:
        following = datetime.combine(day + timedelta(days=1), time(0), desk.zone)
        name, ends = "day", (datetime.combine(day, time(0), desk.zone) - _INSTANT, following - _INSTANT)
    since, until = ends
    return _Asked(name, Message.objects.filter(considered_at__gt=since, considered_at__lte=until), ends)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9000 else None


def _state(desk: Desk) -> str:
    """The state that the address asks for, empty for all; `out` is what went out, or would have in rehearsal."""
    state = desk.out.value if desk.asked("state") == _OUT else desk.asked("state")
    return state if state in State.values else ""


def _tabs(desk: Desk, counts: list[tuple[str, str, int]], state: str) -> list[Tab]:
    """One view per state that occurs, each with its count; the other filters stay."""
    kept = desk.request.GET.copy()
    for key in ("state", "reason", "page"):
        kept.pop(key, None)
    by_state: dict[str, int] = {}
    for one, _, count in counts:
        by_state[one] = by_state.get(one, 0) + count

    def tab(label: str, value: str, count: int) -> Tab:
        query = kept.copy()
        if value:
            query["state"] = value
        return Tab(label, f"{reverse('console:messages')}?{query.urlencode()}", count, here=state == value)

    out = tab("Went out" if desk.is_live else "Would go out", desk.out.value, by_state.get(desk.out, 0))
    tabs = [tab("All", "", sum(by_state.values())), out]
    for one in State:
        if one != desk.out and (by_state.get(one) or state == one):
            tabs.append(tab(message_words.STATE_WORDS[one], one, by_state.get(one, 0)))
    return tabs


def _reasons(counts: list[tuple[str, str, int]], state: str) -> list[tuple[str, str, int]]:
    """Reasons that occur in this state, or in any: word, sentence, count; the most frequent first."""
    found: dict[str, int] = {}
    for one, reason, count in counts:
        if reason and state in ("", one):
            found[reason] = found.get(reason, 0) + count
    return [(reason, Reason(reason).label, count) for reason, count in sorted(found.items(), key=lambda pair: -pair[1])]


def _one(customer_id: int, purpose_id: int, trigger_key: int, visit: int) -> Message:
    key = {"customer_id": customer_id, "purpose_id": purpose_id, "trigger_key": trigger_key, "visit": visit}
    try:
        return Message.objects.select_related("purpose__template", "purpose__experiment").get(**key)
    except Message.DoesNotExist:
        raise Http404("There is no such message.") from None
