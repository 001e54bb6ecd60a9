"""Every message that was considered, what became of it, and why."""

import re
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging import returns
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Message, PersonalLetter, Reason, State
from thereafter.engagement.messaging.rendering import letters
from thereafter.engagement.messaging.rendering.child import Broken
from thereafter.engagement.messaging.rendering.letters import Seen
from thereafter.record.commerce.models import Order
from thereafter.surfaces.console import chain, message_words
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui.shapes import Tab

LATELY = timedelta(days=7)
_OUT = "out"
_MAIL_POLICY = (
    "default-src 'none'; img-src 'self' {shop} data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
)


def index(desk: Desk) -> HttpResponse:
    """The messages of seven days, of one day, or of one customer, by state, reason and journey."""
    found, span = _in_span(desk)
    if journey := desk.asked("journey"):
        found = found.filter(purpose__journey_key=journey)
    counts = list(found.values_list("state", "reason").annotate(messages=Count("customer_id")))
    state = _state(desk)
    if state:
        found = found.filter(state=state)
    reasons = _reasons(counts, state)
    reason = desk.asked("reason") if desk.asked("reason") in Reason.values else ""
    if reason:
        found = found.filter(reason=reason)
    total = sum(count for one, why, count in counts if state in ("", one) and (not reason or why == reason))
    page = page_of(found.select_related("purpose").order_by("-considered_at", "customer_id"), desk.request, count=total)
    rows = returns.look(page)
    people = names(message.customer_id for message in rows)
    return desk.answer(
        "journeys/messages.html",
        page=page,
        rows=[(message, people[message.customer_id]) for message in rows],
        tabs=_tabs(desk, counts, state),
        reasons=reasons,
        journeys=Journey.objects.order_by("name").values_list("key", "name"),
        span=span,
        state=state,
        total=sum(count for _, _, count in counts),
    )


def filtered(desk: Desk) -> QuerySet[Message]:
    """The messages that the address asks for, by span, journey, state and reason."""
    found, _ = _in_span(desk)
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
        seen=(seen := _seen(message, desk)),
        sender=seen.sender if desk.shop.sender_address and isinstance(seen, Seen) else desk.shop.name,
    )


def mail(desk: Desk, customer_id: int, purpose_id: int, trigger_key: int, visit: int) -> HttpResponse:
    """The mail itself, for the frame that shows it: under a policy of its own that runs nothing and asks nobody."""
    seen = _seen(_one(customer_id, purpose_id, trigger_key, visit), desk)
    if isinstance(seen, Broken):
        raise Http404(seen.words)
    response = HttpResponse(seen.html)
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


def _in_span(desk: Desk) -> tuple[QuerySet[Message], str]:
    """The messages of the customer, day or week that the address names, and how that is called."""
    customer = desk.asked("customer")
    if customer.isdecimal() and len(customer) < 19:
        return Message.objects.filter(customer_id=int(customer)), "customer"
    day = _day(desk.asked("day"))
    if day is not None:
        start = datetime.combine(day, time(0), desk.zone)
        end = datetime.combine(day + timedelta(days=1), time(0), desk.zone)
        return Message.objects.filter(considered_at__gte=start, considered_at__lt=end), "day"
    return Message.objects.filter(considered_at__gt=desk.now - LATELY, considered_at__lte=desk.now), "week"


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
