"""`thereafter import`: what it prints, and with which code it ends."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from thereafter.connectors.contract import connectors
from thereafter.connectors.files.models import Preset
from thereafter.project.commandline import discover_commands
from thereafter.record.commerce.models import Order
from thereafter.record.customers.models import Consent, Tag
from thereafter.record.shop import settings as shop_settings
from thereafter.surfaces.cli import app

pytestmark = pytest.mark.django_db

HEADER = "number,placed_at,sku,quantity,price,customer\n"
GOOD = "1001,2026-03-01 10:00,TEAPOT,2,12.50,7\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An order of Ada's."""
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + GOOD)
    return path


def thereafter(*arguments: str | Path) -> int:
    """Run one command line over the test's database."""
    discover_commands()
    return app.run([str(argument) for argument in arguments], open_database=lambda: None)


def test_files_bring_the_command_along_through_the_contract() -> None:
    assert "files" in [connector.key for connector in connectors()]


def test_an_import_says_what_it_read_as_what_and_what_it_wrote(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert thereafter("import", "orders", file, "--currency", "GBP") == 0
    said = capsys.readouterr().out
    assert "orders.csv: 1 line read: 1 new" in said
    assert "Columns: number = number, placed_at = placed_at" in said
    assert "revenue £25.00" in said
    assert Order.objects.count() == 1


def test_the_report_is_one_object_for_machines(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert thereafter("import", "orders", file, "--currency", "GBP", "--json", "--dry-run") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["dry_run"], report["counts"]["orders"]) == (1, True, 1)
    assert not Order.objects.exists()


def test_a_wrong_line_ends_with_2_and_one_sentence_with_the_remedy(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("currency," + HEADER + "GBP," + GOOD + "EURO," + GOOD)
    assert thereafter("import", "orders", file) == 2
    assert capsys.readouterr().err.strip() == (
        'thereafter import: orders.csv, line 3: currency "EURO" is not an ISO 4217 code. Did you mean EUR?\n'
        "Nothing was imported. Run again with --skip-invalid to import the other 1 line and list the rest."
    )
    assert thereafter("import", "orders", file, "--skip-invalid") == 0
    assert 'line 3: currency "EURO" is not an ISO 4217 code' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--column", "number"), '--column "number" names nothing. Write it like --column number=InvoiceNo.'),
        (("--option", "store"), '--option "store" names nothing. Write it like --option store=market.'),
        (("--column", "sku=sku", "--column", "sku=number"), '--column tells sku twice, as "sku" and as "number".'),
        (("--option", "store=a", "--option", "store=b"), '--option tells store twice, as "a" and as "b".'),
        (("--option", "store=a", "--store", "b"), "--store and --option store=… tell the same twice."),
        (("--column", "number=sku", "--column", "sku=sku"), 'Column "sku" of the file is told to be number and sku'),
        (("--save-preset", "   "), 'A preset cannot be called "   ". Call it by at most 60 small letters, digits,'),
        (("--save-preset", "My till"), 'A preset cannot be called "My till".'),
        (("--preset", "none"), 'thereafter import: There is no preset "none"'),
        (("--currency", "EURO"), 'thereafter import: Option currency cannot be "EURO"'),
        (("--delimiter", "ab"), 'thereafter import: --delimiter cannot be "ab". It is to be: One character'),
        (("--encoding", "klingon"), '"klingon" is no encoding'),
        (("--time-zone", "Mars/Olympus"), '"Mars/Olympus" is no time zone'),
    ],
)
def test_a_wrong_argument_ends_with_2_and_a_sentence(
    file: Path, arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert thereafter("import", "orders", file, *arguments) == 2
    assert sentence in capsys.readouterr().err
    assert not Order.objects.exists()


def test_a_kind_that_does_not_exist_ends_with_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert thereafter("import", "invoices", file) == 2
    assert "'invoices' is not one of 'orders', 'customers'" in capsys.readouterr().err


def test_columns_and_options_are_kept_as_a_preset_when_asked(file: Path) -> None:
    assert thereafter("import", "orders", file, "--currency", "GBP", "--save-preset", "till") == 0
    kept = Preset.objects.get()
    (part,) = kept.parts
    assert (kept.key, part["kind"], part["columns"]["sku"], part["options"]) == (
        "till",
        "orders",
        "sku",
        {"currency": "GBP"},
    )


def test_a_dry_run_says_that_it_keeps_no_preset(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert thereafter("import", "orders", file, "--save-preset", "till", "--dry-run") == 0
    assert (
        "Preset till was not kept: a dry run keeps nothing. Run it again without --dry-run." in capsys.readouterr().err
    )
    assert not Preset.objects.exists()


def test_of_several_files_none_is_imported_if_one_cannot_be_opened(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = file.with_name("missing.csv")
    assert thereafter("import", "orders", file, missing, file) == 2
    assert capsys.readouterr().err.strip() == f"thereafter import: {missing} does not exist. Check the name."
    assert thereafter("import", "orders", file, file.parent) == 2
    assert "is a folder." in capsys.readouterr().err
    assert not Order.objects.exists()


def test_of_several_files_those_after_a_wrong_one_are_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, third, last = (file.with_name(f"{name}.csv") for name in ("wrong", "third", "last"))
    wrong.write_text(HEADER + GOOD.replace("12.50", "free"))
    for number, path in (("1003", third), ("1004", last)):
        path.write_text(HEADER + GOOD.replace("1001", number))
    assert thereafter("import", "orders", file, wrong, third, last) == 2
    said = capsys.readouterr()
    assert "orders.csv: 1 line read: 1 new" in said.out
    assert "wrong.csv, line 2: price" in said.err
    assert said.err.strip().endswith(
        "Not looked at any more: third.csv, last.csv. Name them again when this is put right."
    )
    assert list(Order.objects.values_list("number", flat=True)) == ["1001"]
    assert thereafter("import", "orders", file, third, wrong) == 2
    assert "Not looked at" not in capsys.readouterr().err


def test_a_terminal_obeys_no_name_of_a_column(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("Shoe\x1b[31m size," + HEADER + "38," + GOOD)
    assert thereafter("import", "orders", file, "--column", "sku=Sku") == 2
    assert "It has: Shoe\\x1b[31m size, number" in capsys.readouterr().err
    assert thereafter("import", "orders", file) == 0
    assert "Not read: Shoe\\x1b[31m size." in capsys.readouterr().out


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "orders"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as hands:
        hands.submit(pipe.write_text, HEADER + GOOD)
        assert thereafter("import", "orders", pipe) == 0
    assert Order.objects.count() == 1


def test_the_first_orders_decide_the_shops_currency_and_no_later_ones_do(file: Path) -> None:
    thereafter("import", "orders", file, "--currency", "GBP")
    assert shop_settings.read().currency == "GBP"
    file.write_text(HEADER + GOOD.replace("1001", "1002"))
    thereafter("import", "orders", file, "--currency", "USD")
    assert shop_settings.read().currency == "GBP"


def test_a_dry_run_that_finds_invalid_lines_says_that_the_import_would_be_refused_and_ends_with_2(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(HEADER + GOOD + GOOD.replace("12.50", "free"))
    assert thereafter("import", "orders", file, "--dry-run") == 2
    assert "The import would be refused: run it with --skip-invalid" in capsys.readouterr().out
    assert thereafter("import", "orders", file, "--dry-run", "--skip-invalid") == 0
    assert "refused" not in capsys.readouterr().out


def test_a_dry_run_speaks_of_what_would_be(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert thereafter("import", "orders", file, "--store", "nostore", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "1 line read: 1 would be new, 0 changed" in said
    assert "Store nostore would be new. If it should not be, correct --store." in said


@pytest.mark.parametrize("option", ["--store", "--delimiter", "--currency", "--preset", "--save-preset", "--time-zone"])
def test_an_option_with_nothing_in_it_is_never_taken_for_none(
    file: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert thereafter("import", "orders", file, option, "") == 2
    assert f"{option} is empty. Give it a value, or leave it out." in capsys.readouterr().err
    assert not Order.objects.exists()


def test_columns_that_nobody_reads_a_new_store_and_kept_doubles_are_named(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("Shoe size," + HEADER + f"38,{GOOD}38,{GOOD}38,{GOOD.replace('12.50', '-1')}")
    assert thereafter("import", "orders", file, "--store", "nostore") == 0
    said = capsys.readouterr().out
    assert "3 lines read: 3 new, 0 changed, 0 unchanged, 0 invalid. Conflicting among them: 0." in said
    assert "Not read: Shoe size. Name them with --column" in said
    assert "Store nostore was not known before: it is new." in said
    assert "Kept: 1 exact duplicate, each as a line of its own" in said
    assert "In the file: lines with negative price 1, exact duplicates 1." in said
    file.write_text(HEADER + GOOD.replace("1001", "1002"))
    assert thereafter("import", "orders", file, "--store", "nostore") == 0
    assert "is new." not in capsys.readouterr().out


def test_a_preset_of_several_kinds_reads_them_all_in_its_order(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).parent / "exports" / "shopify-customers.csv"
    assert thereafter("import", "customers", path, "--preset", "shopify-customers") == 0
    said = capsys.readouterr().out
    assert said.index("3 lines read: 3 new") < said.index("2 lines read: 2 new")
    assert "Passed over: 1 row that the preset does not mean." in said
    assert set(Consent.objects.values_list("state", flat=True)) == {"granted", "withdrawn"}


def test_one_kind_of_a_preset_can_be_read_alone() -> None:
    path = Path(__file__).parent / "exports" / "shopify-customers.csv"
    assert thereafter("import", "consents", path, "--preset", "shopify-customers") == 0
    assert Consent.objects.count() == 2
    assert not Tag.objects.exists()
