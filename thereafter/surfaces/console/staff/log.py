"""Who did what? Every change that somebody made, the latest first."""

from django.http import HttpResponse

from thereafter.record.staff.models import Deed
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of


def index(desk: Desk) -> HttpResponse:
    """The log, of everybody or of one, of everything or of one kind of deed."""
    deeds = Deed.objects.order_by("-at", "-pk")
    actor, what = desk.asked("who"), desk.asked("what")
    if actor:
        deeds = deeds.filter(actor=actor)
    if what:
        deeds = deeds.filter(what=what)
    page = page_of(deeds, desk.request)
    return desk.answer(
        "staff/log.html",
        page=page,
        rows=[(deed, _words(deed)) for deed in page],
        actor=actor,
        what=what,
        actors=Deed.objects.order_by("actor").values_list("actor", flat=True).distinct()[:100],
        kinds=Deed.objects.order_by("what").values_list("what", flat=True).distinct()[:100],
    )


def _words(deed: Deed) -> str:
    """The deed in words; where it left none, by its name."""
    return deed.words or deed.what.replace("-", " ").capitalize()
