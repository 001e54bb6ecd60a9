"""What a member of staff may do, by role. A page names what it takes; nobody asks for a role by name."""

from enum import Enum

from django.db import models


class Role(models.TextChoices):
    """What somebody does in the shop."""

    OWNER = "owner"
    MARKETER = "marketer"
    AGENT = "agent", "support agent"
    ACCOUNT_MANAGER = "account_manager", "account manager"
    ANALYST = "analyst", "analyst (reads only)"

    @property
    def in_words(self) -> str:
        """As it stands inside a sentence: all roles in small letters."""
        return self.label[:1].lower() + self.label[1:]


class May(Enum):
    """Something that not everybody may do. The value says it in words, after "may"."""

    LOOK = "look at every page"
    STOP = "stop everything that is sent"
    SERVE = "do tasks, correct people, write notes and open trouble"
    WRITE = "write to a customer in their own name"
    CONSENT = "record consents and suppress addresses"
    MERGE = "merge two records of one person"
    ERASE = "erase a person, and export all that is known of her"
    EXPORT = "download lists of people"
    PLAN = "make segments, lists and journeys"
    IMPORT = "import files"
    SEND = "start sending, and set its limits"
    SETTLE = "decide what the shop is and how it writes"
    STAFF = "invite and dismiss members of staff, and read what each of them did"


_SERVING = frozenset({May.LOOK, May.STOP, May.SERVE, May.WRITE, May.CONSENT})
_MAY = {
    Role.OWNER: frozenset(May),
    Role.MARKETER: _SERVING | {May.MERGE, May.EXPORT, May.PLAN, May.IMPORT, May.SEND},
    Role.AGENT: _SERVING | {May.MERGE, May.ERASE},
    Role.ACCOUNT_MANAGER: _SERVING,
    Role.ANALYST: frozenset({May.LOOK}),
}


def allowed(role: Role) -> frozenset[May]:
    """All that a role may do."""
    return _MAY[role]


def who_may(may: May) -> list[Role]:
    """The roles that may do it."""
    return [role for role in Role if may in _MAY[role]]


DOING = tuple(who_may(May.SERVE))
"""The roles that tasks are for."""
