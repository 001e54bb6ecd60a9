"""How far long work has come: a bar with rate and time left on a terminal, now and then a plain line elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from thereafter.foundation.clock import Clock

_EVERY = timedelta(seconds=10)  # between two plain lines

Advance = Callable[[float, str], None]


@dataclass
class Reporter:
    """Tells a person, on standard error, what is being done. `clock` is the real one."""

    console: Console
    clock: Clock

    def say(self, sentence: str) -> None:
        """One sentence that stays."""
        self.console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def work(self, title: str, total: float, unit: str) -> Iterator[Advance]:
        """Show work on `total` units; in the block, call what is yielded with how many are done in all and a remark."""
        if self.console.is_terminal:
            with _bar(self.console, unit) as bar:
                task = bar.add_task(title, total=total, remark="")
                yield lambda done, remark: bar.update(task, completed=done, remark=remark)
            return
        began = last = self.clock.now()
        self.say(f"{title}: {total:,.0f} {unit}")

        def line(done: float, remark: str) -> None:
            nonlocal last
            now = self.clock.now()
            if now - last >= _EVERY:
                last = now
                self.say(_sentence(title, done, total, unit, now - began, remark))

        yield line
        took = (self.clock.now() - began).total_seconds()
        self.say(f"{title}: done in {took:.1f} s, {total / max(took, 0.001):,.0f} {unit}/s")


def reporter(clock: Clock) -> Reporter:
    """One that writes to standard error."""
    return Reporter(Console(stderr=True), clock)


class _Rate(TextColumn):
    """Units a second."""

    def __init__(self, unit: str) -> None:
        super().__init__("")
        self.unit = unit

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f} {self.unit}/s" if task.speed else "")


def _bar(console: Console, unit: str) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(unit),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[remark]}", style="dim"),
    )
    return Progress(*columns, console=console)


def _sentence(title: str, done: float, total: float, unit: str, took: timedelta, remark: str) -> str:
    rate = done / max(took.total_seconds(), 0.001)
    left = (total - done) / rate if rate else 0.0
    words = f"{title}: {done:,.0f} of {total:,.0f}, {rate:,.0f} {unit}/s, {left:.0f} s left"
    return f"{words} ({remark})" if remark else words
