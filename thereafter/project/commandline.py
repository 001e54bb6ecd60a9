"""One command line, run: settings, rooms, commands; the database when a command needs one."""

import os
import pkgutil
from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec

import django
from django.core.exceptions import ImproperlyConfigured

import thereafter.connectors
import thereafter.project
import thereafter.surfaces.cli
from thereafter.foundation.errors import Refusal
from thereafter.project import upkeep
from thereafter.surfaces.cli import app


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thereafter.project.settings")
    try:
        django.setup()
        discover_commands()
    except (ImproperlyConfigured, Refusal) as error:
        app.say(f"thereafter: {error}")
        return app.SORRY
    with ExitStack() as stack:
        return app.run(arguments, open_database=lambda: upkeep.open_database(stack, say=app.say))


def discover_commands() -> None:
    """Import what registers commands: the modules of surfaces/cli, each `commands.py` of a connector or of ours."""
    for module in pkgutil.iter_modules(thereafter.surfaces.cli.__path__, "thereafter.surfaces.cli."):
        import_module(module.name)
    for package in (thereafter.connectors, thereafter.project):
        names = [
            module.name for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.") if module.ispkg
        ]
        for name in (package.__name__, *names):
            if find_spec(f"{name}.commands"):
                import_module(f"{name}.commands")
