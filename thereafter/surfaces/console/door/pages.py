"""The door: sign in by password, second factor or passkey, or by a link that works once; sign out."""

from typing import Any

from allauth.account.views import LoginView, logout
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin
from thereafter.surfaces.console.door.accounts import TOO_MANY, admit
from thereafter.surfaces.ui.methods import DEED, FORM, answers


class ByPassword(LoginView):  # type: ignore[misc]  # allauth says nothing of its types
    """Name and password, or a passkey; then the second factor, where she has one; then where she wanted to go."""

    template_name = "console/door/sign_in.html"

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """With the command that helps where everything is forgotten."""
        shown: dict[str, Any] = super().get_context_data(**values)
        return shown | {"command": settings.SIGN_IN_COMMAND}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The form again, and a status that says it was refused."""
        answer: HttpResponse = super().form_invalid(form)
        too_many = any(error.code == TOO_MANY for error in form.errors.as_data().get("__all__", []))
        answer.status_code = 429 if too_many else 400
        return answer


by_password = answers(FORM)(ByPassword.as_view())
sign_out = answers(DEED)(logout)


@answers(FORM)
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One address: opening offers, pressing uses."""
    return _use_link(request, token) if request.method == "POST" else _offer_link(request, token)


def _offer_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button, or that the link is spent. Nothing is used: a scanner that opens the link burns nothing."""
    if not signin.would_admit(token, now=present.now()):
        return _spent(request)
    return render(request, "console/door/link.html", {"path": request.path, "command": settings.SIGN_IN_COMMAND})


def _use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Use the link and sign in."""
    user = signin.use_link(token, now=present.now())
    if user is None:
        return _spent(request)
    admit(request, user)
    return redirect("console:home")


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "console/door/link.html", {"spent": True, "command": settings.SIGN_IN_COMMAND}, status=410)
