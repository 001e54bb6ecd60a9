"""Who did what? Every change that somebody made, the latest first."""

from django.http import HttpResponse

from thereafter.record.staff import log
from thereafter.record.staff.models import Deed
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.staff import deeds


def index(desk: Desk) -> HttpResponse:
    """The log, of everybody or of one, of everything or of one kind of deed."""
    found = Deed.objects.order_by("-at", "-pk")
    actor, what = desk.asked("who"), desk.asked("what")
    if actor:
        found = found.filter(actor=actor)
    if what:
        found = found.filter(what=what)
    page = page_of(found, desk.request)
    return desk.answer(
        "staff/log.html",
        page=page,
        rows=deeds.tell(page, desk),
        actor=actor,
        what=what,
        actors=log.actors(),
        kinds=sorted((deeds.name(kind), kind) for kind in log.kinds(limit=200)),
    )
