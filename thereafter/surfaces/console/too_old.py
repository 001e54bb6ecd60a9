"""A form from before she signed in anew, in another tab perhaps: it is not done, and what she typed is hers."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from thereafter.foundation.errors import Refusal
from thereafter.record.staff import members
from thereafter.surfaces.console.desk import Desk, given_back

_WORDS = "This form is from before you signed in, so nothing was done. Look at it, then send it again."


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: 403, with what was typed into a page of ours; of any other page nothing is shown.

    A stranger's page could send words of its own, and somebody would send them again from ours.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    member = members.of(request.user) if ours and isinstance(request.user, User) else None
    page = given_back(Desk(request, member), Refusal(_WORDS)) if member else None
    if page is None:
        return csrf_failure(request, reason=reason)
    page.status_code = 403
    return page
