"""A guide to what was bought. It is for everybody who has its link."""

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from thereafter.engagement.content import markdown
from thereafter.engagement.content.models import Guide
from thereafter.engagement.messaging import links
from thereafter.surfaces.portal import face
from thereafter.surfaces.ui.methods import PAGE, answers


@answers(PAGE)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The guide that a link names."""
    guide = Guide.objects.filter(key=links.guide(token)).first()
    if guide is None:
        return face.nowhere(request)
    body = mark_safe(markdown.html(guide.body))  # cleaned by nh3
    return face.answer(request, "guide.html", guide=guide, body=body)
