"""Light, dark, or as the system says: chosen by a person, kept in a cookie, written into the page by the server."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from thereafter.surfaces.ui.methods import DEED, answers

COOKIE = "theme"
APPEARANCES = ("auto", "light", "dark")
_A_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest | None) -> str:
    """What this browser's cookie says; auto where it says nothing we know."""
    word = request.COOKIES.get(COOKIE, "") if request else ""
    return word if word in APPEARANCES else "auto"


@answers(DEED)
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice and lead back to where it was made."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    word = request.POST.get("theme", "")
    if word in APPEARANCES:
        response.set_cookie(COOKIE, word, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure())
    return response
