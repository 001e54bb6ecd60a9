"""`thereafter segments define` and `thereafter journeys publish`: all that was named, or nothing and a sentence."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests import cast
from thereafter.audience.segments.models import Segment
from thereafter.engagement.journeys import playbooks
from thereafter.engagement.journeys.models import Journey
from thereafter.foundation.errors import Refusal
from thereafter.surfaces.cli.journeys import journeys
from thereafter.surfaces.cli.segments import segments

pytestmark = pytest.mark.django_db
REGULARS = "key: regulars\nname: Regulars\nrule:\n  profile:\n    orders: {at_least: 1}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "regulars.yaml"
    path.write_text(REGULARS)
    return path


def define(*arguments: str | Path) -> Result:
    return CliRunner().invoke(segments, ["define", *map(str, arguments)], obj=lambda: None)


def publish(*arguments: str | Path) -> Result:
    return CliRunner().invoke(journeys, ["publish", *map(str, arguments)], obj=lambda: None)


def test_a_segment_is_defined_from_a_file_read_back_and_counted(file: Path) -> None:
    cast.order(cast.ada(), at=cast.NOON)
    answer = define(file)
    assert answer.output == "Regulars (regulars): People with at least 1 order. 0 people now.\n"  # not yet profiled
    assert Segment.objects.get().name == "Regulars"


def test_a_dry_run_defines_nothing(file: Path) -> None:
    assert define(file, "--dry-run").output.endswith("Nothing was changed.\n")
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (REGULARS.replace("orders:", "ordrs:"), 'line 5: profile: "ordrs" is unknown here; did you mean orders?'),
        (REGULARS.replace("name:", "nam:"), 'line 2: "nam" is not known here'),
        (
            REGULARS.replace("key: regulars", "key: My Key"),
            'key is "My Key". Write it with small letters, digits and single',
        ),
        ("rule: [", "line 1: this is not valid YAML"),
        ("", 'line 1: A segment is a list of "word: value" lines. Begin with "key: …".'),
    ],
)
def test_one_wrong_file_and_no_segment_is_made(file: Path, tmp_path: Path, text: str, sentence: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text)
    answer = define(file, wrong)
    assert isinstance(answer.exception, Refusal)
    assert str(answer.exception).startswith(str(wrong))
    assert sentence in str(answer.exception)
    assert not Segment.objects.exists()


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("name: Caf\xe9".encode("latin-1"))
    for path, words in ((tmp_path / "none", "No such file"), (tmp_path, "Is a directory"), (latin, "not UTF-8")):
        answer = define(path)
        assert isinstance(answer.exception, Refusal)
        assert str(path) in str(answer.exception) and words in str(answer.exception)


def test_playbooks_are_published_by_name_or_folder_and_switched_on_when_told(tmp_path: Path) -> None:
    answer = publish("win-back")
    assert answer.output == (
        "Win-back (win-back): version 1 is published; it is off and starts nobody until it is switched on.\n"
    )
    own = tmp_path / "mine"
    shutil.copytree(playbooks.SHIPPED / "win-back", own)
    assert publish(own).output.startswith("Win-back (win-back): this is version 1 already; it is off")
    text = own / "journey.yaml"
    text.write_text(text.read_text().replace("name: Win-back", "name: Come back"))
    assert publish(own, "--on").output == "Come back (win-back): version 2 is published; it is on.\n"
    assert Journey.objects.get().state == Journey.State.ON


def test_a_dry_run_publishes_nothing_and_one_wrong_playbook_none() -> None:
    assert publish("win-back", "--dry-run").output.endswith("Nothing was changed.\n")
    answer = publish("win-back", "wim-back")
    assert isinstance(answer.exception, Refusal)
    assert 'There is no playbook "wim-back". There are: ' in str(answer.exception)
    assert not Journey.objects.exists()
