"""What every page of the console has at hand: who asks, the shop, its present instant, the frame around the answer."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property, wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages as flash
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from thereafter.connectors.files import queries as imports
from thereafter.engagement.cases import queries as cases
from thereafter.engagement.messaging.models import State
from thereafter.foundation.errors import Refusal
from thereafter.foundation.money import Money
from thereafter.record.shop import settings as shop_settings
from thereafter.record.staff import actors, log, members, second_look
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import May, Role, allowed, who_may
from thereafter.record.staff.second_look import NeedsSecondLook
from thereafter.surfaces.console import present
from thereafter.surfaces.console.typed_back import CAME_FROM, fields_of, is_worth_keeping
from thereafter.surfaces.ui import shapes
from thereafter.surfaces.ui.turning import harmless

Rest = ParamSpec("Rest")
_HEARD_OUT, _PIECE = 256 * 1024**2, 1024**2  # bytes
_MODES = {"rehearsal": shapes.Mode.REHEARSAL, "test": shapes.Mode.TEST, "live": shapes.Mode.LIVE}


@dataclass(frozen=True)
class Noted:
    """What the log says of a deed beyond its name."""

    words: str = ""
    about: dict[str, object] = field(default_factory=dict)
    details: dict[str, object] = field(default_factory=dict)


class Desk:
    """One request of one signed-in person."""

    def __init__(self, request: HttpRequest, member: Member) -> None:
        self.request = request
        self.member = member
        self.user = member.user
        self.role = Role(member.role)
        self.noted: Noted | None = Noted()
        self.now = present.now()
        self.shop = shop_settings.read()
        self.zone = ZoneInfo(self.shop.time_zone)

    @property
    def actor(self) -> str:
        """Who changes something, as sources are written."""
        return actors.of(self.user)

    def may(self, may: May) -> bool:
        """Whether she who asks is allowed to do it."""
        return may in allowed(self.role)

    def opens(self, address: str) -> bool:
        """Whether an address of ours is for her; any other is."""
        try:
            may = getattr(resolve(urlsplit(address).path).func, "may", None)
        except Resolver404:
            return True
        return may is None or self.may(may)

    def note(self, words: str, *, about: Mapping[str, object] | None = None, **details: object) -> None:
        """What the log says of this deed beyond its name: in words and numbers that name no customer."""
        before = self.noted or Noted()
        self.noted = Noted(words, {**before.about, **(about or {})}, {**before.details, **details})

    def only_asked(self) -> None:
        """What was posted changed nothing, so that it is no deed and the log keeps nothing of it."""
        self.noted = None

    @property
    def lacks_second_factor(self) -> bool:
        """Whether the shop asks everybody for a second factor, and she has none yet."""
        return self.shop.require_second_factor and not is_mfa_enabled(self.user)

    @property
    def asks_for_part(self) -> bool:
        """Whether htmx asks for a piece of a page; without it the same address answers with the whole."""
        return self.request.headers.get("HX-Request") == "true"

    @property
    def is_live(self) -> bool:
        """Whether what is decided is also sent."""
        return self.shop.mode == "live"

    @property
    def out(self) -> State:
        """The state of what went out: for good where the shop is live, else as in a rehearsal."""
        return State.SENT if self.is_live else State.REHEARSED

    def asked(self, name: str) -> str:
        """A word of the address, as the database can look for it."""
        return self.request.GET.get(name, "").replace("\0", "").strip()

    def said(self, name: str) -> str:
        """A word of the form that was sent, as the database can keep it."""
        return self.request.POST.get(name, "").replace("\0", "").strip()

    def money(self, minor: int | None) -> Money | None:
        """An amount in the shop's currency."""
        return None if minor is None else Money(minor, self.shop.currency)

    def answer(self, template: str, *, status: int = 200, **values: object) -> HttpResponse:
        """A page, or a part of one, with what every template of the console may use."""
        response = render(self.request, f"console/{template}", self.around | values, status=status)
        response.content = harmless(response.content)
        return response

    @property
    def around(self) -> dict[str, object]:
        """What every template of the console may use."""
        return {
            "now": self.now,
            "zone": self.zone,
            "shop": self.shop,
            "frame": SimpleLazyObject(lambda: self.frame),  # a part of a page has none and pays for none
            "may": self._permissions,
            "opens": self.opens,
            "member": self.member,
        }

    @cached_property
    def _permissions(self) -> dict[str, bool]:
        """What she may do, for templates: `{% if may.erase %}`."""
        return {may.name.lower(): self.may(may) for may in May}

    def back(self) -> HttpResponse:
        """To the page that she came from, where it is ours; else Home."""
        return redirect(_page_before(self.request))

    @property
    def _can_stop_nothing(self) -> bool:
        return self.shop.mode == "rehearsal" or self.shop.sending_stopped is not None or not self.may(May.STOP)

    @property
    def _stopped(self) -> shapes.Stopped | None:
        said = self.shop.sending_stopped
        if said is None:
            return None
        return shapes.Stopped(said.at, said.by.partition(":")[2] or said.by, said.why, reverse("console:sending"))

    def _under_way(self) -> list[shapes.Run]:
        """What the top line shows of imports, from the press of the button until the last row is in."""
        told = [
            shapes.Run(
                "Importing a file" if upload.deed == "import" else "Trying out a file",
                reverse("console:upload", args=[upload.key]) if self.may(May.IMPORT) else reverse("console:imports"),
                upload.rows_done,
                upload.rows_total,
            )
            for upload in imports.worked_on()
        ]
        for run in imports.running():
            here = reverse("console:import", args=[run.key])
            told.append(shapes.Run(f"Importing {run.kind}", here, run.rows_done, run.rows_total))
        return told

    @cached_property
    def frame(self) -> shapes.Frame:
        """The rail and the top line."""
        urls = {
            "Home": reverse("console:home"),
            "Customers": reverse("console:customers"),
            "Segments": reverse("console:segments"),
            "Journeys": reverse("console:journeys"),
            "Inbox": reverse("console:inbox"),
            "Settings": reverse("console:settings"),
        }
        return shapes.Frame(
            shop_name=self.shop.name,
            now=self.now,
            zone=self.zone,
            mode=_MODES[self.shop.mode],
            rooms=shapes.rooms(
                urls,
                {"Inbox": cases.how_many_for_me(self.member, most=shapes.MANY, now=self.now)},
                {"Home": (reverse("console:setup"),), "Settings": (reverse("console:sending"),)},
            ),
            search_url=reverse("console:search"),
            clock_is_virtual=present.is_virtual(),
            mode_url=reverse("console:sending"),
            stop_url="" if self._can_stop_nothing else reverse("console:sending-stop"),
            stopped=self._stopped,
            runs=self._under_way(),
            runs_url=reverse("console:runs"),
            user_name=self.user.get_full_name() or self.user.get_username(),
            user_url=reverse("console:me"),
            sign_out_url=reverse("console:sign-out"),
        )


def around(request: HttpRequest) -> dict[str, object]:
    """What stands around a member's own pages that django-allauth answers. Made where a template asks for it."""

    @cache
    def at_the_desk() -> dict[str, object]:
        user = getattr(request, "user", None)
        member = members.of(user) if isinstance(user, User) else None
        return Desk(request, member).around if member else {}

    def made(word: str) -> Callable[[], object]:
        return lambda: at_the_desk().get(word)  # a template calls what can be called

    return {word: made(word) for word in ("now", "zone", "shop", "frame", "may")}


View = Callable[Concatenate[Desk, Rest], HttpResponseBase]


def staff_only(view: View[Rest], may: May) -> Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]:
    """Hand the view a desk if a member of staff asks who may do this; lead a stranger to the door, and back from there.

    What changes something is one transaction with its line in the log: a refusal, or a fault, leaves neither.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **named: Rest.kwargs) -> HttpResponseBase:
        member = members.of(request.user) if isinstance(request.user, User) else None
        if member is None:
            return _to_the_door(request)
        desk = Desk(request, member)
        if not desk.may(may):
            return desk.answer("not_allowed.html", needed=may, roles=who_may(may), status=403)
        if desk.lacks_second_factor:
            flash.warning(request, "Everybody here signs in with a second factor. Set yours up to go on.")
            return redirect("mfa_index")
        try:
            if request.method != "POST" or may is May.LOOK:
                return view(desk, *args, **named)
            with transaction.atomic():
                response = view(desk, *args, **named)
                if response.status_code < 400 and desk.noted is not None:
                    _log(desk, desk.noted, named)
            return response
        except NeedsSecondLook as need:
            second_look.ask(need, member=member, now=desk.now)
            return _say(need, request)
        except Refusal as refusal:
            return given_back(desk, refusal) or _say(refusal, request)

    guarded.may = may  # type: ignore[attr-defined]  # for the test that walks every address by every role
    return guarded


def _to_the_door(request: HttpRequest) -> HttpResponseBase:
    door = reverse("console:sign-in")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": door})
    if request.method != "POST":
        return redirect_to_login(request.get_full_path(), door)
    _hear_out(request)
    flash.warning(request, "You are not signed in any more, so nothing was done. Sign in, then do it once more.")
    return redirect_to_login(urlsplit(_page_before(request))._replace(scheme="", netloc="").geturl(), door)


def _hear_out(request: HttpRequest) -> None:
    """Read what is sent before answering: a browser that is answered in the middle of a file shows that it was cut off.

    Nothing is kept, and no more is listened to than somebody has to send whose session ended over a file.
    """
    left = _HEARD_OUT
    with suppress(UnreadablePostError):  # the browser went away
        while left > 0 and (piece := request.read(min(left, _PIECE))):
            left -= len(piece)


def _log(desk: Desk, noted: Noted, named: Mapping[str, object]) -> None:
    """What was done, to what, by whom: the words of the address are keys and numbers, never names."""
    match = desk.request.resolver_match
    about = {word: value if isinstance(value, int) else str(value) for word, value in named.items()}
    log.record(
        desk.actor,
        match.url_name or "" if match else "",
        about=about | noted.about,
        details=noted.details,
        words=noted.words,
        now=desk.now,
    )


def _say(refusal: Refusal, request: HttpRequest) -> HttpResponse:
    """Tell on the page that somebody came from why what she asked for cannot be done. A GET asks for no deed."""
    if request.method == "GET":
        raise refusal
    flash.error(request, str(refusal))
    return redirect(_page_before(request))


def given_back(desk: Desk, refusal: Refusal) -> HttpResponse | None:
    """A page with the reason and what was typed, to be put right and sent again; None where little was typed."""
    request = desk.request
    if request.method != "POST" or "HX-Request" in request.headers or not is_worth_keeping(request.POST):
        return None
    before = _page_before(request)
    fields = fields_of(request.POST)
    return desk.answer(
        "typed_back.html", refusal=refusal, fields=fields, before=before, came_from=CAME_FROM, status=400
    )


def _page_before(request: HttpRequest) -> str:
    before = request.POST.get(CAME_FROM) or request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return before if ours else reverse("console:home")
