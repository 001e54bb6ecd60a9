"""No request leaves for a private address, whatever the address looks like; and answers stay within limits."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import ClassVar

import pytest

from thereafter.foundation.http import Client, IPAddress, PrivateAddress, RequestFailed, TooLarge, is_public

INSIDE = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.1.2.3 127.255.255.255
    169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1
    192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.254 255.255.255.255 [::] [::1] [::7f00:1] [::127.0.0.1] [::10.0.0.1] [::8.8.8.8] [::ffff:127.0.0.1]
    [::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:192.168.1.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1]
    [64:ff9b::8.8.8.8] [64:ff9b:1::1] [100::1] [2001::1] [2001:10::1] [2001:20::1] [2001:db8::1] [2002:7f00:1::]
    [2002:a00:1::1] [3fff::1] [5f00::1] [fc00::1] [fd00::1] [fd12:3456:789a::1] [fe80::1] [fe80::a9fe:a9fe]
    [febf::1] [fec0::1] [ff01::1] [ff02::1] [ff0e::1]
""".split()
DISGUISED = ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"]
OUTSIDE = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "192.167.0.1", "2606:4700:4700::1111", "2a00:1450::1"]


def loopback(address: IPAddress) -> bool:
    """Whom the tests' own server may be reached by."""
    return address.is_loopback


class Server(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("X-Given", "yes")
        self.end_headers()
        self.wfile.write(b"x" * (100_000 if self.path == "/large" else 10))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("host", INSIDE + DISGUISED)
def test_no_request_leaves_for_an_address_inside(host: str) -> None:
    with pytest.raises(PrivateAddress):
        Client().request("GET", f"http://{host}:9/secret")


@pytest.mark.parametrize("address", INSIDE)
def test_our_own_judgement_holds_without_the_librarys(address: str) -> None:
    assert not is_public(ip_address(address.strip("[]")))


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_public_internet_is_open(address: str) -> None:
    assert is_public(ip_address(address))


def test_an_answer_comes_back_whole() -> None:
    with serving() as address:
        answer = Client(may_reach=loopback).request("GET", f"{address}/plain")
    assert (answer.status, answer.headers["x-given"], answer.body) == (200, "yes", b"x" * 10)


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    Server.asked.clear()
    with serving() as address:
        answer = Client(may_reach=loopback).request("GET", f"{address}/redirect")
    assert (answer.status, answer.headers["location"], Server.asked) == (302, "/elsewhere", ["/redirect"])


def test_an_answer_that_is_too_long_is_not_read_to_its_end() -> None:
    with serving() as address, pytest.raises(TooLarge, match="more than 50,000 bytes"):
        Client(may_reach=loopback, largest=50_000).request("GET", f"{address}/large")


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    with serving() as address, pytest.raises(RequestFailed, match="longer than 0 s"):
        Client(may_reach=loopback, seconds=0).request("GET", f"{address}/large")


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    Server.asked.clear()
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving() as proxy, serving() as address:
        monkeypatch.setenv("http_proxy", proxy)
        Client(may_reach=loopback).request("GET", f"{address}/plain")
    assert Server.asked == ["/plain"], "a proxy would be asked for the whole address"


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "//example.org", "http://", "http://[::1", ""]
)
def test_what_is_no_web_address_is_refused_in_a_sentence(url: str) -> None:
    with pytest.raises(RequestFailed, match="no address that can be asked"):
        Client().request("GET", url)


def test_an_error_names_the_host_and_not_the_secret_in_the_path() -> None:
    with pytest.raises(RequestFailed) as caught:
        Client().request("GET", "http://127.0.0.1/hooks/secret-token")
    assert "127.0.0.1" in str(caught.value) and "secret-token" not in str(caught.value)
