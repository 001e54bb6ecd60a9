"""What would go out today: asking for the outlook, and showing it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.connectors.files import queries as imports
from thereafter.engagement.journeys import leaving, outlook
from thereafter.engagement.journeys.models import Journey, Outlook
from thereafter.engagement.messaging import claims
from thereafter.engagement.messaging.models import Reason, State
from thereafter.engagement.messaging.transports import takes_reserved
from thereafter.foundation.errors import Refusal
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui.shapes import Progress

FRESH_FOR = timedelta(hours=1)


def look(desk: Desk) -> HttpResponse:
    """Look ahead: at once in a small shop, else the worker does."""
    if not begin(desk):
        flash.success(desk.request, "The worker looks ahead. It takes a minute or two; you can leave this page.")
    desk.note("Looked at what would go out.")
    return redirect("console:sending")


def begin(desk: Desk) -> bool:
    """Have it looked at; whether that is done by now."""
    asked = outlook.ask(now=desk.now)
    if outlook.is_quick():
        outlook.look(asked, takes_reserved=takes_reserved(), is_time_up=lambda: False, now=desk.now)
        return True
    return False


def shown(desk: Desk) -> dict[str, Any]:
    """What the page says of the last outlook: by journey, by reason, person by person."""
    last = outlook.latest()
    if last is None or last.looked_at is None:
        return {"outlook": last, "progress": progress(last, desk)}
    shares = outlook.by_journey(last)
    sending = [share.key for share in shares if share.sends or not desk.is_live]
    messages, people = outlook.reach(last, sending)
    gone = outlook.gone(last)
    rows = outlook.expected(last, journey=desk.asked("journey"), reason=desk.asked("reason"))
    page = page_of(rows, desk.request)
    called = names(row.customer_id for row in page)
    return {
        "outlook": last,
        "shares": shares,
        "letters": messages,
        "people": people,
        "gone": gone,
        "gone_otherwise": sum(many for state, many in gone.items() if state not in (State.REHEARSED, State.SENT)),
        "leaving": leaving.of(last),
        "is_under": leaving.is_under(last, desk.shop),
        "is_sample": outlook.is_sample(last),
        "sampled": last.parts / 64,
        "any_later": any(share.later for share in shares),
        "reasons": [(key, Reason(key).label, many) for key, many in sorted(outlook.reasons(last).items())],
        "page": page,
        "rows": [(row, called[row.customer_id], Reason(row.reason).label) for row in page],
    }


def of_today(desk: Desk) -> Outlook:
    """The outlook that a start relies on. Raises Refusal where there is none, or where it is an old one."""
    last = outlook.latest()
    if last is None or last.looked_at is None or last.until <= desk.now or desk.now - last.looked_at > FRESH_FOR:
        raise Refusal("Nobody has looked within the last hour at what would go out today. Look first, then start.")
    if not leaving.is_under(last, desk.shop):
        raise Refusal(
            "The limits have changed since somebody looked at what would go out today. Look again, then start."
        )
    if imports.came_in_since(last.looked_at) or Journey.objects.filter(state_since__gt=last.looked_at).exists():
        raise Refusal(
            "A file came in, or a journey was switched on or off, since somebody looked at what would go out today, so "
            "it would be something else. Look again, then start."
        )
    return last


def progress(last: Outlook | None, desk: Desk) -> Progress | None:
    """How far the worker has looked; None where nobody asked for it, or it has looked."""
    if last is None or last.looked_at:
        return None
    return Progress(
        label="Looking ahead" if last.parts else "Waiting for the worker to look ahead",
        done=last.parts,
        total=claims.BUCKETS + 1,  # when all were looked at, it is reckoned who leaves when
        unit="part",
        elapsed=max(desk.now - last.asked_at, timedelta()),
        poll_url=reverse("console:sending"),
    )
