"""Every component in every state, on one page: what page authors copy from and what the screenshots are taken of.
Served only where DEBUG is on. All of it is made up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thereafter.foundation.money import Money
from thereafter.surfaces.ui import colour, shapes, wording
from thereafter.surfaces.ui.methods import PAGE, answers
from thereafter.surfaces.ui.shapes import Because, Count, Moment, Step, StepKind, Tone, Way

NOW = datetime(2025, 10, 14, 8, 40, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
HERE = "/ui/specimen/"

View = Callable[[HttpRequest], HttpResponse]


def only_in_debug(view: View) -> View:
    """Not found where DEBUG is off."""

    @answers(PAGE)
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404("The specimen page is served only where DEBUG is on.")
        return view(request)

    return guarded


class EveryKindOfField(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name of the segment", help_text="As in “tea buyers who slip away”.")
    email = forms.EmailField(label="Reply-to address", help_text="An address that people read.")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    stage = forms.ChoiceField(label="Stage", choices=[("new", "New"), ("active", "Active"), ("slipping", "Slipping")])
    limit = forms.IntegerField(label="At most this many a week", min_value=0)
    day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    colour = forms.CharField(label="Colour", widget=forms.TextInput(attrs={"type": "color"}), required=False)
    file = forms.FileField(label="Orders", help_text="CSV or Parquet.", required=False)
    channel = forms.ChoiceField(
        label="Channel",
        widget=forms.RadioSelect,
        choices=[("mail", "E-mail"), ("sms", "SMS"), ("portal", "Portal inbox")],
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        widget=forms.CheckboxSelectMultiple,
        choices=[("care", "Care guides"), ("new", "New things"), ("offers", "Offers")],
        required=False,
        help_text="What she wants to hear about.",
    )
    agree = forms.BooleanField(label="Count refunds of charges too", required=False, help_text="Postage, for example.")


def a_frame() -> shapes.Frame:
    """The frame around the specimen: an import runs, the clock is virtual."""
    urls = {name: f"/{name.lower()}/" for name in ("Customers", "Segments", "Journeys", "Inbox", "Settings")}
    return shapes.Frame(
        shop_name="Calder & Finch",
        now=NOW,
        zone=ZONE,
        mode=shapes.Mode.REHEARSAL,
        mode_url="#",
        rooms=shapes.rooms({"Home": HERE, **urls}, {"Inbox": 7}),
        search_url="#",
        clock_is_virtual=True,
        runs=[shapes.Run("Importing orders, 62 %", "#progress", 336_000, 541_909)],
        user_name="Ada Byron",
        sign_out_url="#",
    )


def _todos() -> list[shapes.Todo]:
    return [
        shapes.Todo(
            "Write to Margaret Hale",
            "Open the task",
            url="#",
            due="2 days overdue",
            tone=Tone.BAD,
            detail="She spent £1,204.00 in a year and has been silent for 70 days.",
        ),
        shapes.Todo(
            "Publish “Second purchase”", "Publish", post="#", detail="The backtest is done: 312 people, 4 collisions."
        ),
        shapes.Todo("38 buyers heard nothing after their order", "See who", url="#", due="Today", tone=Tone.WARN),
    ]


def _chain() -> list[Because]:
    return [
        Because("What started it?", "Order 536365 was delivered", at=NOW - timedelta(days=6), url="#"),
        Because("May we write to her?", "Yes: she said so, twice, at the checkout", at=NOW - timedelta(days=200)),
        Because("Is anything wrong on her side?", "A return has been open since 11 Oct, so asks wait", Tone.WARN),
        Because("Is it a good hour?", "No: 22:40 where she is; it waits until 08:00", Tone.WARN),
        Because("Has she heard enough this week?", "2 of 2 messages were used", Tone.BAD),
        Because("What happens next?", "It is looked at again on Wed 15 Oct 2025, 08:00", Tone.LIVE),
    ]


def _moments() -> list[Moment]:
    return [
        Moment(NOW - timedelta(hours=2), "Clicked “Caring for enamel”", mark="click", tone=Tone.LIVE),
        Moment(
            NOW - timedelta(hours=5),
            "Was sent “How your teapot likes to be treated”",
            "Journey: Thank you and care",
            "#",
            "message",
            Tone.GOOD,
        ),
        Moment(
            NOW - timedelta(days=1, hours=3),
            "Parcel arrived, a day late",
            "Announced for 12 Oct",
            mark="parcel",
            tone=Tone.WARN,
            invented=True,
        ),
        Moment(
            NOW - timedelta(days=6),
            "Ordered 4 things for £64.20",
            "536365: enamel teapot, 2 mugs, tea towel",
            "#",
            "order",
        ),
    ]


def _steps() -> list[Step]:
    yes = Way(
        "Yes, she bought it",
        [
            Step(StepKind.MESSAGE, "Ask how it is going", "value", [Count(41, "sent"), Count(9, "held")], url="#"),
            Step(StepKind.END, "Done", counts=[Count(41, "ended")]),
        ],
        41,
    )
    no = Way(
        "No",
        [
            Step(StepKind.WAIT, "Wait 14 days", "or until her next order", [Count(118, "waiting", "#")]),
            Step(
                StepKind.TASK, "Founder writes a note", "due in 2 days", [Count(6, "open", "#")], note="3 are overdue"
            ),
            Step(StepKind.END, "Done"),
        ],
        124,
    )
    return [
        Step(StepKind.TRIGGER, "When an order is delivered", "once per order", [Count(1_204, "entered")]),
        Step(StepKind.WAIT, "Wait 2 days", counts=[Count(87, "waiting", "#")]),
        Step(
            StepKind.MESSAGE,
            "Thank you, and how to care for it",
            "value, e-mail",
            [Count(1_062, "sent", "#"), Count(33, "held", "#"), Count(22, "skipped", "#")],
            url="#",
        ),
        Step(StepKind.BRANCH, "Has she bought again?", "looked at 30 days after delivery", ways=[yes, no]),
    ]


def _stats() -> list[shapes.Stat]:
    return [
        shapes.Stat("Customers", "4,338", "People with at least one counted order."),
        shapes.Stat(
            "Extra margin per person",
            "£1.84",
            "Margin of those who got it less that of the control group.",
            "£0.61",
            "£3.07",
        ),
        shapes.Stat("Buy again within 90 days", "31\u202f%", low="28\u202f%", high="34\u202f%"),
        shapes.Stat("On time", "92\u202f%", note="of 1,118 parcels", invented=True),
    ]


def _bars() -> list[shapes.Bar]:
    return [
        shapes.Bar("Thank you and care", 1.84, "+£1.84", 0.61, 3.07, "#"),
        shapes.Bar("Second purchase", 0.92, "+£0.92", -0.2, 2.04, "#"),
        shapes.Bar("Win-back", -0.4, "−£0.40", -1.1, 0.3, "#"),
    ]


def _points() -> list[shapes.Point]:
    sizes = (212, 240, 231, 262, 255, 301, 296, 322, 318, 351, 390, 402)
    first = NOW - timedelta(weeks=len(sizes))
    return [
        shapes.Point(wording.day(first + timedelta(weeks=week), ZONE), size, f"{size} orders")
        for week, size in enumerate(sizes)
    ]


def _people() -> list[dict[str, object]]:
    names = ("Margaret Hale", "Dorothea Brooke", "Anne Elliot", "Jane Fairfax", "Lucy Snowe", "Fanny Price")
    return [
        {
            "name": name,
            "stage": ("loyal", "active", "slipping")[place % 3],
            "orders": 14 - place * 2,
            "spent": Money(120_400 - 17_350 * place, "GBP"),
            "last": NOW - timedelta(days=3 + 11 * place),
            "margin_known": place != 3,
        }
        for place, name in enumerate(names * 9)
    ]


YAML = """\
# Starts when an order is delivered.
journey: thank-you-and-care
trigger:
  event: Order Delivered
steps:
  - wait: 2 days
  - message: care-guide   # value, e-mail
  - branch:
      if: "orders >= 2"
"""


def a_progress(done: int = 336_000) -> shapes.Progress:
    """An import under way."""
    elapsed = timedelta(seconds=done / 48_000)
    return shapes.Progress("Importing orders.csv", done, 541_909, "line", elapsed, reverse("ui:specimen-progress"))


@only_in_debug
def console(request: HttpRequest) -> HttpResponse:
    """All components inside the console's frame."""
    if request.GET.get("said"):
        messages.success(request, "Saved. 312 people are in “Tea buyers who slip away”.")
        messages.warning(request, "The shop is in rehearsal: everything is decided, nothing is sent.")
        messages.error(request, "The server at mail.example did not answer. Nothing was lost; we try again at 09:00.")
    wrong = EveryKindOfField({"name": "", "email": "ada at example", "limit": "-1"}, auto_id="wrong_%s")
    context = {
        "frame": a_frame(),
        "now": NOW,
        "zone": ZONE,
        "todos": _todos(),
        "chain": _chain(),
        "moments": _moments(),
        "steps": _steps(),
        "stats": _stats(),
        "bars": _bars(),
        "points": _points(),
        "page": Paginator(_people(), 6).page(request.GET.get("page", 1)),
        "running": a_progress(),
        "finished": shapes.Progress("Importing refunds.csv", 8_905, 8_905, "line", timedelta(seconds=2)),
        "stopped": shapes.Progress(
            "Importing consents.csv",
            120,
            900,
            "line",
            failed="Line 121: “maybe” is not a consent. Nothing was imported; mend it and run again.",
        ),
        "blank": EveryKindOfField(),
        "wrong": wrong,
        "yaml": YAML,
        "views": [
            shapes.Tab("Live", HERE, 5, here=True),
            shapes.Tab("Drafts", "#", 2),
            shapes.Tab("Messages", "#", 12_804),
        ],
        "statuses": ["sent", "held", "failed", "running", "draft"],
    }
    return render(request, "ui/specimen/console.html", context)


@only_in_debug
def portal(request: HttpRequest) -> HttpResponse:
    """The portal's frame with the parts a customer meets."""
    face = shapes.Face(
        "Calder & Finch", reverse("ui:specimen-face"), "#help", postal_address="4 Mill Lane, Todmorden OL14 5AB"
    )
    links = [
        Because("What was this about?", "You ordered an enamel teapot on 8 Oct", Tone.GOOD),
        Because("Why may we write?", "You said yes at the checkout on 28 Mar", Tone.GOOD),
        Because("What did we use?", "This order, and nothing else", Tone.GOOD),
    ]
    topics = forms.MultipleChoiceField(
        label="What may we write about?",
        widget=forms.CheckboxSelectMultiple,
        choices=EveryKindOfField.base_fields["topics"].choices,  # type: ignore[attr-defined]  # the class gives the base type
        required=False,
    )
    form = type("Preferences", (forms.Form,), {"topics": topics})(initial={"topics": ["care"]})
    return render(request, "ui/specimen/portal.html", {"face": face, "links": links, "form": form, "zone": ZONE})


@only_in_debug
def entrance(request: HttpRequest) -> HttpResponse:
    """The narrow page of sign-in and errors."""
    return render(request, "ui/specimen/entrance.html")


@only_in_debug
def face_css(request: HttpRequest) -> HttpResponse:
    """The style sheet of the specimen's shop."""
    return render(request, "ui/face.css", {"palette": colour.palette("#c2571a")}, content_type="text/css")


@only_in_debug
def mail(request: HttpRequest) -> HttpResponse:
    """A mail for the preview's frame, under a policy of its own."""
    response = render(request, "ui/specimen/mail.html")
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    return response


@only_in_debug
def progress(request: HttpRequest) -> HttpResponse:
    """The progress part alone, as htmx asks for it."""
    return render(request, "ui/specimen/progress.html", {"progress": a_progress(420_000)})
