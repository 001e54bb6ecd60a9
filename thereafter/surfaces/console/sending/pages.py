"""What goes out, or would: the page to look at before anything is sent, and to come back to."""

from django.http import HttpResponse

from thereafter.engagement.messaging import waiting
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.sending import looking, modes, trials
from thereafter.surfaces.console.settings import readiness


def show(desk: Desk) -> HttpResponse:
    """What would go out today, how the shop sends, what waits, and what it lacks."""
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
