"""What a connector is to the rest of the house: a folder here whose `connector.py` holds a `CONNECTOR`.

Surfaces list what the connectors declare. To add a vendor, add a folder; no other file changes.
"""

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from pydantic import BaseModel


@dataclass(frozen=True)
class Connector:
    """What one vendor, protocol or format brings along. `commands` join the command line and need the database."""

    key: str
    title: str
    commands: tuple[click.Command, ...] = ()
    settings: type[BaseModel] | None = None


@cache
def connectors() -> tuple[Connector, ...]:
    """Every connector that is installed, by name of its folder."""
    here = [str(Path(__file__).parent)]
    names = sorted(module.name for module in pkgutil.iter_modules(here) if module.ispkg)
    modules = [f"{__package__}.{name}.connector" for name in names]
    return tuple(import_module(module).CONNECTOR for module in modules if find_spec(module))
