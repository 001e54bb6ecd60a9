"""Where an invitation leads: choose a name and a password, and work here."""

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from thereafter.record.shop import settings as shop_settings
from thereafter.record.staff import actors, invitations, log
from thereafter.surfaces.console import present
from thereafter.surfaces.console.door.accounts import admit
from thereafter.surfaces.ui.methods import FORM, answers


class JoiningForm(forms.Form):
    """The name to sign in with, the name others read, a password."""

    user_name = forms.CharField(
        label="Name to sign in with",
        max_length=150,
        validators=[User.username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    full_name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="As the others read it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=1000,
        strip=False,
        help_text="At least ten characters, and none of the usual ones.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """Long enough, and not among those that are tried first."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


@answers(FORM)
@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Opening shows a form and uses nothing; sending it uses the invitation."""
    now = present.now()
    invitation = invitations.found(token, now=now)
    shown = {"shop": shop_settings.read(), "invitation": invitation}
    if invitation is None:
        return render(request, "console/staff/join.html", shown, status=410)
    form = JoiningForm(request.POST if request.method == "POST" else None, initial={"full_name": invitation.name})
    if form.is_valid():
        try:
            member = invitations.accept(token, **form.cleaned_data, now=now)
        except invitations.NameTaken as refusal:
            form.add_error("user_name", str(refusal))
        except invitations.NoSuchInvitation:
            return render(request, "console/staff/join.html", {**shown, "invitation": None}, status=410)
        else:
            about = {"member_id": member.pk, "invitation": invitation.pk}
            log.record(actors.of(member.user), "staff-joined", about=about, now=now)
            admit(request, member.user)
            return redirect("console:home")
    return render(request, "console/staff/join.html", {**shown, "form": form}, status=400 if form.errors else 200)
