"""Four eyes: what is larger than the shop decided is done by one member after another one agreed to it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from thereafter.foundation.errors import Refusal
from thereafter.record.shop.settings import ShopSettings
from thereafter.record.staff.models import Member, SecondLook

GROWS = 1.1  # the number of people moves a little while two members talk
HOLDS = timedelta(days=1)  # what somebody agreed to is another thing on another day


class NeedsSecondLook(Refusal):
    """It is too large for one member alone. Whoever catches it, outside the transaction that it ends, may `ask`."""

    def __init__(self, what: str, about: str, *, size: int, words: str, limit: int) -> None:
        super().__init__(
            f"This reaches {size:,} people, and above {limit:,} a second member must agree. It waits on the Home page "
            "of everybody else who may do it; when somebody agreed, do it again within a day."
        )
        self.what, self.about, self.size, self.words = what, about, size, words


class OwnLook(Refusal):
    """Who asked cannot be the one who looks."""


class Answered(Refusal):
    """Somebody was faster."""


def is_needed(size: int, shop: ShopSettings) -> bool:
    """Whether something that reaches so many people takes two members. A limit of 0 asks for none."""
    return 0 < shop.second_look_above < size


@transaction.atomic
def require(what: str, about: str, *, size: int, words: str, shop: ShopSettings, now: datetime) -> None:
    """Go on if this is small, or if another member agreed to about as much within a day; that consent is used up.

    `what` and `about` name the deed and the thing, `words` say what would happen. Raises NeedsSecondLook.
    """
    if not is_needed(size, shop):
        return
    agreements = SecondLook.objects.select_for_update().filter(agreed=True, answered_at__gt=now - HOLDS, used_at=None)
    agreed = agreements.filter(what=what, about=about).first()
    if agreed is None or size > agreed.size * GROWS:
        raise NeedsSecondLook(what, about, size=size, words=words, limit=shop.second_look_above)
    agreed.used_at = now
    agreed.save(update_fields=["used_at"])


@transaction.atomic
def ask(need: NeedsSecondLook, *, member: Member, now: datetime) -> None:
    """Ask the others to look. Asking again for as much changes nothing; for another size it begins anew."""
    open_one = SecondLook.objects.select_for_update().filter(what=need.what, about=need.about, used_at=None).first()
    if open_one and open_one.agreed is None and need.size <= open_one.size * GROWS:
        return
    SecondLook.objects.filter(what=need.what, about=need.about, used_at=None).delete()
    SecondLook.objects.get_or_create(
        what=need.what,
        about=need.about,
        used_at=None,
        defaults={"size": need.size, "words": need.words[:300], "asked_by": member, "asked_at": now},
    )


def waiting() -> QuerySet[SecondLook]:
    """What waits for somebody to look, the oldest first."""
    return SecondLook.objects.select_related("asked_by__user").filter(agreed=None, used_at=None).order_by("asked_at")


def answer(look_id: int, *, agreed: bool, member: Member, now: datetime) -> SecondLook:
    """Another member looked and agreed, or did not. Raises OwnLook, and Answered if it waits no more."""
    look = waiting().filter(pk=look_id).first()
    if look is None:
        raise Answered("This waits no more: somebody has answered, or it was taken back.")
    if look.asked_by_id == member.pk:
        raise OwnLook("You asked for this yourself. Somebody else must look at it.")
    changed = SecondLook.objects.filter(pk=look.pk, agreed=None).update(
        agreed=agreed, answered_by=member, answered_at=now, used_at=None if agreed else now
    )
    if not changed:
        raise Answered("This waits no more: somebody has answered at this moment.")
    look.refresh_from_db()
    return look
