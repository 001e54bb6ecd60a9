"""A mail in the browser, as it was sent, under a policy of its own: it may be looked at and nothing else."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from thereafter.engagement.messaging.links import Page
from thereafter.engagement.messaging.models import Message
from thereafter.engagement.messaging.rendering import anew
from thereafter.engagement.messaging.rendering.letters import Seen, as_sent
from thereafter.surfaces.portal import face
from thereafter.surfaces.ui.methods import PAGE, answers

POLICY = (
    "default-src 'none'; img-src 'self' https: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@answers(PAGE)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The mail of a message that went out."""
    key = face.addressee(Page.VIEW, token)
    message = key and Message.objects.filter(pk=key, state__in=Message.WENT_OUT).first()
    if not key or not message:
        return face.nowhere(request)
    at = message.sent_at or message.attempted_at or message.decided_at
    seen = as_sent(key, now=at)
    if not isinstance(seen, Seen):
        return face.nowhere(request)
    response = HttpResponse(_with_note(seen.html, anew.note(at)))
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _with_note(html: str, note: str) -> str:
    """The mail, below a line that says what of it is not as it was."""
    line = f'<p style="margin:0;padding:12px;font:14px sans-serif;background:#fff;color:#333">{escape(note)}</p>'
    return re.sub(r"<body[^>]*>", lambda found: found[0] + line, html, count=1) if note else html
