"""What hands a letter over to the world: a protocol, and which transport a channel has.

Connectors register theirs in `AppConfig.ready()`:    transports.register("email", Smtp.from_environment)

This module is read before any model, so it knows a channel by its word.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from thereafter.foundation.errors import Refusal


@dataclass(frozen=True)
class Envelope:
    """What a transport needs to know. `content` is the finished letter."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True)
class Accepted:
    """The other side has taken the letter over."""

    words: str = ""


@dataclass(frozen=True)
class Refused:
    """The other side will never take this letter. `no_such_recipient`: nor any other to this address."""

    words: str
    no_such_recipient: bool = False


@dataclass(frozen=True)
class Later:
    """The other side did not take the letter over, and may do so later."""

    words: str


@dataclass(frozen=True)
class Unsure:
    """The letter was handed over, and the answer never came. Nobody can say whether it was taken."""

    words: str


@dataclass(frozen=True)
class Withdrawn:
    """`may_begin` said no: nothing was handed over."""


Answer = Accepted | Refused | Later | Unsure | Withdrawn


class Unavailable(Exception):
    """The other side cannot be reached at all. Nothing was handed over."""


class Transport(Protocol):
    """A way to hand letters over. It connects when it is first used, and again after a connection broke.

    `takes_reserved`: it leads to a mailbox for addresses that nobody can have (`customers.address.is_reserved`). Every
    other transport refuses those.
    """

    @property
    def takes_reserved(self) -> bool: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, envelope: Envelope, *, may_begin: Callable[[], bool]) -> Answer:
        """Hand one letter over. `may_begin` is called once, when the only thing left is to transmit its content.

        Raises Unavailable.
        """
        ...


_REGISTERED: dict[str, Callable[[], Transport]] = {}


def register(channel: str, opener: Callable[[], Transport]) -> None:
    """The channel's transport from now on."""
    _REGISTERED[channel] = opener


def transport(channel: str) -> Transport:
    """The channel's transport, not yet connected. Raises Refusal if the channel has none."""
    if channel not in _REGISTERED:
        raise Refusal(f"Nothing can be sent by {channel}: no connector has registered a transport for it.")
    return _REGISTERED[channel]()


def takes_reserved(channel: str = "email") -> bool:
    """Whether the channel leads to a mailbox for addresses that nobody can have. Without a transport it does not."""
    try:
        return transport(channel).takes_reserved
    except Refusal:
        return False
