"""Who is this? The list of customers, and a person's page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles.models import Stage
from thereafter.audience.segments import lists, people, sentence
from thereafter.record.customers import consent, erasing, tags
from thereafter.record.customers import queries as customers
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.surfaces.console import chain
from thereafter.surfaces.console.customers import permission, person, rows, troubles, twice
from thereafter.surfaces.console.customers.view import BOUGHT, COLUMNS, View, read_address
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.kept import views
from thereafter.surfaces.console.paging import MOST, slice_of
from thereafter.surfaces.ui.shapes import Tab

_FOUND_AT_MOST = 50
_COUNTED = 2_000  # of a narrowed view; whoever wants all of them narrows further, or downloads


@dataclass(frozen=True)
class _Listed:
    """The people of a view, of which a page takes its slice."""

    view: View
    desk: Desk
    few: bool = False

    def __getitem__(self, span: slice) -> list[int]:
        start, stop = span.start or 0, span.stop or MOST
        rule, order = self.view.rule(), self.view.order
        found = people.page_of_few if self.few else people.page
        return found(rule, order, now=self.desk.now, offset=start, limit=stop - start)


def index(desk: Desk) -> HttpResponse:
    """Everybody who bought, one stage, whoever the filters leave, or whom a search finds."""
    if not desk.request.GET and (opening := views.opening(desk.user, "customers")):
        return redirect(f"{reverse('console:customers')}?{opening.query}")
    standing = profiles.standing(now=desk.now)
    view, filters = read_address(desk.request.GET)
    shown: dict[str, Any] = {
        "known": standing.known,
        "counted": standing.counted,
        "filters": filters,
        "view": view,
        "sort": view.sort,
        "columns": [(name, COLUMNS[name]) for name in view.columns],
        "query": desk.request.GET.urlencode(),
        "lists": lists.first_lists(),
        "tags": tags.beginning("", limit=200),
    }
    if words := desk.asked("q"):
        found = rows.of(customers.find(words, limit=_FOUND_AT_MOST), view.columns)
        return desk.answer("customers/index.html", people=found, words=words, tabs=_tabs(standing, None), **shown)
    count = _count(view, standing, desk)
    page = slice_of(_Listed(view, desk, few=view.is_narrowed and count < _COUNTED), desk.request, count=count)
    return desk.answer(
        "customers/index.html",
        people=rows.of(list(page), view.columns),
        page=page,
        capped=view.is_narrowed and count == _COUNTED,
        sentence=sentence.read_back(view.rule()) if view.is_narrowed else "",
        tabs=_tabs(standing, None if view.is_narrowed else view.stage),
        **shown,
    )


def _count(view: View, standing: profiles.Standing, desk: Desk) -> int:
    """How many are in a view; no further than pages lead, where it is not known already."""
    if view.is_narrowed:
        return people.count_at_most(view.rule(), _COUNTED, now=desk.now)
    if view.stage in Stage.values:
        return standing.stages[Stage(view.stage)]
    return standing.buyers if view.stage == BOUGHT else standing.known


def show(desk: Desk, customer_id: int) -> HttpResponse:
    """One person: who she is in a sentence, what happened, what we know and from where."""
    found = person.read(customer_id, desk)
    if found is None and (present := now_known_as(customer_id)) != customer_id:
        return redirect("console:customer", present)
    if found is None:
        if erasure := erasing.erasure(customer_id):
            return desk.answer("customers/erased.html", erasure=erasure, status=410)
        raise Http404("There is no such customer.")
    return desk.answer(
        "customers/person.html",
        person=found,
        twice=twice.read(found.customer, desk),
        actor=desk.actor,
        trouble_kinds=troubles.KINDS,
        consent_methods=consent.METHODS,
        suppress_reasons=permission.REASONS,
        now_local=f"{desk.now.astimezone(desk.zone):%Y-%m-%dT%H:%M}",
    )


def why(desk: Desk, customer_id: int) -> HttpResponse:
    """What every journey did with her, and why the others did nothing."""
    customer = customers.one(customer_id)
    if customer is None:
        raise Http404("There is no such customer.")
    return desk.answer("customers/why.html", customer=customer, journeys=chain.both_ways(customer_id, desk))


def _tabs(standing: profiles.Standing, stage: str | None) -> list[Tab]:
    """Everybody who bought, and each stage that has somebody in it."""
    here = reverse("console:customers")
    tabs = [Tab("Bought", f"{here}?{urlencode({'stage': BOUGHT})}", standing.buyers, here=stage == BOUGHT)]
    return tabs + [
        Tab(one.label.capitalize(), f"{here}?{urlencode({'stage': one.value})}", count, here=stage == one)
        for one, count in standing.stages.items()
        if count or stage == one
    ]
