"""One click and she hears no more. A look at the page does nothing, because machines look at every link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from thereafter.engagement.messaging import preferences
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.links import Page
from thereafter.record.customers.models import ConsentState
from thereafter.surfaces.portal import face, present
from thereafter.surfaces.ui.methods import FORM, answers

BUTTON = "Unsubscribe"


@csrf_exempt
@answers(FORM)
def page(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a mail program posts `List-Unsubscribe=One-Click` and has neither cookies nor patience for redirects.

    No post here is checked against forgery: whoever forges one must know the token, which is the permission. A check
    would shut out every browser that keeps no cookies.
    """
    key = face.addressee(Page.UNSUBSCRIBE, token)
    if key is None:
        return face.nowhere(request)
    if request.POST.get("List-Unsubscribe") == "One-Click":
        _withdraw(key, method="one-click", wording="List-Unsubscribe=One-Click")
        return HttpResponse("You are unsubscribed.\n", content_type="text/plain; charset=utf-8")
    if request.method == "POST":
        _withdraw(key, method="unsubscribe page", wording=BUTTON)
        return redirect(request.path)
    done = preferences.state(key.customer_id) == ConsentState.WITHDRAWN
    return face.answer(
        request, "unsubscribe.html", done=done, button=BUTTON, preferences=face.link(Page.PREFERENCES, key)
    )


def _withdraw(key: MessageKey, *, method: str, wording: str) -> None:
    preferences.say(key, ConsentState.WITHDRAWN, method=method, wording=wording, now=present.clock.now())
