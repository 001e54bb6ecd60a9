"""What a browser meets at the two addresses of a shop behind a proxy.

    visitor.py FOLDER CERTIFICATE PROXY [ARGUMENT…]

Runs in a network namespace of its own, so that it may take every port: starts `thereafter up` and the proxy, and visits
both addresses over HTTPS, trusting CERTIFICATE alone. Says what is wrong and exits with 1, or says nothing.
"""

import fcntl
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

CONSOLE, PUBLIC = "https://crm.shop.example", "https://news.shop.example"
LINK = r"/sign-in/\w+/"
BIG = 3_000_000  # bytes of a file to import: more than a proxy lets through that was told nothing
_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41
_PATIENCE = 400  # seconds


def main(folder: Path, certificate: Path, proxy: list[str]) -> None:
    """Start both, visit, stop both. Raises AssertionError with what is wrong."""
    loopback_up()
    told = {"PUBLIC_URL": PUBLIC, "CONSOLE_URL": CONSOLE, "THEREAFTER_HTTPS": "yes"}
    with started([sys.executable, "-m", "thereafter.project.main", "up"], folder / "up.log", **told) as words:
        until(lambda: bool(re.search(LINK, words())))
        with started(proxy, folder / "proxy.log"):
            until(lambda: certificate.is_file() and answers(443))
            visit(re.findall(LINK, words())[-1], certificate)


def visit(link: str, certificate: Path) -> None:
    """The console is at its address alone, customers' pages at theirs; who comes in safely can bring a large file."""
    browser = requests.Session()
    browser.trust_env, browser.verify = False, str(certificate)
    answer = browser.get(f"{CONSOLE}/sign-in/")
    expect(answer, 200)
    assert "max-age" in answer.headers.get("Strict-Transport-Security", ""), "no HSTS at the console"
    expect(browser.get(f"{PUBLIC}/sign-in/"), 404)
    expect(browser.get(f"{PUBLIC}/face.css"), 200)
    plain = browser.get("http://crm.shop.example/sign-in/", allow_redirects=False)
    assert plain.headers.get("Location") == f"{CONSOLE}/sign-in/", f"unencrypted: {plain.status_code} {plain.headers}"
    expect(send(browser, link, link), 200)
    assert all(cookie.secure for cookie in browser.cookies), "a cookie may go unencrypted"
    assert {cookie.domain for cookie in browser.cookies} == {"crm.shop.example"}, "customers' pages get a cookie"
    rows = "email,name\n" + "ada@people.example,Ada\n" * (BIG // 23)
    brought = send(browser, "/settings/imports/", "/settings/imports/bring/", files={"file": ("people.csv", rows)})
    expect(brought, 200)
    assert "people.csv" in brought.text, f"the file did not arrive; the page is {brought.url}"


def send(browser: requests.Session, path: str, to: str, **more: Any) -> requests.Response:
    """Open a page with a form, and send the form as a browser does. What it leads to."""
    page = browser.get(CONSOLE + path)
    expect(page, 200)
    [token, *_] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    form = {"csrfmiddlewaretoken": token}
    return browser.post(CONSOLE + to, data=form, headers={"Referer": page.url, "Origin": CONSOLE}, **more)


def expect(answer: requests.Response, status: int) -> None:
    """Raises AssertionError if it is another."""
    assert answer.status_code == status, f"{answer.request.method} {answer.url}: {answer.status_code} and not {status}"


@contextmanager
def started(command: list[str], log: Path, **told: str) -> Iterator[Callable[[], str]]:
    """A program that runs meanwhile: what it said so far."""
    with log.open("w") as said:
        process = subprocess.Popen(command, env={**os.environ, **told}, stdout=said, stderr=said)
    try:
        yield log.read_text
    except BaseException:
        print(log.read_text()[-2000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def until(happened: Callable[[], bool]) -> None:
    """Wait for it. Raises AssertionError if it takes too long."""
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not begin in time"
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def loopback_up() -> None:
    """A new network namespace begins with nothing; and there every name is this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP_AND_RUNNING))
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *more, **most: look_up("127.0.0.1", *more, **most)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
