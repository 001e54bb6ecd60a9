"""What goes out, or would: the page to look at before anything is sent, and to come back to."""

from django.http import HttpResponse

from thereafter.engagement.journeys import outlook
from thereafter.engagement.messaging import waiting
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.sending import looking, modes, trials
from thereafter.surfaces.console.settings import readiness


def show(desk: Desk) -> HttpResponse:
    """What would go out today, how the shop sends, what waits and what it lacks; for htmx how far the look is."""
    if desk.asks_for_part:
        last = outlook.latest()
        response = desk.answer("sending/looking.html", outlook=last, progress=looking.progress(last, desk))
        if last is None or last.looked_at:
            response["HX-Refresh"] = "true"  # there is more to see now than a bar
        return response
    return desk.answer(
        "sending/index.html",
        waiting=waiting.what_waits(now=desk.now),
        lacks=[] if desk.is_live else readiness.lacking(desk.shop),
        many=modes.MANY,
        first_day=modes.FIRST_DAY,
        mails=trials.mails(),
        addresses=trials.addresses(desk),
        **looking.shown(desk),
    )
