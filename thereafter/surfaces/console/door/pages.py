"""The door: sign in by password or by a link that works once, sign out."""

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from thereafter.surfaces.console import present
from thereafter.surfaces.console.door import signin
from thereafter.surfaces.ui.methods import DEED, FORM, answers

_BACKEND = "django.contrib.auth.backends.ModelBackend"


class PasswordForm(forms.Form):
    """Name and password."""

    username = forms.CharField(label="Name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Password", max_length=1000, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


@answers(FORM)
@never_cache
@sensitive_post_parameters("password")
def by_password(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; with the right ones, lead to where the visitor wanted to go."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = signin.by_password(**_credentials(form), now=present.now())
        except signin.TooManyGuesses as refusal:
            form.add_error(None, str(refusal))
            return _door(request, form, status=429)
        if user:
            login(request, user, _BACKEND)
            return redirect(_wanted(request))
        form.add_error(None, "Name and password do not belong together. Check both, then try again.")
    return _door(request, form, status=400 if form.errors else 200)


@answers(FORM)
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """One address: opening offers, pressing uses."""
    return _use_link(request, token) if request.method == "POST" else _offer_link(request)


def _offer_link(request: HttpRequest) -> HttpResponse:
    """Show the button. Nothing is looked up and nothing used: a scanner that opens the link burns nothing."""
    return render(request, "console/door/link.html", {"path": request.path, "command": settings.SIGN_IN_COMMAND})


def _use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Use the link and sign in."""
    user = signin.use_link(token, now=present.now())
    if user is None:
        spent = {"spent": True, "command": settings.SIGN_IN_COMMAND}
        return render(request, "console/door/link.html", spent, status=410)
    login(request, user, _BACKEND)
    return redirect("console:home")


@answers(DEED)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("console:sign-in")


def _door(request: HttpRequest, form: PasswordForm, *, status: int) -> HttpResponse:
    shown = {"form": form, "next": _wanted(request), "command": settings.SIGN_IN_COMMAND}
    return render(request, "console/door/sign_in.html", shown, status=status)


def _credentials(form: PasswordForm) -> dict[str, str]:
    return {"account": form.cleaned_data["username"], "password": form.cleaned_data["password"]}


def _wanted(request: HttpRequest) -> str:
    """The page asked for before the door was shown, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("console:home")
