"""Who are you here, and where are you signed in?"""

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.messaging import signature
from thereafter.record.staff import members
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.me.browsers import in_words


class MeForm(forms.Form):
    """What others read of her, and under which name and address she writes to customers."""

    first_name = forms.CharField(label="First name", max_length=150, required=False)
    last_name = forms.CharField(label="Last name", max_length=150, required=False)
    email = forms.EmailField(
        label="Your address", max_length=254, required=False, help_text="Where letters about your password go."
    )
    mail_name = forms.CharField(
        label="The name you write under", max_length=200, required=False, help_text="As customers read it."
    )
    mail_address = forms.EmailField(
        label="The address you write from",
        max_length=320,
        required=False,
        help_text="Answers to your letters come here.",
    )


def me(desk: Desk) -> HttpResponse:
    """One's own name and address, and the way to password, second factor and sessions."""
    member, user = desk.member, desk.user
    known = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "mail_name": member.mail_name,
        "mail_address": member.mail_address,
    }
    form = MeForm(desk.request.POST if desk.request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            members.describe(member, **form.cleaned_data)
        except members.AddressTaken as refusal:
            form.add_error("email", str(refusal))
        else:
            flash.success(desk.request, "Kept.")
            return redirect("console:me")
    return desk.answer(
        "me/me.html",
        form=form,
        member=member,
        signature=signature.of(member, desk.shop),
        domain=signature.domain(desk.shop.sender_address),
        has_second_factor=is_mfa_enabled(user),
        sessions=UserSession.objects.filter(user=user).count(),
        status=400 if form.errors else 200,
    )


def sessions(desk: Desk) -> HttpResponse:
    """Where one is signed in, the present one marked."""
    here = desk.request.session.session_key
    rows = [
        (session, in_words(session.user_agent), session.session_key == here)
        for session in UserSession.objects.filter(user=desk.user).order_by("-created_at")
        if session.exists()
    ]
    return desk.answer("me/sessions.html", rows=rows, others=len(rows) - 1)


def end(desk: Desk, session_id: int) -> HttpResponse:
    """Sign one of one's own sessions out."""
    session = UserSession.objects.filter(pk=session_id, user=desk.user).first()
    if session is None:
        raise Http404("You have no such session.")
    session.end()
    flash.success(desk.request, "That browser is signed out.")
    return redirect("console:sessions")


def end_others(desk: Desk) -> HttpResponse:
    """Sign every session out but this one."""
    end_other_sessions(desk.request, desk.user)
    flash.success(desk.request, "Every other browser is signed out.")
    return redirect("console:sessions")
