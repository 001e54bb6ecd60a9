"""The one way out: every HTTP request that we make goes through `Client`, which reaches public addresses only.

The address is judged after the name was resolved, and the connection goes to that very address, so that a name that
answers differently a moment later gains nothing. Redirects are answers, not orders.
"""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from requests_hardened import HTTPSession
from requests_hardened.config import Config
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter

from thereafter.foundation.clock import RealClock

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_CONNECT, _SILENCE = 5.0, 10.0  # seconds
_CHUNK = 16 * 1024
# Addresses that Python's `is_global` lets through and that lead, or may lead, back inside.
_INSIDE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible: ::127.0.0.1
        "64:ff9b::/96",  # NAT64: 64:ff9b::127.0.0.1
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4: 2002:7f00:1::
        "2001::/23",  # Teredo and its neighbours
        "5f00::/16",
        "3fff::/20",
        "fec0::/10",  # site-local, of old
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
    )
)


class RequestFailed(Exception):
    """A request that got no usable answer. Its text names the host and the reason, never the whole address."""


class PrivateAddress(RequestFailed):
    """The host is inside: private, loopback, link-local, multicast or a way around that. Nothing was sent."""


class TooLarge(RequestFailed):
    """The answer was longer than allowed; the rest was not read."""


@dataclass(frozen=True)
class Answer:
    """What a server answered, whatever the status. Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the public internet."""
    mapped = getattr(address, "ipv4_mapped", None)
    judged: IPAddress = mapped or address
    if not judged.is_global or judged.is_multicast:
        return False
    return not any(judged in network for network in _INSIDE if network.version == judged.version)


class Client:
    """Requests within limits: only addresses that `may_reach` admits, `seconds` in all, `largest` bytes of body."""

    def __init__(
        self,
        *,
        may_reach: Callable[[IPAddress], bool] = is_public,
        seconds: float = 30.0,
        largest: int = 5 * 1024 * 1024,
    ) -> None:
        self._may_reach = may_reach
        self._whole = timedelta(seconds=seconds)
        self._largest = largest

    def request(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request and its answer; a redirect is returned, not followed. Raises RequestFailed and its children."""
        host = _host(url)
        deadline = RealClock().now() + self._whole
        try:
            with (
                self._session() as session,
                session.request(method, url, data=body, headers=dict(headers or {}), stream=True) as response,
            ):
                read = self._read(response, host, deadline)
                named = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, named, read)
        except InvalidIPAddress:
            raise _private(host) from None
        except (requests.RequestException, ValueError, OSError) as error:
            raise RequestFailed(f"{host} could not be reached ({type(error).__name__}).") from None

    def _read(self, response: requests.Response, host: str, deadline: datetime) -> bytes:
        read = bytearray()
        for chunk in response.iter_content(_CHUNK):
            read += chunk
            if len(read) > self._largest:
                raise TooLarge(f"{host} answered with more than {self._largest:,} bytes.")
            if RealClock().now() > deadline:
                raise RequestFailed(f"{host} took longer than {self._whole.total_seconds():.0f} s.")
        return bytes(read)

    def _session(self) -> HTTPSession:
        session = HTTPSession(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=(_CONNECT, _SILENCE),
                user_agent_override="thereafter",
            )
        )
        session.trust_env = False  # neither a proxy nor a .netrc of the machine
        session.mount("http://", _Door(self._may_reach, is_https_proto=False))
        session.mount("https://", _Door(self._may_reach, is_https_proto=True))
        return session


class _Door(IPFilterAdapter):  # type: ignore[misc]  # the library has no types
    """The library's filter, and behind it ours: the library lets some ways back inside through."""

    def __init__(self, may_reach: Callable[[IPAddress], bool], *, is_https_proto: bool) -> None:
        self._may_reach = may_reach
        super().__init__(is_https_proto, allow_loopback=True)  # loopback is ours to judge

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if not self._may_reach(ipaddress.ip_address(str(host["host"]).strip("[]"))):
            raise InvalidIPAddress
        return host, pool


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise RequestFailed(
            "That is no address that can be asked; it begins with https:// or http:// and names a host."
        )
    return host


def _private(host: str) -> PrivateAddress:
    return PrivateAddress(f"{host} is not an address of the public internet, so nothing was sent to it.")
