"""What a shop must have before it may send: a mail server, a sender, a postal address, an address for its links."""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from thereafter.connectors.smtp.server import VARIABLE, Server
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.address import is_reserved
from thereafter.record.shop import mode, settings
from thereafter.record.shop.settings import ShopSettings


def lacking(shop: ShopSettings) -> list[str]:
    """All that is missing, a sentence with its remedy each."""
    found = [mail_server_trouble(), *mode.lacking(shop), sender_trouble(shop), links_trouble(shop)]
    return [sentence for sentence in dict.fromkeys(found) if sentence]


def mail_server_trouble() -> str:
    """Why no mail server takes our letters; empty where one is named."""
    try:
        Server.from_environment()
    except Refusal as refusal:
        return str(refusal)
    return ""


def names_a_mail_server() -> bool:
    """Whether this process was told of one, rightly or wrongly."""
    return bool(os.environ.get(VARIABLE))


def sender_trouble(shop: ShopSettings) -> str:
    """Why nobody can have the sender's address; empty where somebody can, or where the mailbox is there for it."""
    if not is_reserved(shop.sender_address) or mail_server_trouble() or Server.from_environment().takes_reserved:
        return ""
    return f"{shop.sender_address} is an address that nobody can have. Name the shop's own under Settings."


def links_trouble(shop: ShopSettings) -> str:
    """Why customers cannot follow our links; empty where they can, or where no mail leaves this machine either."""
    if not settings.is_decided("public_url"):
        return mode.NO_ADDRESS
    if not is_here(urlsplit(shop.public_url).hostname) or (not mail_server_trouble() and is_here(mail_host())):
        return ""
    remedy = "Change PUBLIC_URL" if settings.is_decided_by_machine("public_url") else "Set the public address"
    return f"Customers cannot reach {shop.public_url}, where the links of their mails lead. {remedy}."


def mail_host() -> str:
    """The mail server's name. Raises Refusal where none is named."""
    return Server.from_environment().host


def is_here(host: str | None) -> bool:
    """Whether a host name means this machine alone."""
    name = (host or "").rstrip(".").lower()
    try:
        return ip_address(name).is_loopback or ip_address(name).is_unspecified
    except ValueError:
        return name in {"", "localhost"} or name.endswith(".localhost")
