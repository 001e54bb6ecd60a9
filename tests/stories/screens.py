"""Screenshots of pages: wide and narrow, light and dark.

    python -m tests.stories.screens FOLDER name=http://127.0.0.1:8000/ … [--first URL]

`--first` is opened before all others in the same browser, so a one-use sign-in link can come first.
Takes the system's Chromium, else the one that Playwright installed; says so and does nothing where neither is.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

NO_BROWSER = "skipped: no Chromium here, neither the system's nor Playwright's own (playwright install chromium)"
WIDE, NARROW = 1440, 390
_HEIGHTS = {WIDE: 900, NARROW: 844}
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--hide-scrollbars", "--force-color-profile=srgb"]

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """One picture to take."""

    name: str
    url: str


def chromium_path(playwright: Playwright) -> str | None:
    """The system's Chromium, else Playwright's own, else None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A headless browser with an empty profile; None where there is none."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            yield None
            return
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def take(browser: Browser, shots: Sequence[Shot], folder: Path, *, first: str = "") -> list[Path]:
    """Every shot at both widths and in both schemes, whole pages, as FOLDER/NAME-WIDTH-SCHEME.png. One browser context
    serves all of them, so that a sign-in by `first` holds. Raises RuntimeError where a page complains in its console (a
    breach of the content policy, a missing file), answers with an error, or is wider than the screen."""
    folder.mkdir(parents=True, exist_ok=True)
    taken, complaints = [], []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    if first:
        page.goto(first, wait_until="networkidle")
        page.get_by_role("button", name="Sign in").click()  # opening a sign-in link uses nothing; pressing does
    for shot in shots:
        for width in (WIDE, NARROW):
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                complaints += _open(page, shot, width)
                _unroll(page, width)
                path = folder / f"{shot.name}-{width}-{scheme}.png"
                page.screenshot(path=path)
                taken.append(path)
    context.close()
    if complaints:
        raise RuntimeError("\n".join(dict.fromkeys(complaints)))
    return taken


def _open(page: Page, shot: Shot, width: int) -> list[str]:
    """Load the page on a screen of its size; what is wrong with it."""
    page.set_viewport_size({"width": width, "height": _HEIGHTS[width]})
    answer = page.goto(shot.url, wait_until="load")
    page.wait_for_timeout(150)
    wrong = []
    if answer is None or not answer.ok:
        wrong.append(f"{shot.url}: answered {answer.status if answer else 'nothing'}")
    needed = int(page.evaluate("document.documentElement.scrollWidth"))
    if needed > width:
        wrong.append(f"{shot.url}: needs {needed} px on a screen of {width} px")
    return wrong


def _unroll(page: Page, width: int) -> None:
    """Make the screen as high as the page, so that what sticks to an edge is not painted across its middle."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": max(height, _HEIGHTS[width])})
    page.wait_for_timeout(250)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.stories.screens", description="Screenshots of pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("shots", nargs="+", metavar="NAME=URL")
    parser.add_argument("--first", default="", metavar="URL", help="opened before all others, for a sign-in link")
    given = parser.parse_args()
    shots = [Shot(*pair.split("=", 1)) for pair in given.shots]
    with chromium() as browser:
        if browser is None:
            print(NO_BROWSER)
            return 0
        for path in take(browser, shots, given.folder, first=given.first):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
