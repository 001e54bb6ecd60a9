"""What somebody did, as the log tells it: each deed in words, and what it was done to, with the way there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys.models import Journey
from thereafter.record.staff.models import Deed, Member
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.templatetags.console_sources import who
from thereafter.surfaces.ui import wording

NAMES: Mapping[str, str] = {
    "address-add": "Added an address",
    "address-bring-back": "Brought an address back",
    "address-remove": "Removed an address",
    "address-use": "Chose the address in use",
    "consent-record": "Recorded what somebody said about being written to",
    "correction-undo": "Took a correction back",
    "customer-correct": "Corrected a person",
    "customer-delist": "Took a person out of a list",
    "customer-enlist": "Put a person into a list",
    "customer-erase": "Erased a person",
    "customer-export": "Exported all that is known of a person",
    "customer-same-as": "Named two records as one person",
    "customer-tag": "Put a tag on a person",
    "customer-untag": "Took a tag off a person",
    "customers-export": "Downloaded customers",
    "customers-list": "Chose people for a list",
    "customers-tag": "Tagged many people",
    "customers-tag-undo": "Took back a tag of many people",
    "double-again": "Asked again whether two records are one person",
    "double-apart": "Told two records apart",
    "double-join": "Joined two records",
    "double-later": "Put two records off",
    "doubles-by-itself": "Decided whether certain pairs are joined by themselves",
    "doubles-join-certain": "Asked for the certain pairs to be joined",
    "doubles-look": "Looked for people who are here twice",
    "imports-export": "Downloaded the imports",
    "journey-off": "Switched a journey off",
    "journey-on": "Switched a journey on",
    "journey-people": "Downloaded the people of a journey",
    "journey-take-out": "Took a person out of a journey",
    "letter-new": "Wrote to a customer",
    "list-add": "Chose people for a list",
    "list-keep": "Put people into a list",
    "list-leave": "Left a list as it was",
    "list-missing": "Downloaded who was not found",
    "list-new": "Began a list",
    "list-take": "Took people out of a list",
    "list-take-brought": "Took those brought along out of a list",
    "list-undo": "Undid the last change of a list",
    "merge-undo": "Took two records apart again",
    "messages-export": "Downloaded messages",
    "note-add": "Wrote a note",
    "note-delete": "Deleted a note",
    "note-edit": "Changed a note",
    "playbook-publish": "Published a playbook",
    "second-look-agree": "Agreed to something large",
    "second-look-decline": "Did not agree to something large",
    "segment-delete": "Deleted a segment",
    "segment-edit": "Changed a segment",
    "segment-list": "Made a list of a segment",
    "segment-new": "Made a segment",
    "segment-people": "Downloaded the people of a segment",
    "sending-drop": "Dropped what waited",
    "sending-go-on": "Let sending go on",
    "sending-limits": "Changed limits",
    "sending-look": "Looked at what would go out",
    "sending-rehearse": "Went back to rehearsal",
    "sending-start": "Started sending",
    "sending-stop": "Stopped everything that is sent",
    "sending-test": "Began a test",
    "sending-try": "Sent a test of one mail",
    "settings-shop": "Changed the shop",
    "setup-address": "Decided where links lead",
    "setup-face": "Decided the shop’s face",
    "setup-later": "Put a step of setting up off, or took it up again",
    "setup-look": "Looked at the DNS records",
    "setup-no-logo": "Took the logo away",
    "setup-sender": "Decided who writes",
    "setup-shop": "Decided what the shop is",
    "setup-take-playbook": "Switched a playbook on or off",
    "staff-dismiss": "Dismissed a member",
    "staff-invite": "Invited somebody",
    "staff-joined": "Joined the staff",
    "staff-return": "Took a member back",
    "staff-role": "Changed a role",
    "staff-withdraw": "Withdrew an invitation",
    "suppress": "Suppressed an address",
    "suppression-lift": "Lifted a suppression",
    "task-comment": "Commented on a task",
    "task-done": "Did a task",
    "task-drop": "Dropped a task",
    "task-give-back": "Gave a task back",
    "task-hand": "Handed a task to somebody",
    "task-new": "Made a task",
    "task-snooze": "Put a task off",
    "task-take": "Took a task",
    "task-undo": "Opened a task again",
    "task-wake": "Took a task up again",
    "tasks-export": "Downloaded tasks",
    "trouble-close": "Closed a trouble",
    "trouble-hold": "Held what is asked of a person",
    "trouble-open": "Opened a trouble",
    "trouble-reopen": "Opened a trouble again",
    "upload-bring": "Brought a file",
    "upload-columns": "Asked what a file would do",
    "upload-drop": "Dropped a file",
    "upload-import": "Imported a file",
    "upload-stop": "Stopped an import",
    "view-share": "Kept a view for everybody",
    "view-unshare": "Kept a view for nobody any more",
}
_PAGES = {"customer_id": "console:customer", "task_id": "console:task", "double_id": "console:double"}
_THINGS = {"gone_id": "the record that went", "point": "address", "double_id": "pair"}
_SAID = ("before", "after", "role", "merge")  # the sentence says it, or what it was done to
_UNSAID = ("draft_key", "upload", "upload_key", "token", "key", "member_id")  # numbers that lead nowhere, or told above


@dataclass(frozen=True)
class Told:
    """One deed as it is read: who did what, the numbers beside it, and what it was done to, with addresses."""

    at: datetime
    by: str
    what: str
    more: Sequence[str]
    about: Sequence[tuple[str, str]]


def name(what: str) -> str:
    """A kind of deed in words."""
    return NAMES.get(what, what.replace("-", " ").capitalize())


def tell(deeds: Iterable[Deed], desk: Desk) -> list[Told]:
    """These deeds as they are read. Four queries, however many there are."""
    said = list(deeds)
    members = {member.pk: member for member in Member.objects.select_related("user")}
    callers = {member.user.get_username(): str(member) for member in members.values()}
    keys = {str(deed.about["key"]) for deed in said if "key" in deed.about}
    places = {
        **{key: (name, reverse("console:segment", args=[key])) for key, name in _named(Segment, keys)},
        **{key: (name, reverse("console:journey", args=[key])) for key, name in _named(Journey, keys)},
    }
    return [
        Told(
            deed.at,
            callers.get(deed.actor.removeprefix("console:"), who(deed.actor)),
            _what(deed),
            [line for word, value in deed.details.items() if (line := _detail(word, value, desk))],
            _about(deed.about, {pk: str(member) for pk, member in members.items()}, places),
        )
        for deed in said
    ]


def _named(model: type[Segment] | type[Journey], keys: set[str]) -> Iterable[tuple[str, str]]:
    return model.objects.filter(key__in=keys).values_list("key", "name")


def _what(deed: Deed) -> str:
    """A sentence that the deed left; else its name."""
    return deed.words if deed.words.endswith(".") else name(deed.what)


def _detail(word: str, value: object, desk: Desk) -> str:
    if word in _SAID or value in (None, "", [], {}):
        return ""
    return f"{_plain(word)}: {_value(value, desk)}"


def _value(value: object, desk: Desk) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return wording.number(value, 0 if value == int(value) else 1)
    if isinstance(value, Mapping):
        return ", ".join(f"{_plain(str(one))} {_value(many, desk)}" for one, many in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(str(one)) for one in value)
    try:
        return wording.instant(datetime.fromisoformat(str(value)), desk.zone)
    except ValueError:
        return _plain(str(value))


def _about(
    about: Mapping[str, object], members: Mapping[int, str], places: Mapping[str, tuple[str, str]]
) -> list[tuple[str, str]]:
    found = []
    if member := members.get(about.get("member_id")):  # type: ignore[call-overload]  # nothing is nobody's number
        found.append((member, ""))
    if key := str(about.get("key", "")):
        found.append(places.get(key, (_plain(key.replace("-", " ")), "")))
    for word, value in about.items():
        if word not in _UNSAID:
            url = reverse(_PAGES[word], args=[value]) if word in _PAGES else ""
            thing = _THINGS.get(word, _plain(word.removesuffix("_id")))
            found.append((f"{thing} {_plain(str(value))}", url))
    return found


def _plain(word: str) -> str:
    return word.replace("_", " ")
