"""The contracts between the rooms, and the habits of importing that the contracts cannot see."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.architecture.house import ROOT, Module, module, modules

# Whoever answers HTTP is a surface, a connector's endpoint, or the wiring.
HTTP = ("django.http", "django.views", "django.shortcuts", "django.urls")
MAY_ANSWER = {"surfaces", "connectors", "project"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")


def imported(found: Module) -> Iterator[tuple[int, str]]:
    """Every imported module, with the names taken from it, and the line where it is imported."""
    for node in ast.walk(found.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def imports_of(found: Module, packages: tuple[str, ...]) -> Iterator[str]:
    for line, name in imported(found):
        if any(name == package or name.startswith(f"{package}.") for package in packages):
            yield f"{found.name}:{line} imports {name}"


def imports_inside_functions(found: Module) -> Iterator[str]:
    for node in ast.walk(found.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for child in ast.walk(node):
                if isinstance(child, ast.Import | ast.ImportFrom):
                    yield f"{found.name}:{child.lineno} imports inside a function"


def test_every_contract_between_the_rooms_is_kept() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checked = subprocess.run(
        [sys.executable, "-c", command, "--no-logo", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_nothing_is_imported_inside_a_function() -> None:
    assert [problem for found in modules() for problem in imports_inside_functions(found)] == []


def test_there_are_no_signals() -> None:
    assert [problem for found in modules() for problem in imports_of(found, SIGNALS)] == []


def test_only_surfaces_connectors_and_the_wiring_answer_http() -> None:
    below = [found for found in modules() if found.floor not in MAY_ANSWER]
    assert [problem for found in below for problem in imports_of(found, HTTP)] == []


def test_outgoing_http_has_one_client() -> None:
    libraries = ("requests", "requests_hardened", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp")
    others = [found for found in modules() if found.name != "thereafter/foundation/http.py"]
    assert [problem for found in others for problem in imports_of(found, libraries)] == []


def test_the_rules_of_importing_can_fail() -> None:
    assert list(imports_inside_functions(module("def f():\n    import os\n")))
    assert not list(imports_inside_functions(module("import os\n")))
    assert list(imports_of(module("from django.dispatch import receiver\n"), SIGNALS))
    assert list(imports_of(module("from django.db.models import signals\n"), SIGNALS))
    assert list(imports_of(module("from django.shortcuts import render\n"), HTTP))
    assert not list(imports_of(module("from django.https import x\n"), HTTP))
