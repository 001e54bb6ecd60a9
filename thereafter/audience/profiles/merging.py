"""Two records became one, or two again: features and stages of both are computed anew."""

from datetime import datetime

from thereafter.audience.profiles import refresh, touched
from thereafter.audience.profiles.models import Profile
from thereafter.foundation.sql import Folder
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows

SQL = Folder(__file__)


class Profiles(Rows):
    """One profile a customer: the other's is kept, and with it since when she stood in her stage."""

    def follow(self, *, now: datetime) -> None:
        """The features of whoever is there now."""
        touched.prepare()
        SQL["touch_merging"].run()
        refresh.refresh_touched(now=now)


def register_all() -> None:
    """Profiles are computed after everything else has moved, from whatever room it comes."""
    register(Profiles(Profile, key=(), one_per=()))
