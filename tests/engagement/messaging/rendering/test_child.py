"""Templates are written by others: none of them harms the house, or the mails of other people."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from thereafter.engagement.messaging.rendering import variables
from thereafter.engagement.messaging.rendering.child import Broken, Child, Filled, Job
from thereafter.engagement.messaging.rendering.source import Source

GOOD = Source("For {{ customer.first_name }}", "", "<mj-text>Hello {{ customer.first_name }}</mj-text>")
EXAMPLE = variables.examples()


def body(text: str) -> Source:
    return Source("A note", "", f"<mj-text>{text}</mj-text>")


def doubling(times: int) -> str:
    return "{% assign a = 'x' %}" + "{% assign a = a | append: a %}" * times


HOSTILE = {
    "grows a text in a chain of filters": body(
        "{% assign a = 'xxxxxxxx' %}{{ a" + " | replace: 'x', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'" * 8 + " | size }}"
    ),
    "doubles a variable": body(doubling(60)),
    "counts to a billion": body("{% for i in (1..1000000000) %}x{% endfor %}"),
    "loops in loops": body("{% for i in (1..900) %}{% for j in (1..900) %}{{ i }}{% endfor %}{% endfor %}"),
    "writes without end": body("{% for i in (1..4999) %}" + "x" * 2000 + "{% endfor %}"),
    "works without end": body(
        doubling(16) + "{% for i in (1..4999) %}{{ a | replace: 'x', 'yy' | upcase | split: 'Y' | size }}{% endfor %}"
    ),
    "is nested deeply": body("{% if true %}" * 5_000 + "{% endif %}" * 5_000),
    "nests its markup deeply": body("<b>" * 20_000 + "</b>" * 20_000),
    "reads a file": body("{% include '/etc/passwd' %}"),
    "includes a file": Source("A note", "", "<mj-include path='/etc/passwd' />"),
    "reads what is behind a value": body("{{ customer.first_name.__class__.__mro__ }}"),
    "reads the clock": body("{{ now }}{{ 'now' | date: '%s' }}"),
    "is no Liquid": body("{% if %}{{ | }}"),
    "is no MJML": Source("A note", "", "<mj-section><mj-column>"),
    "shifts a number for ever": body("{{ 9" + " | times: 99999999999999999999" * 2_000 + " }}"),
}


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    made = Child()
    yield made
    made.close()


def test_a_good_template_is_filled_in(child: Child) -> None:
    (answer,) = child.fill([(GOOD, {"customer": {"first_name": "Ada"}})], shared=EXAMPLE)
    assert isinstance(answer, Filled)
    assert answer.subject == "For Ada"
    assert "Hello Ada" in answer.html and "Hello Ada" in answer.text


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_template_is_given_up_and_the_others_go_on(child: Child, source: Source) -> None:
    jobs: list[Job] = [(GOOD, EXAMPLE), (source, EXAMPLE), (GOOD, EXAMPLE)]
    before, poison, after = child.fill(jobs, shared={})
    assert isinstance(before, Filled) and isinstance(after, Filled)
    assert isinstance(poison, Broken) and poison.words, poison


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_template_is_refused_when_it_is_saved(child: Child, source: Source) -> None:
    assert child.check(source)
    assert child.check(GOOD) == []


def test_a_template_that_kills_again_and_again_is_not_tried_for_everybody(child: Child) -> None:
    killing = HOSTILE["works without end"]
    answers = child.fill([(killing, EXAMPLE)] * 20 + [(GOOD, EXAMPLE)], shared={})
    assert all(isinstance(answer, Broken) for answer in answers[:-1])
    assert isinstance(answers[-1], Filled)


def test_a_child_that_was_killed_between_two_batches_is_replaced(child: Child) -> None:
    child.fill([(GOOD, EXAMPLE)], shared={})
    process = child._process
    assert process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (answer,) = child.fill([(GOOD, EXAMPLE)], shared={})
    assert isinstance(answer, Filled)


def test_a_batch_that_was_broken_off_leaves_no_letters_for_the_next(child: Child) -> None:
    ada, eve = ({"customer": {"first_name": name}} for name in ("Ada", "Eve"))
    broken_off = child._answers([(GOOD, ada)] * 5, EXAMPLE)
    next(broken_off)
    broken_off.close()  # type: ignore[attr-defined]  # as an exception would
    (answer,) = child.fill([(GOOD, eve)], shared=EXAMPLE)
    assert isinstance(answer, Filled) and answer.subject == "For Eve"


def test_a_forked_process_starts_a_child_of_its_own(child: Child) -> None:
    child.fill([(GOOD, EXAMPLE)], shared={})
    parents = child._process
    child.leave_to_parent()
    child.fill([(GOOD, EXAMPLE)], shared={})
    assert parents and child._process and child._process.pid != parents.pid
    parents.wait()


def test_a_child_that_hangs_is_replaced_and_nothing_is_lost(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    child.fill([(GOOD, EXAMPLE)], shared={})
    process = child._process
    assert process
    os.kill(process.pid, signal.SIGSTOP)
    monkeypatch.setattr("thereafter.engagement.messaging.rendering.child.PATIENCE", 3.0)
    answers = child.fill([(GOOD, {**EXAMPLE, "rest": "x" * 10_000})] * 30, shared={})
    assert all(isinstance(answer, Filled) for answer in answers)


def test_the_child_knows_neither_the_database_nor_the_environment(child: Child) -> None:
    child.fill([(GOOD, EXAMPLE)], shared={})
    assert child._process
    place = Path(f"/proc/{child._process.pid}")
    if not place.exists():
        pytest.skip("no /proc here to look into the process")
    assert (place / "environ").read_bytes() == b""
    open_files = [str(link.readlink()) for link in (place / "fd").iterdir()]
    assert not [name for name in open_files if name.startswith("socket:")]


def test_what_runs_apart_imports_neither_django_nor_a_driver() -> None:
    command = (
        "import sys; import thereafter.engagement.messaging.rendering.inside;"
        "print(sorted({'django', 'psycopg', 'procrastinate'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
