"""The day the shop opens: its settings, its history, its guides, its segments, and five playbooks switched on."""

from datetime import datetime

from thereafter.audience.profiles import daily
from thereafter.connectors.files.importing import Progress, Stage
from thereafter.engagement.content.guides import save_guide
from thereafter.engagement.journeys import playbooks, switching
from thereafter.project.demo import staff
from thereafter.project.demo.feeding import Feed
from thereafter.project.demo.guides import guides
from thereafter.project.demo.people import INVENTED
from thereafter.project.demo.story import LONG_AGO, Story
from thereafter.project.progress import Advance, Reporter
from thereafter.record.shop import settings

SETTINGS = {
    "name": "Wren & Thistle",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "language": "en",
    "margin_rate": 0.5,
    "sender_name": "Wren & Thistle",
    "sender_address": "hello@wren-and-thistle.example",
    "reply_to": "help@wren-and-thistle.example",
    "postal_address": "4 Mill Lane, Lowbridge, England",
    "logo_text": "Wren & Thistle",
    "colour": "#2f5d50",
    "account_manager_name": staff.ACCOUNT_MANAGER,
    "global_control_share": 0.05,
}


def open_shop(story: Story, report: Reporter, *, address: str, now: datetime) -> None:
    """Everything up to the opening instant `now`; afterwards the shop is live, and reached at `address`."""
    for key, value in {**SETTINGS, "public_url": address}.items():
        settings.change(key, value, source=INVENTED, now=now)
    staff.move_in(now=now)
    _remember(story, report, now=now)
    for guide in guides():
        save_guide(**vars(guide), source=INVENTED, now=now)
    for book in playbooks.shipped():
        switching.switch_on(playbooks.install(book.key, now=now), now=now)
    for key, value in {"mode": "live", "live_since": now}.items():
        settings.change(key, value, source=INVENTED, now=now)


def _remember(story: Story, report: Reporter, *, now: datetime) -> None:
    """Import everything that was known before the opening; compute profiles, scores and stages as of then."""
    for kind, rows in story.between(LONG_AGO, now):
        with report.work(f"Importing {kind}", rows.num_rows, "rows") as advance:

            def watch(progress: Progress, advance: Advance = advance) -> None:
                if progress.stage in {Stage.MERGING, Stage.COMMITTED}:
                    advance(progress.done, "")

            Feed("history", watch).bring(kind, rows, now)
    daily.recompute(now=now)
