"""Does the secret key open what the house keeps sealed?"""

from collections.abc import Iterator, Sequence

from django.conf import settings

from thereafter.foundation import safes
from thereafter.foundation.plural import counted
from thereafter.foundation.safes import Seen
from thereafter.project import home
from thereafter.project.keys.changing import BEFORE, VARIABLES
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui.shapes import Tone

_NAME = "Secret key"


def register_all() -> None:
    """Put it on the list."""
    health.register(secret_key)


def secret_key(look: Look) -> Iterator[Check]:
    """Whether everything opens; and whether older keys are still needed for it."""
    found = safes.look()
    lost, older = [seen for seen in found if seen.none], [seen for seen in found if seen.older]
    if lost:
        harm = "; ".join(seen.safe.lost for seen in lost)
        words = (
            f"It was changed, and does not open {_listed([(seen, seen.none) for seen in lost])}: {harm}. "
            "Links in mails already sent are dead."
        )
        remedy = (
            f"Put the old key back, in {VARIABLES[1]} or as a line of {home.home() / BEFORE}, and start again. "
            "Where it is gone for good: “thereafter secret-key give-up”."
        )
        yield Check(_NAME, Tone.BAD, words, remedy=remedy)
    elif older:
        words = f"An older key still seals {_listed([(seen, seen.older) for seen in older])}; keep it until then."
        remedy = "The worker seals it anew within the hour; at once: “thereafter secret-key renew”."
        yield Check(_NAME, Tone.WARN, words, remedy=remedy)
    else:
        many = len(settings.SECRET_KEY_FALLBACKS)
        beside = f" {counted(many, 'older key')} still open links in mails and sessions." if many > 1 else ""
        beside = beside or (" An older key still opens links in mails and sessions." if many else "")
        yield Check(_NAME, Tone.GOOD, f"It opens all that is sealed.{beside}")


def _listed(many: Sequence[tuple[Seen, int]]) -> str:
    return " and ".join(
        f"the {seen.safe.one}" if number == 1 else counted(number, seen.safe.one) for seen, number in many
    )
