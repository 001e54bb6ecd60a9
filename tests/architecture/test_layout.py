"""Files are cut by capability, and small enough to be read from top to bottom."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.architecture.house import PACKAGE, Module, module, modules

BANNED = {"services", "utils", "helpers", "managers", "common", "misc", "base"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_README = 25
ALL_CSS = 1_200


def named_after_a_layer(paths: Iterable[Path]) -> list[str]:
    return [str(path) for path in paths if path.stem in BANNED]


def too_long(found: Module) -> Iterator[str]:
    lines = found.text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{found.name} has {lines} lines; cut it by capability ({LONGEST_FILE} at most)."
    for node in ast.walk(found.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{found.name}:{node.lineno} {node.name} has {length} lines ({LONGEST_FUNCTION} at most)."


def test_no_file_or_folder_is_named_after_a_layer() -> None:
    assert named_after_a_layer(PACKAGE.rglob("*")) == []


def test_files_and_functions_stay_short() -> None:
    assert [problem for found in modules() for problem in too_long(found)] == []


def test_every_app_says_what_it_is_in_at_most_25_lines() -> None:
    lengths = {path: path.read_text().count("\n") for path in PACKAGE.rglob("README.md")}
    assert [f"{path} has {lines} lines" for path, lines in lengths.items() if lines > LONGEST_README] == []


def test_every_app_has_a_readme() -> None:
    apps = [path.parent for path in PACKAGE.rglob("apps.py")]
    assert [str(app.relative_to(PACKAGE)) for app in apps if not (app / "README.md").is_file()] == []


def test_the_whole_look_is_at_most_1200_lines_of_css() -> None:
    assert sum(path.read_text().count("\n") for path in PACKAGE.rglob("*.css")) <= ALL_CSS


def test_the_rules_of_layout_can_fail() -> None:
    assert named_after_a_layer([Path("record/shop/utils.py")]) == ["record/shop/utils.py"]
    assert len(list(too_long(module("x = 1\n" * (LONGEST_FILE + 1))))) == 1
    assert len(list(too_long(module("def long():\n" + "    x = 1\n" * LONGEST_FUNCTION)))) == 1
    assert list(too_long(module("def long():\n" + "    x = 1\n" * (LONGEST_FUNCTION - 1)))) == []
