"""How what `customers` itself keeps of somebody moves to the one who stays."""

from thereafter.foundation.sql import Folder
from thereafter.record.customers.merging.movers import register
from thereafter.record.customers.merging.rows import Rows
from thereafter.record.customers.models import (
    Consent,
    ConsentRecord,
    ContactPoint,
    Correction,
    Identity,
    Note,
    Tag,
    Trouble,
)

SQL = Folder(__file__)
# Of one tag put on the one and taken off the other, what was done later stands.
_WAS_TOLD_LATER = "coalesce({gone}.removed_at, {gone}.since) > coalesce({stays}.removed_at, {stays}.since)"


class ContactPoints(Rows):
    """Every address of both; one of them in use."""

    def move(self) -> None:
        """One of two addresses in use is set aside before both are hers, because one may be in use."""
        self.set_aside()
        SQL["points_settle"].run()
        self.shift()

    def bring_back(self) -> None:
        """Each uses again what she used, unless she was told to use another one since."""
        super().bring_back()
        SQL["points_return"].run()


class Consents(Rows):
    """The latest word of both holds, by channel and topic."""

    def move(self) -> None:
        """Compared first: what is moved can no longer be told apart."""
        SQL["consents_settle"].run()
        super().move()

    def bring_back(self) -> None:
        """Each holds again to what she had said; but a no that was said meanwhile holds for both."""
        super().bring_back()
        SQL["consents_return"].run()
        SQL["consents_heed"].run()


def register_all() -> None:
    """What `customers` keeps, in this order."""
    register(
        Rows(Identity),
        ContactPoints(ContactPoint, one_per=("channel", "address_key")),
        Rows(ConsentRecord, one_per=("channel", "topic", "occurred_at", "state")),
        Consents(Consent, one_per=("channel", "topic")),
        Rows(Note),
        Rows(Correction),
        Rows(Trouble, one_per=("kind", "key"), where="{row}.closed_at IS NULL"),
        Rows(Tag, key=("word",), one_per=("word",), unless=_WAS_TOLD_LATER),
    )
