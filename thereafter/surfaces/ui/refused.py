"""What a visitor reads whose request cannot be answered as it was asked."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponseBadRequest
from django.template.loader import render_to_string

_TOO_MUCH = (
    "The form sent more than fits into one request. Send less at once; files are imported with thereafter import."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Django's handler400: 400 with what was wrong and the remedy, in the look of the house."""
    return HttpResponseBadRequest(render_to_string("400.html", {"words": _words(request, exception)}))


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
