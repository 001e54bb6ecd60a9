"""Under whose name and address a member's letters go out. Pure.

A mail says truthfully from whom it is, or it is taken for a forgery: DMARC compares the domain after `From:` with those
that SPF and DKIM vouch for, and only the shop's own domain vouches for its mail server. So a member's address stands
there if it is of that domain; else the shop's does, under her name, and answers are led to her.
"""

from dataclasses import dataclass

from thereafter.record.shop.settings import ShopSettings
from thereafter.record.staff.models import Member


@dataclass(frozen=True)
class Signature:
    """A name and an address that a letter comes from, and where answers go. Empty addresses: the shop has none yet."""

    name: str
    address: str
    reply_to: str

    @property
    def written(self) -> str:
        """As it reads in a mail box."""
        return f"{self.name} <{self.address}>" if self.address else self.name


def of(member: Member, shop: ShopSettings) -> Signature:
    """How a member signs now."""
    name = member.mail_name or member.user.get_full_name() or shop.sender_name or shop.name
    hers = member.mail_address
    is_ours = bool(hers) and domain(hers) == domain(shop.sender_address)
    address = hers if is_ours else shop.sender_address
    return Signature(name, address, hers or shop.reply_to or address)


def domain(address: str) -> str:
    """What stands behind the @, in small letters."""
    return address.rpartition("@")[2].lower()
