"""Keeping views, and forgetting them."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.kept import views
from thereafter.surfaces.console.models import SavedView


def keep(desk: Desk, room: str) -> HttpResponse:
    """Keep the view that she looks at, for herself."""
    return _keep(desk, room, shared=False)


def share(desk: Desk, room: str) -> HttpResponse:
    """Keep it for everybody."""
    desk.note("kept a view for everybody")
    return _keep(desk, room, shared=True)


def forget(desk: Desk, view_id: int) -> HttpResponse:
    """Forget one of her own."""
    return _forget(desk, SavedView.objects.filter(pk=view_id, owner=desk.user).first())


def unshare(desk: Desk, view_id: int) -> HttpResponse:
    """Forget one of everybody's."""
    return _forget(desk, SavedView.objects.filter(pk=view_id, owner=None).first())


def _keep(desk: Desk, room: str, *, shared: bool) -> HttpResponse:
    opens = bool(desk.said("opens"))
    kept = views.keep(desk.user, room, desk.said("name"), desk.said("query"), shared=shared, opens=opens, now=desk.now)
    flash.success(desk.request, f"Kept as “{kept.name}”{' for everybody' if shared else ''}.")
    return redirect(f"{reverse(f'console:{kept.room}')}?{kept.query}")


def _forget(desk: Desk, view: SavedView | None) -> HttpResponse:
    if view is None:
        raise Http404("There is no such view of yours.")
    view.delete()
    flash.success(desk.request, f"The view “{view.name}” is forgotten. Nobody in it was touched.")
    return desk.back()
