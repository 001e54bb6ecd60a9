"""Where the shop is reached from outside: one address for everybody, or one for customers and one for staff."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_ADDRESS = re.compile(r"https?://(?P<host>[^\s/?#\\\"<>@:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#\\\"<>]*)?")


@dataclass(frozen=True)
class Addresses:
    """What the machine decided, without a slash at the end; empty where it did not."""

    public: str  # PUBLIC_URL: with it links in mails begin
    console: str  # CONSOLE_URL: there staff work

    @property
    def hosts(self) -> list[str]:
        """The names under which we answer because of them."""
        return [host for host in map(_host, (self.public, self.console)) if host]

    @property
    def origins(self) -> list[str]:
        """Where forms may come from because of them."""
        parts = [urlsplit(one) for one in (self.public, self.console) if one]
        return [f"{one.scheme}://{one.netloc}" for one in parts]

    @property
    def customers_host(self) -> str:
        """The name on which nothing but customers' pages answers; empty where all share one."""
        if not self.console or _host(self.public) == _host(self.console):
            return ""
        return _host(self.public)


def from_environment() -> Addresses:
    """The addresses that PUBLIC_URL and CONSOLE_URL name. Raises ImproperlyConfigured for what cannot be."""
    found = Addresses(
        _address("PUBLIC_URL", os.environ.get("PUBLIC_URL", "")),
        _address("CONSOLE_URL", os.environ.get("CONSOLE_URL", "")),
    )
    if found.console and not found.public:
        raise ImproperlyConfigured("CONSOLE_URL is set and PUBLIC_URL is not. Set both, or only PUBLIC_URL.")
    same_host = _host(found.public) == _host(found.console)
    if same_host and urlsplit(found.public).netloc != urlsplit(found.console).netloc:
        raise ImproperlyConfigured(
            "PUBLIC_URL and CONSOLE_URL have one name and two ports, so browsers would send the console’s cookies to "
            "customers’ pages. Use two names."
        )
    return found


def _address(name: str, said: str) -> str:
    if said and not _ADDRESS.fullmatch(said):
        raise ImproperlyConfigured(f'{name} is "{said}", and no link can begin so. Write it like https://shop.example.')
    return said.rstrip("/")


def _host(address: str) -> str:
    found = _ADDRESS.fullmatch(address)
    return found["host"].lower() if found else ""
