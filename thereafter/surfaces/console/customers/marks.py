"""The tags of one person, and the lists that she is in."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.audience.segments import lists
from thereafter.audience.segments.models import Segment
from thereafter.record.customers import tags
from thereafter.surfaces.console.customers.whom import her
from thereafter.surfaces.console.desk import Desk


def tag(desk: Desk, customer_id: int) -> HttpResponse:
    """Put a tag on her."""
    word = tags.normal(desk.said("tag"))
    tags.put([her(desk, customer_id).pk], desk.said("tag"), source=desk.actor, now=desk.now)
    desk.note(f"Put on the tag “{word}”.")
    flash.success(desk.request, f"Tagged “{tags.spelled(desk.said('tag'))}”.")
    return redirect("console:customer", customer_id)


def untag(desk: Desk, customer_id: int) -> HttpResponse:
    """Take a tag off her."""
    word = tags.normal(desk.said("tag"))
    tags.take([her(desk, customer_id).pk], word, source=desk.actor, now=desk.now)
    desk.note(f"Took off the tag “{word}”.")
    flash.success(desk.request, f"The tag “{word}” is off.")
    return redirect("console:customer", customer_id)


def enlist(desk: Desk, customer_id: int) -> HttpResponse:
    """Let her into a list."""
    segment = _list(desk)
    lists.add(segment, [her(desk, customer_id).pk], by=desk.actor, now=desk.now, words="from the person's page")
    desk.note("came into a list", about={"key": segment.key})
    flash.success(desk.request, f"In the list “{segment.name}”.")
    return redirect("console:customer", customer_id)


def delist(desk: Desk, customer_id: int) -> HttpResponse:
    """Take her out of a list."""
    segment = _list(desk)
    lists.take(segment, [her(desk, customer_id).pk], by=desk.actor, now=desk.now, words="from the person's page")
    desk.note("went from a list", about={"key": segment.key})
    flash.success(desk.request, f"Out of the list “{segment.name}”.")
    return redirect("console:customer", customer_id)


def _list(desk: Desk) -> Segment:
    segment = Segment.objects.filter(key=desk.said("list"), kind=Segment.Kind.LIST).first()
    if segment is None:
        raise lists.NoList("There is no such list any more. Choose another one.")
    return segment
