"""The playbooks we ship, and how a merchant's own folder is read."""

import shutil
from pathlib import Path

import pytest

from tests.cast import NOON
from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys import playbooks
from thereafter.engagement.journeys.definition import Task
from thereafter.engagement.journeys.models import Journey, Version
from thereafter.engagement.messaging.models import Kind, Purpose, Template
from thereafter.foundation.errors import Refusal

pytestmark = pytest.mark.django_db
KEYS = [
    "high-value-follow-up",
    "order-confirmation-and-thank-you",
    "replenishment",
    "second-purchase",
    "win-back",
]


def test_the_five_playbooks_are_there() -> None:
    assert sorted(book.key for book in playbooks.shipped()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_a_playbook_is_published_whole_and_starts_nobody_until_it_is_switched_on(key: str) -> None:
    journey = playbooks.install(key, now=NOON)
    book = playbooks.find(key)
    assert (journey.key, journey.state, journey.about) == (key, Journey.State.OFF, book.about)
    assert Template.objects.count() == len(book.templates)
    assert Purpose.objects.count() == len(list(book.journey.messages()))
    if book.segment:
        assert Segment.objects.get().key == book.segment.key


@pytest.mark.parametrize("key", KEYS)
def test_a_playbook_can_be_measured_and_left_early(key: str) -> None:
    book = playbooks.find(key)
    all_service = {message.kind for message in book.journey.messages()} == {Kind.SERVICE}
    assert book.journey.control > 0 or all_service
    assert book.journey.exits
    assert book.measure.question.endswith("?")


def test_the_same_playbook_again_changes_nothing() -> None:
    for _ in range(2):
        playbooks.install("win-back", now=NOON)
    assert (Version.objects.count(), Template.objects.count()) == (1, 2)


def test_high_value_follow_up_sends_no_mail_and_hands_a_task_to_a_person() -> None:
    book = playbooks.find("high-value-follow-up")
    assert not list(book.journey.messages())
    roles = {step.role.value for _, step in book.journey.walk() if isinstance(step, Task)}
    assert roles == {"owner", "account_manager"}


@pytest.mark.parametrize("key", KEYS)
def test_the_words_of_a_mail_are_plain(key: str) -> None:
    for front, body in playbooks.find(key).templates.values():
        for words in (front.subject, front.preheader, body):
            assert "!" not in words.replace("!=", "")
            assert not [pushy for pushy in ("discount", "% off", "click here", "dear ") if pushy in words.lower()]
        assert "{{ customer.first_name | default:" in body or "customer.first_name" in front.subject


def test_a_folder_of_ones_own_is_read_the_same_way(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    shutil.copytree(playbooks.SHIPPED / "win-back", own)
    text = (own / "journey.yaml").read_text().replace("key: win-back", "key: mine")
    (own / "journey.yaml").write_text(text)
    assert playbooks.install(str(own), now=NOON).key == "mine"


def test_a_playbook_that_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(Refusal, match='There is no playbook "nothing"'):
        playbooks.find("nothing")


@pytest.mark.parametrize(
    ("file", "before", "after", "sentence"),
    [
        ("journey.yaml", "template: what-changed", "template: other", 'journey.yaml, line 19: The template "other"'),
        ("measure.yaml", "within: 90 days", "within: soon", 'measure.yaml, line 3: "soon" is not a length of time'),
        ("measure.yaml", "outcome:", "outcom:", 'Did you mean "outcome"?'),
        ("segment.yaml", "stage: lapsed", "stage: gone", 'segment.yaml, line 4: profile: "stage" is "gone"'),
        ("templates/what-changed.mjml", "subject:", "subjct:", 'what-changed.mjml, line 2: "subjct" is not known here'),
        ("templates/what-changed.mjml", "customer.first_name", "customer.frist_name", "customer.frist_name"),
    ],
)
def test_a_fault_names_its_file_and_line_and_the_remedy(
    tmp_path: Path, file: str, before: str, after: str, sentence: str
) -> None:
    own = tmp_path / "mine"
    shutil.copytree(playbooks.SHIPPED / "win-back", own)
    broken = own / file
    broken.write_text(broken.read_text().replace(before, after, 1))
    with pytest.raises(Refusal) as refused:
        playbooks.install(str(own), now=NOON)
    assert sentence in str(refused.value)
    assert not Journey.objects.exists()
