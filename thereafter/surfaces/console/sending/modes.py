"""Rehearsal, test, live, and stopping: the deeds."""

import hashlib

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.journeys import outlook, switching
from thereafter.engagement.journeys.models import Journey, Outlook
from thereafter.engagement.messaging import waiting
from thereafter.foundation.errors import Refusal
from thereafter.record.shop import mode, settings
from thereafter.record.staff import second_look
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.sending import looking
from thereafter.surfaces.console.settings import readiness
from thereafter.surfaces.ui import wording

MANY = 100  # messages a day: from there on who starts types the number
FIRST_DAY = 50  # letters that a sender nobody knows begins with, if she lets it warm up


class NotMeant(Refusal):
    """Who starts must say how many messages that is."""


def start(desk: Desk) -> HttpResponse:
    """Send from now on, if there is all that it takes; or let other journeys send than until now.

    Who starts says how many messages that is; above a size that the shop sets, a second member must have looked: at
    whoever hears something today, and at whoever is on her way through these journeys and will hear later.
    """
    _must_be_ready(desk)
    last = looking.of_today(desk)
    journeys = _chosen(desk, last)
    messages, people = outlook.reach(last, journeys)
    _must_be_meant(desk, messages)
    reached = max(people, outlook.on_their_way(journeys))
    second_look.require(
        "sending-start", _which(journeys), size=reached, words=_words(journeys, people, reached),
        shop=desk.shop, now=desk.now,
    )  # fmt: skip
    if desk.said("which") == "some":
        switching.let_send(journeys)
    else:
        switching.let_all_send()
    _warm_up(desk)
    mode.start_sending(source=desk.actor, now=desk.now)
    desk.note("Started sending.", messages=messages, people=people, journeys=", ".join(journeys))
    stopped = "Sending is stopped, though: it begins when somebody goes on. " if desk.shop.sending_stopped else ""
    looking.begin(desk)  # what was looked at before the start holds no more
    flash.success(
        desk.request,
        f"The shop sends from now on: about {wording.count(messages, 'message')}, and what journeys decide. "
        f"{stopped}What was rehearsed before is not sent.",
    )
    return redirect("console:sending")


def start_test(desk: Desk) -> HttpResponse:
    """Send to the test addresses only."""
    _must_be_ready(desk)
    if desk.is_live:
        raise Refusal("The shop sends to everybody by now. Go back to rehearsal first, then begin a test.")
    named = len(desk.shop.test_addresses)
    second_look.require(
        "sending-test", "", size=named, words=f"Begin a test with {named:,} test addresses.",
        shop=desk.shop, now=desk.now,
    )  # fmt: skip
    mode.start_test(source=desk.actor, now=desk.now)
    flash.success(desk.request, "A test: only the test addresses get mail. For everybody else it is a rehearsal.")
    return redirect("console:sending")


def rehearse(desk: Desk) -> HttpResponse:
    """Send no more. What is ready waits, or is dropped."""
    if desk.shop.mode == "rehearsal":
        flash.success(desk.request, "The shop is in rehearsal already; nothing was changed.")
        return redirect("console:sending")
    mode.rehearse(source=desk.actor, now=desk.now)
    flash.success(
        desk.request, f"The shop is in rehearsal: everything is decided, nothing is sent. {_dropped_or_kept(desk)}"
    )
    return redirect("console:sending")


def stop(desk: Desk) -> HttpResponse:
    """Stop everything, from any page."""
    stopped = mode.stop(why=desk.said("why"), source=desk.actor, now=desk.now)
    desk.note("Stopped everything that is sent." if stopped else "It was stopped already.")
    flash.success(desk.request, "Sending is stopped. What is decided waits until somebody goes on.")
    return desk.back()


def go_on(desk: Desk) -> HttpResponse:
    """Send again: what waited, or only what is decided from now on."""
    if not mode.go_on(source=desk.actor, now=desk.now):
        flash.success(desk.request, "Sending goes on already; nothing was changed.")
        return redirect("console:sending")
    became = _dropped_or_kept(desk)
    flash.success(desk.request, f"Sending goes on. {became}".strip())
    return redirect("console:sending")


def drop(desk: Desk) -> HttpResponse:
    """Give up what waits. In a shop that sends, what is ready is not waiting."""
    if desk.shop.mode != "rehearsal" and not desk.shop.sending_stopped:
        raise Refusal(
            "The shop sends, so what is ready goes out this moment. Stop sending first, then drop what waits."
        )
    gone = waiting.drop(now=desk.now)
    desk.note("Dropped what waited.", messages=gone)
    flash.success(desk.request, f"{wording.count(gone, 'message')} dropped. They are never sent.")
    return redirect("console:sending")


def _dropped_or_kept(desk: Desk) -> str:
    """What became of that which waits, in a sentence; dropped where the form said so."""
    if desk.said("waiting") == "drop":
        gone = waiting.drop(now=desk.now)
        desk.note("Dropped what waited.", messages=gone)
        return f"{wording.count(gone, 'message')} that waited {wording.plural(gone, 'was', 'were')} dropped."
    waits = waiting.what_waits(now=desk.now)
    kept = waits.messages
    desk.note("Kept what waited." if kept else "", messages=kept)
    if not kept:
        return ""
    many = f"{'More than ' if waits.is_more else ''}{wording.count(kept, 'message')}"
    return f"{many} {wording.plural(kept, 'waits', 'wait')}, and each goes out when it may."


def _which(journeys: list[str]) -> str:
    """What a second member agrees to: these journeys, and no others."""
    return hashlib.sha256(" ".join(sorted(journeys)).encode()).hexdigest()


def _words(journeys: list[str], people: int, reached: int) -> str:
    """What she reads before she agrees."""
    names = ", ".join(
        f"“{name}”" for name in Journey.objects.filter(key__in=journeys).order_by("name").values_list("name", flat=True)
    )
    return f"Start sending {names}: about {people:,} people today, {reached:,} in all by now."


def _chosen(desk: Desk, last: Outlook) -> list[str]:
    """The journeys that are to send: all that are on, or those that were ticked."""
    there = [share.key for share in outlook.by_journey(last)]
    if desk.said("which") != "some":
        return there
    ticked = set(desk.request.POST.getlist("journey"))
    if not (chosen := [key for key in there if key in ticked]):
        raise Refusal("No journey was chosen, so nothing would be sent. Tick at least one, or start for all.")
    return chosen


def _must_be_meant(desk: Desk, messages: int) -> None:
    """She said the number, where there is a number worth saying."""
    if messages >= MANY and desk.said("count").replace(",", "").replace(" ", "") != str(messages):
        raise NotMeant(f"This sends about {messages:,} messages. Type {messages} into the box to say that you mean it.")


def _warm_up(desk: Desk) -> None:
    """A new sender begins with little; asked at the first start only."""
    if desk.said("sender") == "new" and desk.shop.warm_up_first_day is None and not desk.shop.first_sent_at:
        settings.change("warm_up_first_day", FIRST_DAY, source=desk.actor, now=desk.now)


def _must_be_ready(desk: Desk) -> None:
    if lacks := readiness.lacking(desk.shop):
        raise mode.NotReady(" ".join(lacks))
