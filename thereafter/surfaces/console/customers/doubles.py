"""Who is here twice? Pairs that look like one person: joined, told apart, or put off; and what was joined, undone."""

from collections.abc import Iterable

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.foundation.plural import counted, plural
from thereafter.record.customers import queries as customers
from thereafter.record.customers.merging import duplicates, rules, sweeps
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.record.customers.merging.merge import CHOSEN, OLDER, join, older_first
from thereafter.record.customers.merging.unmerge import take_apart
from thereafter.record.customers.models import Customer, Double, Merge, Sweep
from thereafter.record.shop import settings
from thereafter.surfaces.console.customers import side_by_side
from thereafter.surfaces.console.customers.whom import her
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Progress, Tab

_PAGE_OF_STRENGTH = {strength.name.lower(): strength for strength in sorted(Double.Strength, reverse=True)}


def index(desk: Desk) -> HttpResponse:
    """The pairs that wait, the strongest first; for htmx how far a pass is."""
    sweep = sweeps.under_way()
    if desk.asks_for_part:
        return desk.answer("customers/doubles_progress.html", sweep=sweep, progress=_progress(sweep, desk))
    waiting = duplicates.waiting(now=desk.now)
    count = duplicates.count_some(now=desk.now)
    strength = _PAGE_OF_STRENGTH.get(desk.asked("strength"))
    shown = waiting.filter(strength=strength) if strength else waiting
    known = count.of(strength) if strength else count.all
    page = page_of(shown, desk.request, count=None if count.or_more else known)
    return desk.answer(
        "customers/doubles.html",
        answer=_answer(count),
        join_words=_join_words(count.certain),
        page=page,
        rows=side_by_side.briefly(page),
        tabs=_tabs(count, strength),
        count=count,
        sweep=sweep,
        progress=_progress(sweep, desk),
        looked=sweeps.last(Sweep.Kind.FIND),
        failed=sweeps.failed(),
        by_itself=desk.shop.merge_certain,
    )


def show(desk: Desk, double_id: int) -> HttpResponse:
    """One pair side by side: each field with its source and date, and what would hold afterwards."""
    double = Double.objects.filter(pk=double_id).first()
    if double is None:
        raise Http404("There is no such pair.")
    if here := _gone_to(double):
        return here
    stays_id, gone_id = older_first(double.low_id, double.high_id)
    if desk.asked("stays") == str(gone_id):
        stays_id, gone_id = gone_id, stays_id
    return desk.answer(
        "customers/double.html",
        double=double,
        answer=f"They {'; they '.join(rules.sentences(double.rules)) or 'were asked about by somebody'}.",
        then="" if rules.NAMED in double.rules else "next",
        pair=side_by_side.read(stays_id, gone_id, older_first(stays_id, gone_id)[0], desk),
    )


def join_two(desk: Desk, double_id: int) -> HttpResponse:
    """They are one person: `stays` keeps her number."""
    double = duplicates.one(double_id)
    ids = {str(double.low_id): double.high_id, str(double.high_id): double.low_id}
    stays = desk.said("stays")
    if stays not in ids:
        raise Http404("That is none of the two.")
    older = older_first(double.low_id, double.high_id)[0] == int(stays)
    merge = join(int(stays), ids[stays], by=desk.actor, now=desk.now, because=OLDER if older else CHOSEN)
    desk.note("joined two records", about={"customer_id": merge.stays_id, "gone_id": merge.gone_id}, merge=merge.pk)
    told = f"Both records of {customers.one(merge.stays_id)} are one person now. It can be undone on her page."
    flash.success(desk.request, told)
    return _next(desk) or redirect("console:customer", merge.stays_id)


def tell_apart(desk: Desk, double_id: int) -> HttpResponse:
    """They are two people."""
    duplicates.tell_apart(double_id, by=desk.actor, now=desk.now)
    flash.success(desk.request, "They are two people. You will not be asked about them again.")
    return _next(desk) or redirect("console:doubles")


def put_off(desk: Desk, double_id: int) -> HttpResponse:
    """Not now."""
    duplicates.put_off(double_id, now=desk.now)
    flash.success(desk.request, "It will be asked again in a month.")
    return _next(desk) or redirect("console:doubles")


def ask_again(desk: Desk, double_id: int) -> HttpResponse:
    """Take back that they are two people."""
    duplicates.ask_again(double_id)
    return redirect("console:double", double_id)


def look(desk: Desk) -> HttpResponse:
    """Have everybody looked at now."""
    sweeps.ask(Sweep.Kind.FIND, by=desk.actor, now=desk.now)
    return redirect("console:doubles")


def join_certain(desk: Desk) -> HttpResponse:
    """Have every pair joined that is certain."""
    waiting = duplicates.count(now=desk.now).certain
    sweeps.ask(Sweep.Kind.JOIN, by=desk.actor, now=desk.now)
    desk.note(f"Asked for {counted(waiting, 'pair')} to be joined.")
    return redirect("console:doubles")


def by_itself(desk: Desk) -> HttpResponse:
    """Whether what is certain is joined without asking."""
    settings.change("merge_certain", desk.said("on") == "yes", source=desk.actor, now=desk.now)
    return redirect("console:doubles")


def name(desk: Desk, customer_id: int) -> HttpResponse:
    """Somebody says of two records herself that they may be one person."""
    her(desk, customer_id)
    words = desk.said("who")
    found = [pk for pk in customers.known(words) if pk != customer_id]
    if not found and words.isdigit() and len(words) < 19 and int(words) != customer_id:
        found = [int(words)] if customers.one(int(words)) else []
    if len(found) != 1:
        flash.error(
            desk.request, f"“{words}” is not one other record. Give her address, or her number here or in a store."
        )
        return redirect("console:customer", customer_id)
    return redirect("console:double", duplicates.name(customer_id, found[0], now=desk.now).pk)


def joined(desk: Desk) -> HttpResponse:
    """What was joined, the latest first, and who was told apart."""
    if desk.asked("view") == "apart":
        page = page_of(
            Double.objects.filter(verdict=Double.Verdict.DIFFERENT, of_merge_id=None).order_by("-decided_at"),
            desk.request,
        )
        called = names(end for one in page for end in (one.low_id, one.high_id))
        rows = [(one, called[one.low_id], called[one.high_id]) for one in page]
        return desk.answer("customers/apart.html", page=page, rows=rows, tabs=_joined_tabs("apart"))
    page = page_of(Merge.objects.order_by("-pk"), desk.request)
    called = names(merge.stays_id for merge in page)
    rows_joined = [
        (merge, called[merge.stays_id], side_by_side.name_of(merge.gone), rules.sentences(merge.rules))
        for merge in page
    ]
    return desk.answer("customers/joined.html", page=page, rows=rows_joined, tabs=_joined_tabs("joined"))


def undo(desk: Desk, merge_id: int) -> HttpResponse:
    """Take two records apart again."""
    merge = take_apart(merge_id, by=desk.actor, now=desk.now)
    desk.note("took two records apart", about={"customer_id": merge.stays_id, "gone_id": merge.gone_id}, merge=merge.pk)
    flash.success(desk.request, "They are two records again, and known to be two people.")
    return redirect("console:customer", merge.gone_id)


def _gone_to(double: Double) -> HttpResponse | None:
    """The way to her page, where one of the two was joined to another record already."""
    there = set(Customer.objects.filter(pk__in=(double.low_id, double.high_id)).values_list("pk", flat=True))
    if len(there) == 2:
        return None
    present = now_known_as(double.low_id)
    if customers.one(present) is None:
        raise Http404("One of the two is no longer there.")
    return redirect("console:customer", present)


def _next(desk: Desk) -> HttpResponse | None:
    """The next pair that waits, as the page of the last one asked; None at the end."""
    following = duplicates.waiting(now=desk.now).first() if desk.said("then") == "next" else None
    return redirect("console:double", following.pk) if following else None


def _progress(sweep: Sweep | None, desk: Desk) -> Progress | None:
    """How far joining is. A look at everybody is one step and has no parts."""
    if sweep is None or sweep.kind == Sweep.Kind.FIND:
        return None
    return Progress(
        label="Joining all certain ones",
        done=sweep.done,
        total=sweep.total or 1,
        elapsed=desk.now - sweep.asked_at,
        unit="pair",
        poll_url=reverse("console:doubles"),
    )


def _answer(count: duplicates.Waiting) -> str:
    """How many wait, in a sentence."""
    if not count.all:
        return "No pair of records waits for a decision."
    more = "At least " if count.or_more else ""
    told = f"{more}{counted(count.all, 'pair')} of records {plural(count.all, 'looks', 'look')} like one person"
    certain = wording.number(count.certain) if count.certain else "none"
    return f"{told}, {'at least ' if _is_all(count.certain) else ''}{certain} of them for certain."


def _join_words(certain: int) -> str:
    return "Join all certain pairs" if _is_all(certain) else f"Join all {counted(certain, 'certain pair')}"


def _is_all(many: int) -> bool:
    """Whether no more were counted, and there may be more."""
    return many >= duplicates.MOST


def _tabs(count: duplicates.Waiting, strength: "Double.Strength | None") -> Iterable[Tab]:
    here = reverse("console:doubles")
    return [Tab("All", here, count.all, here=strength is None, or_more=count.or_more)] + [
        Tab(word.capitalize(), f"{here}?strength={word}", count.of(one), strength is one, _is_all(count.of(one)))
        for word, one in _PAGE_OF_STRENGTH.items()
    ]


def _joined_tabs(view: str) -> list[Tab]:
    here = reverse("console:joined")
    return [Tab("Joined", here, here=view == "joined"), Tab("Told apart", f"{here}?view=apart", here=view == "apart")]
