"""The first day of a real shop, end to end, in a browser against `thereafter up` with its worker, database and mail.

Empty machine, set-up, a Shopify-shaped export with consents and an old suppression list, rehearsal, a test, the start,
the first mails, a colleague, a task, an erasure, backup, restore. On the real clock: orders are placed now.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import nobody_in_logs
from tests.connectors.smtp.mail_server import MailServer, free_port, serving
from tests.project.waiting import wait_until
from tests.stories.screens import NO_BROWSER, chromium
from thereafter.project.settings import ROOT

ORDERS = (
    "Name,Email,Financial Status,Created at,Currency,Accepts Marketing,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Id"
)
CUSTOMERS = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Country Code,Tags"
PEOPLE = {"ada": "Byron", "grace": "Murray", "margaret": "Hale", "linus": "Pauli"}
LONG = 90_000  # milliseconds that the worker may take


@dataclass
class House:
    """A data folder, its commands, and what mail arrived."""

    home: Path
    mail: MailServer
    smtp_url: str
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, home: Path | None = None) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "THEREAFTER_DATABASE"}
        }
        told = {"THEREAFTER_HOME": str(home or self.home), "SMTP_URL": self.smtp_url, "PUBLIC_URL": self.address}
        return {**kept, **told, "THEREAFTER_PACE": "1", "PYTHONPATH": str(ROOT.parent)}

    def command(self, *words: str, home: Path | None = None) -> str:
        """What a command prints. It must succeed."""
        line = [sys.executable, "-m", "thereafter.project.main", *words]
        done = subprocess.run(line, env=self.environment(home), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    @contextmanager
    def up(self, home: Path | None = None) -> Iterator[str]:
        """The shop is served; the path of the first sign-in link."""
        line = [sys.executable, "-m", "thereafter.project.main", "up", "--port", str(self.port)]
        said = (self.home.parent / "up.log").open("w+")
        process = subprocess.Popen(line, env=self.environment(home), stdout=said, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: "/sign-in/" in Path(said.name).read_text(), within=timedelta(seconds=120))
            yield re.findall(r"/sign-in/\w+/", Path(said.name).read_text())[-1]
        finally:
            children = psutil.Process(process.pid).children(recursive=True)
            process.terminate()
            process.wait(60)
            psutil.wait_procs(children, timeout=30)
            said.close()
        nobody_in_logs.names_nobody(Path(said.name))
        nobody_in_logs.names_nobody((home or self.home) / "postgres.log")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Nothing yet, and a mail server that takes everything."""
    mail = MailServer()
    with serving(mail) as server:
        yield House(tmp_path / "shop", mail, f"smtp://127.0.0.1:{server.port}?reserved=yes", free_port())


def test_the_first_day(house: House, tmp_path: Path) -> None:
    with chromium() as browser:
        if browser is None:
            pytest.skip(NO_BROWSER)
        with house.up() as link:
            page = browser.new_page()
            page.set_default_timeout(LONG)
            page.goto(house.address + link)
            page.get_by_role("button", name="Sign in").click()
            set_up(page)
            bring(page, tmp_path / "orders.csv", history())
            bring(page, tmp_path / "customers.csv", customers())
            bring(page, tmp_path / "unsubscribed.csv", "Email,Reason,Since\nmargaret@people.example,left,2024-01-01\n")
            what_may_be_sent(page, house)
            switch_on_the_thank_you(page, house)
            rehearse(page, house, tmp_path)
            send_a_test(page, house, tmp_path)
            start(page, house, tmp_path)
            colleague(page, browser, house)
            erase(page, house, "Grace Murray")
            file = tmp_path / "shop.backup"
            house.command("backup", str(file))
        elsewhere = tmp_path / "elsewhere"
        house.command("restore", str(file), home=elsewhere)
        with house.up(elsewhere) as link:
            restored(browser.new_page(), house, link)


def set_up(page: Page) -> None:
    """Whose shop it is, its face, who writes, where links lead."""
    expect(page.get_by_role("heading", level=1)).to_have_text("What does the shop still need?")
    page.get_by_role("link", name="The shop").first.click()
    page.get_by_label("Name of the shop").fill("Calder & Finch")
    page.get_by_label("Currency").fill("GBP")
    page.get_by_label("Time zone").fill("Europe/London")
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does it look like?")
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_label("Sender’s address").fill("hello@calder.example")
    page.get_by_label("Postal address").fill("4 Mill Lane, Todmorden")
    page.get_by_role("button", name="Keep the sender").click()
    expect(page.locator("#dns")).to_contain_text("v=DKIM1")


def history() -> str:
    """Four people who bought, the last a month ago."""
    rows = []
    for number, name in enumerate(PEOPLE):
        for months in (7, 5, 1):
            at = (datetime.now(UTC) - timedelta(days=30 * months + number)).strftime("%Y-%m-%d %H:%M:%S +0000")
            rows.append(f"#{number}{months},{name}@people.example,paid,{at},GBP,yes,1,Enamel teapot,24.00,TEAPOT,")
    return "\n".join([ORDERS, *rows]) + "\n"


def customers() -> str:
    """Who they are. Linus never agreed."""
    rows = [
        f"70{number},{name.title()},{last},{name}@people.example,{'no' if name == 'linus' else 'yes'},GB,tea"
        for number, (name, last) in enumerate(PEOPLE.items())
    ]
    return "\n".join([CUSTOMERS, *rows]) + "\n"


def new_order(name: str, number: int) -> str:
    """Somebody buys, just now."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S +0000")
    return f"{ORDERS}\n#{number},{name}@people.example,paid,{at},GBP,yes,1,Stoneware mug,9.00,MUG,\n"


def bring(page: Page, file: Path, text: str) -> None:
    """Upload a file, look what it would do, import it, and read the report."""
    file.write_text(text)
    origin = "/".join(page.url.split("/")[:3])
    page.goto(f"{origin}/settings/imports/")
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Look at this file").click()
    page.get_by_role("button", name="Look what it would do").click()
    begin = page.get_by_role("button", name=re.compile("^Import")).or_(page.locator("summary", has_text="Import"))
    expect(begin.first).to_be_visible(timeout=LONG)
    begin.first.click()
    sure = page.locator("details[open] button[data-sure]")
    if sure.count():
        sure.first.click()
    expect(page.locator("main")).to_contain_text("What these rows allow us to send", timeout=LONG)


def what_may_be_sent(page: Page, house: House) -> None:
    """Margaret is on the old list of those who left."""
    page.goto(f"{house.address}/customers/?q=margaret")
    page.get_by_role("link", name="Margaret Hale").first.click()
    expect(page.locator("main")).to_contain_text("Suppressed")


def switch_on_the_thank_you(page: Page, house: House) -> None:
    """A playbook, in set-up."""
    page.goto(f"{house.address}/setup/playbooks/")
    row = page.locator("li", has_text="Order confirmation and thank-you")
    row.get_by_role("button", name="Switch it on").click()
    expect(page.locator("main")).to_contain_text("starts by what happens from now on")
    on = datetime.now(UTC)
    wait_until(lambda: now_in_whole_seconds() > on, within=timedelta(seconds=5))  # exports have no finer clock


def now_in_whole_seconds() -> datetime:
    """This instant, as an export tells it."""
    return datetime.now(UTC).replace(microsecond=0)


def rehearse(page: Page, house: House, folder: Path) -> None:
    """An order comes; what would go out is recorded, and nothing goes out."""
    bring(page, folder / "new1.csv", new_order("ada", 901))
    wait_for_message(page, house, "rehearsed")
    assert house.mail.letters == []


def send_a_test(page: Page, house: House, folder: Path) -> None:
    """Only Ada is a test address: her confirmation goes out, Grace's does not."""
    page.goto(f"{house.address}/sending/limits/")
    page.get_by_label("Test addresses").fill("ada@people.example")
    page.get_by_role("button", name=re.compile("Keep")).first.click()
    page.goto(f"{house.address}/sending/")
    page.locator("summary", has_text="Begin a test").click()
    page.get_by_role("button", name="Yes, begin").click()
    expect(page.locator("header.top-line")).to_contain_text("Test")
    bring(page, folder / "new2.csv", new_order("ada", 902) + new_order("grace", 903).partition("\n")[2])
    wait_until(lambda: house.mail.recipients == ["ada@people.example"], within=timedelta(seconds=90))


def start(page: Page, house: House, folder: Path) -> None:
    """From now on mails go out; what was rehearsed does not."""
    page.goto(f"{house.address}/sending/")
    page.get_by_role("button", name=re.compile("^Look")).first.click()
    wait_until(lambda: looked(page, house), within=timedelta(seconds=90))
    page.locator("summary", has_text="Start sending").click()
    page.get_by_label("has sent for long").check()
    page.get_by_role("button", name="Yes, send").click()
    expect(page.locator("header.top-line")).to_contain_text("Live")
    bring(page, folder / "new3.csv", new_order("grace", 904))
    wait_until(lambda: house.mail.recipients[1:] == ["grace@people.example"], within=timedelta(seconds=90))


def looked(page: Page, house: House) -> bool:
    """The start page knows what would go out."""
    page.goto(f"{house.address}/sending/")
    return page.locator("summary", has_text="Start sending").count() > 0


def colleague(page: Page, browser: Browser, house: House) -> None:
    """Somebody is invited, makes a task of a call, and does it."""
    page.goto(f"{house.address}/settings/staff/")
    page.get_by_label("Who", exact=True).fill("Ruth")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.locator("pre.code").inner_text().strip()
    hers = browser.new_context().new_page()
    hers.set_default_timeout(LONG)
    hers.goto(link)
    hers.get_by_label("Name to sign in with").fill("ruth")
    hers.get_by_label("Password").fill("seven lanterns in a row")
    hers.get_by_role("button", name="Begin").click()
    hers.goto(f"{house.address}/customers/?q=ada")
    hers.get_by_role("link", name="Ada Byron").first.click()
    hers.get_by_role("link", name="New task").first.click()
    hers.get_by_label("What is to be done").fill("Call Ada")
    hers.locator("#id_reason").fill("She asked how to wash linen.")
    hers.get_by_role("button", name="Make the task").click()
    hers.goto(f"{house.address}/inbox/?view=everybody")
    hers.get_by_role("link", name="Call Ada").first.click()
    hers.get_by_label("In a few words").fill("Spoke; pleased.")
    hers.get_by_role("button", name="Done").click()
    expect(hers.locator("main")).to_contain_text("Done: Call Ada")


def erase(page: Page, house: House, name: str) -> None:
    """Somebody asks to be forgotten."""
    page.goto(f"{house.address}/customers/?q=grace")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name=re.compile("^Erase")).first.click()
    page.locator("#number").fill(re.findall(r"/customers/(\d+)/", page.url)[0])
    page.get_by_role("button", name="Erase her").click()
    page.goto(f"{house.address}/customers/?q=grace")
    expect(page.get_by_role("link", name=name)).to_have_count(0)


def wait_for_message(page: Page, house: House, words: str) -> None:
    """A page of all messages says it, once the worker has been there."""

    def says() -> bool:
        page.goto(f"{house.address}/journeys/messages/")
        return words in page.locator("main").inner_text().lower()

    wait_until(says, within=timedelta(seconds=90), otherwise=lambda: page.locator("main").inner_text())


def restored(page: Page, house: House, link: str) -> None:
    """The copy has everything but who was erased, and is stopped."""
    page.goto(house.address + link)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("body")).to_contain_text(re.compile("stopped", re.I))
    page.goto(f"{house.address}/customers/?q=ada")
    expect(page.get_by_role("link", name="Ada Byron").first).to_be_visible()
    page.goto(f"{house.address}/customers/?q=grace")
    expect(page.get_by_role("link", name="Grace Murray")).to_have_count(0)
