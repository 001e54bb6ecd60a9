"""Messages when two records become one: caps, ratio and "never twice" count those of both from then on.

Of two that are one and the same, what went out stands; what did not is set aside, so that nothing is said twice.
"""

from thereafter.engagement.messaging.claims import SPACE
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.models import Decision, Message, PersonalLetter
from thereafter.foundation.sql import Folder
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows

SQL = Folder(__file__)
_KEY = ("purpose_id", "trigger_key", "visit")
_OUT = f"({', '.join(repr(state.value) for state in Message.WENT_OUT)})"
_GONE_WENT_OUT = f"{{gone}}.state IN {_OUT} AND {{stays}}.state NOT IN {_OUT}"


class Messages(Rows):
    """Nobody decides upon either meanwhile, and nothing is handed over."""

    def hold(self) -> None:
        """Take the buckets of both; leave out whoever has a mail on its way to the mail server at this moment."""
        SQL["lock_merging"].run(space=SPACE)
        SQL["leave_out_attempting"].run()


class Decisions(Rows):
    """Those about a message that was set aside stay with it; the others go with theirs."""

    def set_aside(self) -> None:
        """After the messages."""
        SQL["decisions_set_aside"].run()


def as_of_today(key: MessageKey) -> MessageKey:
    """The message that was called so when it went out: by now its customer may be known under another number."""
    return key._replace(customer_id=now_known_as(key.customer_id))


def register_all() -> None:
    """Messages move, every decision that another one has replaced, and letters that somebody wrote by hand."""
    register(
        Messages(Message, key=_KEY, one_per=_KEY, unless=_GONE_WENT_OUT),
        Decisions(Decision),
        Rows(PersonalLetter, key=("purpose_id",)),
    )
