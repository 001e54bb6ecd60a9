"""What a visitor reads whose request cannot be answered as it was asked."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.template.loader import render_to_string

from thereafter.foundation.disk_full import has_no_room, is_full
from thereafter.foundation.outage import is_lost

_AGAIN = 5  # seconds: a database that was killed is back in about ten

_TOO_MUCH = (
    "The form sent more than fits into one request, and nothing was done. Send less at once, or as a file where the "
    "page takes one."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Django's handler400: 400 with what was wrong and the remedy, in the look of the house."""
    return HttpResponseBadRequest(render_to_string("400.html", {"words": _words(request, exception)}))


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500: 503, and a page that tries again, where the database went away; where a disk is full, that.

    A database that cannot write goes away for good, so the disk is asked also where nobody named it.
    """
    error = sys.exception()
    if is_full(error) or (is_lost(error) and has_no_room(Path(settings.UPLOADS))):
        return _unavailable("disk_full.html", {})
    if not is_lost(error):
        return HttpResponseServerError(render_to_string("500.html"))
    again = _AGAIN if request.method == "GET" else None  # a form is never sent twice by itself
    return _unavailable("503.html", {"again": again})


def _unavailable(template: str, values: dict[str, object]) -> HttpResponse:
    response = HttpResponse(render_to_string(template, values), status=503)
    response["Retry-After"] = str(_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


def _words(request: HttpRequest, exception: Exception) -> str:
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "")[:100]
        return (
            f"This shop does not know that it is reached as “{host}”. If it is to be, name that host in "
            "THEREAFTER_HOSTS and start it again."
        )
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _TOO_MUCH
    return "Something in the request is not as a browser sends it. Go back, load the page again and repeat it."
