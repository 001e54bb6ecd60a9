"""Everything that happens by itself: one list, in the order of a tick, for the worker as for the demo."""

from datetime import datetime, timedelta

from thereafter.audience.profiles import jobs as profiles
from thereafter.audience.segments import jobs as segments
from thereafter.connectors.files import jobs as files
from thereafter.engagement.journeys import jobs as journeys
from thereafter.engagement.messaging import jobs as messaging
from thereafter.project.keys import jobs as keys
from thereafter.project.schedule import Recurring
from thereafter.record.commerce import jobs as commerce
from thereafter.record.customers import jobs as customers
from thereafter.record.shop import jobs as shop
from thereafter.surfaces.console.door import jobs as door
from thereafter.surfaces.console.settings import jobs as looks

DELIVER = "messaging: deliver"

RECURRING = [
    Recurring("files: uploads", timedelta(seconds=5), files.work),
    Recurring("files: old uploads", timedelta(hours=1), files.sweep),
    Recurring("profiles: begin the day", timedelta(minutes=5), profiles.run),
    Recurring("commerce: late parcels", timedelta(minutes=15), commerce.settle_lateness),
    Recurring("customers: who is here twice", timedelta(seconds=15), customers.sweep),
    Recurring("customers: who was erased just now", timedelta(seconds=5), customers.settle_erasures),
    Recurring("customers: what ended, and who was erased", timedelta(minutes=15), customers.tidy),
    Recurring("segments: who came and went", timedelta(minutes=15), segments.run),
    Recurring("journeys: tick", timedelta(seconds=15), journeys.run, reads_messages=True),
    Recurring("messaging: what was held", timedelta(seconds=15), messaging.judge_held, reads_messages=True),
    Recurring("journeys: what would go out", timedelta(seconds=5), journeys.look_ahead),
    Recurring("messaging: old counts", timedelta(hours=1), messaging.forget_counts),
    Recurring("staff: post", timedelta(seconds=5), door.hand_over_post),
    Recurring("staff: tries at the door", timedelta(minutes=15), door.forget_tries),
    Recurring(DELIVER, timedelta(seconds=15), messaging.deliver, reads_messages=True),
    Recurring("keys: seals of an older key", timedelta(hours=1), keys.renew),
    Recurring("shop: numbers that take long to count", timedelta(minutes=1), shop.keep_figures),
    Recurring("settings: what is far away", timedelta(minutes=15), looks.look_far, calls_out=True),
]


def due(last: datetime | None, *, now: datetime, every: timedelta) -> bool:
    """Whether an interval of the wall clock has begun since `last`, the instant of the run before. Pure."""
    length = every.total_seconds()
    return last is None or now.timestamp() // length > last.timestamp() // length
