"""Kept views in templates: `{% kept_views "customers" %}` beside the tabs of a page."""

from typing import Any

from django import template
from django.template.context import Context

from thereafter.surfaces.console.kept import views

register = template.Library()


@register.inclusion_tag("console/parts/kept_views.html", takes_context=True)
def kept_views(context: Context, room: str) -> dict[str, Any]:
    """Her views of a page and everybody's, and the form that keeps what she looks at."""
    request = context["request"]
    here = views.plain(request.GET.urlencode())
    kept = list(views.seen_by(request.user, room))
    return {
        "room": room,
        "query": here,
        "views": [(view, view.query == here) for view in kept],
        "present": next((view for view in kept if view.query == here), None),
        "opens": room in views.OPENS,
        "may": context.get("may"),
        "csrf_token": context.get("csrf_token"),
    }
