"""Who is this? The list of customers, and a person's page."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles.models import Profile, Stage
from thereafter.engagement.messaging import silence
from thereafter.record.customers import queries as customers
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.surfaces.console import chain
from thereafter.surfaces.console.customers import person, twice
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.people import listed, named
from thereafter.surfaces.ui.shapes import Tab

_SORTS = {"last": "last_order_at", "orders": "orders", "spent": "revenue_minor"}
_FOUND_AT_MOST = 50
SILENT_FOR = timedelta(days=30)


def index(desk: Desk) -> HttpResponse:
    """Everybody who bought, one stage, those who heard nothing, or what a search finds."""
    stages, buyers = profiles.stage_counts(), profiles.buyers().count()
    if words := desk.asked("q"):
        people = listed(customers.find(words, limit=_FOUND_AT_MOST))
        return desk.answer(
            "customers/index.html",
            people=people,
            words=words,
            tabs=_tabs(stages, buyers, ""),
            known=sum(stages.values()),
        )
    view = desk.asked("stage")
    sort = desk.asked("sort") if desk.asked("sort").lstrip("-") in _SORTS else "-last"
    if desk.asked("silent"):
        rows = silence.silent_buyers(since=desk.now - SILENT_FOR, now=desk.now, rehearsing=not desk.is_live)
        view, count = "silent", None
    elif view in Stage.values:
        rows, count = Profile.objects.filter(stage=view), stages[Stage(view)]
    else:
        view, rows, count = "bought", profiles.buyers(), buyers
    page = page_of(rows.order_by(_column(sort), "customer_id"), desk.request, count=count)
    return desk.answer(
        "customers/index.html",
        people=named(page),
        page=page,
        view=view,
        sort=sort,
        tabs=_tabs(stages, buyers, view),
        known=sum(stages.values()),
    )


def show(desk: Desk, customer_id: int) -> HttpResponse:
    """One person: who she is in a sentence, what happened, what we know and from where."""
    found = person.read(customer_id, desk)
    if found is None and (present := now_known_as(customer_id)) != customer_id:
        return redirect("console:customer", present)
    if found is None:
        raise Http404("There is no such customer.")
    return desk.answer("customers/person.html", person=found, twice=twice.read(found.customer, desk))


def why(desk: Desk, customer_id: int) -> HttpResponse:
    """What every journey did with her, and why the others did nothing."""
    customer = customers.one(customer_id)
    if customer is None:
        raise Http404("There is no such customer.")
    return desk.answer("customers/why.html", customer=customer, journeys=chain.both_ways(customer_id, desk))


def _column(sort: str) -> str:
    return f"{'-' if sort.startswith('-') else ''}{_SORTS[sort.lstrip('-')]}"


def _tabs(stages: dict[Stage, int], buyers: int, view: str) -> list[Tab]:
    """Everybody who bought, each stage that has somebody in it, and the silent ones while they are looked at."""
    here = reverse("console:customers")
    tabs = [Tab("Bought", here, buyers, here=view == "bought")]
    tabs += [
        Tab(stage.label.capitalize(), f"{here}?stage={stage}", count, here=view == stage)
        for stage, count in stages.items()
        if count or view == stage
    ]
    if view == "silent":
        tabs.append(Tab("Heard nothing", f"{here}?silent=30", here=True))
    return tabs
