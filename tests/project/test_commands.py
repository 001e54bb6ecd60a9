"""The commands of the house itself, as a person calls them."""

import pytest
from click.testing import CliRunner, Result

from thereafter.foundation.errors import Refusal
from thereafter.project.commands import django


def call(*arguments: str) -> Result:
    return CliRunner().invoke(django, list(arguments), obj=lambda: None)


@pytest.mark.parametrize("arguments", [(), ("--help",), ("help",)])
def test_djangos_own_commands_are_listed_for_whoever_names_none(
    arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    done = call(*arguments)
    assert "createsuperuser" in done.output
    assert done.exit_code == 0


def test_a_command_that_django_does_not_have_is_a_sentence() -> None:
    done = call("nope")
    assert isinstance(done.exception, Refusal)
    assert str(done.exception) == ('Django has no command "nope". `thereafter django help` lists those that it has.')


def test_a_command_of_djangos_runs_with_its_arguments() -> None:
    assert "Checks the entire Django project" in call("check", "--help").output
    assert "no issues" in call("check").output
