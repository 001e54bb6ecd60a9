"""Agreeing, as the second member, to something large."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.record.staff import second_look
from thereafter.surfaces.console.desk import Desk


def agree(desk: Desk, look_id: int) -> HttpResponse:
    """It may be done; whoever asked does it."""
    look = second_look.answer(look_id, agreed=True, member=desk.member, now=desk.now)
    desk.note("Agreed to something large.", about={"what": look.what, "which": look.about}, size=look.size)
    flash.success(desk.request, f"Agreed. {look.asked_by} can do it now.")
    return redirect("console:home")


def decline(desk: Desk, look_id: int) -> HttpResponse:
    """It is not to be done."""
    look = second_look.answer(look_id, agreed=False, member=desk.member, now=desk.now)
    desk.note("Did not agree to something large.", about={"what": look.what, "which": look.about}, size=look.size)
    flash.success(desk.request, f"Not agreed. Tell {look.asked_by} why.")
    return redirect("console:home")
