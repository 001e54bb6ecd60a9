"""Is everything all right? What the shop needs, what the merchant decided, and whether it sends."""

from django.http import HttpResponse

from thereafter.engagement.messaging import tallies
from thereafter.engagement.messaging.tallies import Span
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings import health
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tone


def index(desk: Desk) -> HttpResponse:
    """The checks, and whether the shop sends."""
    checks = health.checks(health.look_from(desk.shop, now=desk.now))
    wrong = [check for check in checks if check.tone in (Tone.BAD, Tone.WARN)]
    return desk.answer(
        "settings/index.html",
        checks=checks,
        answer=_answer(wrong),
        remedy=next((check for check in wrong if check.url), None),
        lately=(week := tallies.of_span(Span.WEEK, now=desk.now)).counted,
        outcomes=week.by_state(),
    )


def _answer(wrong: list[health.Check]) -> str:
    if not wrong:
        return "Yes."
    broken = sum(check.tone is Tone.BAD for check in wrong)
    if broken:
        return f"No: {wording.count(broken, 'thing')} {wording.plural(broken, 'is', 'are')} broken."
    return f"Nearly: {wording.count(len(wrong), 'thing')} {wording.plural(len(wrong), 'wants', 'want')} a look."
