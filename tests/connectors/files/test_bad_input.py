"""What bad input gets: one sentence with file, line, value and remedy, and nothing imported."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.cast import NOON
from tests.connectors.files.conftest import Bring
from thereafter.connectors.files import importing
from thereafter.connectors.files.errors import BadFile, WrongOption
from thereafter.connectors.files.settings import Settings
from thereafter.foundation.clock import VirtualClock
from thereafter.record.commerce.models import Line, Order
from thereafter.record.customers.models import Customer

pytestmark = pytest.mark.django_db

HEADER = "number,placed_at,sku,quantity,price,customer,currency\n"
GOOD = "1001,2026-03-01 10:00,TEAPOT,2,12.50,7,GBP\n"


def refusal(bring: Bring, text: str | bytes, kind: str = "orders", **told: object) -> str:
    """The sentence with which a file is refused; nothing may have been imported."""
    with pytest.raises(BadFile) as caught:
        bring(kind, text, **told)
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    return str(caught.value)


def test_where_no_line_is_good_nobody_is_told_to_import_the_others(bring: Bring) -> None:
    said = refusal(bring, HEADER + GOOD.replace("GBP", "EURO"))
    assert said.endswith("Nothing was imported.")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"currency": "EURO"}, 'currency "EURO" is not an ISO 4217 code. Did you mean EUR?'),
        (
            {"placed_at": "2026-02-30"},
            'placed_at "2026-02-30" is not a date. Write it like 2026-03-10 14:05, or say how',
        ),
        ({"placed_at": "yesterday"}, 'placed_at "yesterday" is not a date.'),
        ({"placed_at": "01/03/2026"}, "--date-format"),
        ({"placed_at": "0001-01-01"}, "lies before 1990"),
        ({"placed_at": "9999-12-31"}, "lies after 2026-03-12"),
        ({"placed_at": "2026-W05"}, 'placed_at "2026-W05" is not a date. Write it like 2026-03-10 14:05'),
        ({"placed_at": "20260301"}, 'placed_at "20260301" is not a date.'),
        ({"placed_at": "2026-03-01x10:00"}, "is not a date."),
        ({"price": "1_000"}, 'price "1_000" is not a price. Write it like 12.50.'),
        ({"price": "٣"}, 'price "٣" is not a price. Write it like 12.50.'),
        ({"quantity": "1_000"}, 'quantity "1_000" is not a whole number.'),
        ({"quantity": "0x10"}, 'quantity "0x10" is not a whole number.'),
        ({"quantity": "٣"}, 'quantity "٣" is not a whole number.'),
        ({"price": "free"}, 'price "free" is not a price. Write it like 12.50.'),
        ({"price": "12,50"}, 'price "12,50" is not a price.'),
        ({"price": "NaN"}, 'price "NaN" is not a price.'),
        ({"price": "Infinity"}, 'price "Infinity" is not a price.'),
        ({"price": "-inf"}, 'price "-inf" is not a price.'),
        ({"price": "1e300"}, 'price "1e300" is not a price. Write it like 12.50, with all its digits'),
        ({"price": "1e5"}, 'price "1e5" is not a price. Write it like 12.50, with all its digits'),
        ({"price": "1000000000000"}, 'price "1000000000000" is too large'),
        (
            {"price": "999999999", "quantity": "2147483647"},
            "price 999,999,999 times 2,147,483,647 pieces is more than can be stored. Correct one of them.",
        ),
        ({"quantity": "two"}, 'quantity "two" is not a whole number. Write it like 12.'),
        ({"quantity": "1.5"}, 'quantity "1.5" is not a whole number.'),
        ({"quantity": "99999999999"}, 'quantity "99999999999" is too large: at most 2,147,483,647 can be stored.'),
        ({"quantity": "-9223372036854775808"}, "is too large"),
        ({"quantity": "1e5"}, 'quantity "1e5" is not a whole number. Write it like 12, with all its digits'),
        ({"number": ""}, "number is empty. Fill it in."),
        ({"number": "   "}, "number is empty. Fill it in."),
        ({"price": ""}, "price is empty. Fill it in."),
        ({"sku": "x" * 121}, "has 121 characters, and at most 120 fit."),
    ],
)
def test_a_wrong_cell_is_named_with_its_line_and_remedy(bring: Bring, cells: dict[str, str], sentence: str) -> None:
    names = HEADER.strip().split(",")
    row = dict(zip(names, GOOD.strip().split(","), strict=True)) | {"number": "1002"} | cells
    said = refusal(bring, HEADER + GOOD + '"' + '","'.join(row[name] for name in names) + '"\n')
    assert said.startswith("orders.csv, line 3: ")
    assert sentence in said
    assert "Nothing was imported. Run again with --skip-invalid to import the other 1 line and list the rest." in said


def test_with_skip_invalid_the_others_are_imported_and_the_rest_is_listed(bring: Bring) -> None:
    text = HEADER + GOOD + GOOD.replace("GBP", "EURO") + GOOD.replace("2026", "20x6") + GOOD.replace("1001", "1002")
    report = bring("orders", text, skip_invalid=True)
    assert (report.new, report.invalid, report.lines) == (2, 2, 4)
    assert [note.row for note in report.problems] == [3, 4]
    assert set(Order.objects.values_list("number", flat=True)) == {"1001", "1002"}


def test_the_line_is_right_after_cells_that_hold_line_breaks_and_after_empty_lines(bring: Bring) -> None:
    text = (
        HEADER.replace("sku", "title,sku")
        + '1001,2026-03-01,"a\n\nb",T,1,2,7,GBP\n\n1002,2026-03-01,c,T,1,free,7,GBP\n'
    )
    assert refusal(bring, text).startswith("orders.csv, line 6: ")


def test_a_ten_megabyte_cell_is_refused_as_one_cell(bring: Bring) -> None:
    said = refusal(bring, HEADER + GOOD + GOOD.replace("TEAPOT", "x" * 10_000_000))
    assert "line 3" in said
    assert "has 10,000,000 characters, and at most 120 fit" in said
    assert len(said) < 500


def test_a_nul_byte_is_named_with_its_line(bring: Bring) -> None:
    assert "orders.csv, line 3: there is a NUL byte" in refusal(
        bring, HEADER + GOOD + GOOD.replace("TEAPOT", "TEA\0POT")
    )


def test_a_wrong_encoding_is_named_with_line_byte_and_remedy(bring: Bring) -> None:
    text = (HEADER + GOOD + GOOD.replace("TEAPOT", "THÉIÈRE")).encode("cp1252")
    said = refusal(bring, text)
    assert said.startswith(
        "orders.csv, line 3: byte 0xc9 is not UTF-8. Name the file's encoding, perhaps --encoding cp1252"
    )
    bring("orders", text, reading={"encoding": "cp1252"})
    assert Line.objects.filter(product__sku="THÉIÈRE").exists()


def test_an_encoding_that_is_none_is_refused(bring: Bring) -> None:
    assert '"klingon" is no encoding' in refusal(bring, HEADER + GOOD, reading={"encoding": "klingon"})


def test_a_utf_16_file_is_recognised(bring: Bring) -> None:
    assert "--encoding utf-16" in refusal(bring, (HEADER + GOOD).encode("utf-16"))


def test_rows_with_too_many_or_too_few_cells_are_named(bring: Bring) -> None:
    said = refusal(bring, HEADER + GOOD + GOOD.replace("TEAPOT", "TEA,POT"))
    assert said.startswith("orders.csv, line 3: there are 8 cells where the header has 7.")
    report = bring("orders", HEADER + "1,2\n" + GOOD, skip_invalid=True)
    assert (report.new, report.invalid, report.problems[0].row) == (1, 1, 2)


def test_two_columns_of_one_name_are_refused(bring: Bring) -> None:
    assert 'line 1: column "price" stands there twice' in refusal(bring, HEADER.replace("sku", "price") + GOOD)


def test_columns_that_cannot_be_guessed_are_asked_for_and_can_be_named(bring: Bring) -> None:
    text = "Beleg,Tag,Ware,Menge,Preis,Kunde\n1001,2026-03-01,TEAPOT,1,12.50,7\n"
    said = refusal(bring, text)
    assert ('orders.csv has no column that looks like "number" (and none like placed_at, sku), which') in said
    assert "It has: Beleg, Tag, Ware, Menge, Preis, Kunde. Name them with --column number=NAME --column placed" in said
    told = {"number": "Beleg", "placed_at": "Tag", "sku": "Ware", "quantity": "Menge", "price": "Preis"}
    assert bring("orders", text, columns=told).new == 1


def test_a_file_of_another_kind_is_refused_by_its_columns(bring: Bring) -> None:
    assert "has no column that looks like" in refusal(bring, "email,reason\nada@people.example,bounced\n")


def test_columns_that_do_not_exist_on_either_side_are_named(bring: Bring) -> None:
    assert 'has no column "Prise". Did you mean price?' in refusal(bring, HEADER + GOOD, columns={"price": "Prise"})
    assert 'orders have no column "prise". Did you mean price?' in refusal(
        bring, HEADER + GOOD, columns={"prise": "price"}
    )


def test_options_that_do_not_exist_or_fit_are_named(bring: Bring) -> None:
    with pytest.raises(WrongOption, match='orders have no option "colour"'):
        bring("orders", HEADER + GOOD, colour="red")
    with pytest.raises(WrongOption, match='Option store cannot be "No Store!"'):
        bring("orders", HEADER + GOOD, store="No Store!")
    with pytest.raises(WrongOption, match=f'Option store cannot be "{"x" * 60}…": a key is at most 60 small letters'):
        bring("orders", HEADER + GOOD, store="x" * 500)
    with pytest.raises(WrongOption, match='Option currency cannot be "EURO"'):
        bring("orders", HEADER + GOOD, currency="EURO")


TITLED = "number,placed_at,sku,title,quantity,price\n"


@pytest.mark.parametrize("skip_invalid", [False, True])
@pytest.mark.parametrize(
    ("header", "row"),
    [
        (TITLED, '1001,2026-03-01,TEAPOT,"Teapot 5 in tall,1,12.50\n'),  # in the middle: rows lack cells
        (HEADER, '1001,2026-03-01,TEAPOT,1,12.50,7,"GBP\n'),  # at the end: it would be a row like any other
    ],
)
def test_a_quotation_mark_that_stays_open_swallows_no_rows(
    bring: Bring, header: str, row: str, skip_invalid: bool
) -> None:
    good = row.replace('"', "")
    said = refusal(bring, header + good + row + good + good, skip_invalid=skip_invalid)
    assert said.startswith("orders.csv, line 3: a quotation mark is opened in this row and never closed")


def test_a_cell_over_several_lines_is_one_cell_and_later_lines_keep_their_numbers(bring: Bring) -> None:
    text = TITLED + '1001,2026-03-01,TEAPOT,"Teapot\nwith ""lid""\n",1,12.50\n1002,2026-03-01,TEAPOT,Teapot,one,12.50\n'
    assert refusal(bring, text).startswith('orders.csv, line 5: quantity "one"')
    report = bring("orders", text, skip_invalid=True)
    assert (report.lines, report.new, report.invalid) == (2, 1, 1)


def test_a_row_that_runs_over_lines_says_so(bring: Bring) -> None:
    text = TITLED + '1001,2026-03-01,TEAPOT,"Teapot",1,"12.50\n1002,2026-03-01,TEAPOT,Pot",1\n'
    assert "line 2: there are 7 cells over 2 lines where the header has 6." in refusal(bring, text)


@pytest.mark.parametrize("skip_invalid", [False, True])
def test_a_quotation_mark_that_another_row_closes_makes_no_row_of_two(bring: Bring, skip_invalid: bool) -> None:
    text = TITLED + '1001,2026-03-01,TEAPOT,"Teapot,1,12.50\n1002,2026-03-01,TEAPOT,Pot",1,12.50\n'
    said = refusal(bring, text, skip_invalid=skip_invalid)
    assert said.startswith("orders.csv, lines 2 to 3: a quotation mark makes one row of what looks like 2 rows.")


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_an_empty_file_is_refused(bring: Bring, text: str) -> None:
    assert "orders.csv is empty" in refusal(bring, text)


def test_a_header_alone_is_refused(bring: Bring) -> None:
    assert "has a header and no rows" in refusal(bring, HEADER)


def attempt(path: Path) -> str:
    with pytest.raises(BadFile) as caught:
        importing.run(path, "orders", Settings(), clock=VirtualClock(NOON), actor="ruth")
    return str(caught.value)


def test_a_missing_file_a_folder_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    assert "does not exist. Check the name." in attempt(tmp_path / "none.csv")
    assert "is a folder. Name a file in it." in attempt(tmp_path)
    (tmp_path / "file").write_text(HEADER)
    assert "cannot be read: Not a directory" in attempt(tmp_path / "file" / "orders.csv")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing that follows PAR1")
    assert "broken.parquet is a damaged Parquet file" in attempt(broken)
    broken.write_bytes(bytes(range(256)))
    assert "broken.parquet is named like a Parquet file and does not begin as one." in attempt(broken)


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text(HEADER + GOOD)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this account may read every file")
    assert "cannot be read: Permission denied" in attempt(path)


def test_a_parquet_file_is_checked_like_text_and_counted_in_rows(tmp_path: Path) -> None:
    table = pa.table(
        {
            "number": ["1", "2"],
            "placed_at": ["2026-03-01", "2026-03-01"],
            "sku": ["A", "B\0"],
            "quantity": [1.0, 2.5],
            "price": [1.0, float("nan")],
        }
    )
    path = tmp_path / "orders.parquet"
    pa.parquet.write_table(table, path)
    assert attempt(path).startswith("orders.parquet, row 2: ")
    lenient = Settings(skip_invalid=True)
    report = importing.run(path, "orders", lenient, clock=VirtualClock(NOON), actor="ruth")
    assert (report.new, report.invalid) == (1, 1)
    assert len(report.problems) == 3


def test_a_quote_that_is_never_closed_is_refused(bring: Bring) -> None:
    assert "orders.csv" in refusal(bring, HEADER + '"1001,2026-03-01,TEAPOT,1,2,7,GBP\n' + GOOD * 3)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark_are_understood(bring: Bring, separator: str) -> None:
    text = "\ufeff" + (HEADER + GOOD).replace(",", separator)
    assert bring("orders", text).new == 1


def test_prices_with_a_comma_are_understood_when_told(bring: Bring) -> None:
    text = (HEADER + GOOD).replace(",", ";").replace("12.50", "1.212,50")
    bring("orders", text, reading={"decimal_comma": True})
    assert Line.objects.get().amount_minor == 242_500


def test_dates_are_understood_as_told(bring: Bring) -> None:
    text = HEADER + GOOD.replace("2026-03-01 10:00", "01.03.2026 10:00")
    bring("orders", text, reading={"date_format": "%d.%m.%Y %H:%M"})
    assert f"{Order.objects.get().placed_at:%Y-%m-%d %H:%M}" == "2026-03-01 10:00"
    said = refusal_of_date(bring, HEADER + GOOD)
    assert "is not a date. --date-format says %d.%m.%Y %H:%M" in said


def refusal_of_date(bring: Bring, text: str) -> str:
    with pytest.raises(BadFile) as caught:
        bring("orders", text, reading={"date_format": "%d.%m.%Y %H:%M"})
    return str(caught.value)


@pytest.mark.parametrize(
    ("properties", "sentence"),
    [
        ('{"a": 1e999}', "holds a number that is too large to be stored"),
        ('{"a": [-1e400]}', "holds a number that is too large to be stored"),
        ('{"a": NaN}', "is not a JSON object"),
        (r'{"a": "\u0000"}', "holds a NUL character"),
        (r'{"\ud800": 1}', "holds half a character"),
        ("[1]", "is not a JSON object"),
        ('{"a": ' * 5_000, "is not a JSON object"),
        (
            '{"a": ' + "9" * 5_000 + "}",
            "holds a number that is too large to be stored. Correct it, or write it in quotes",
        ),
        ('{"a": "' + "x" * 32_000 + '"}', "has 32,009 characters, and at most 32,000 fit."),
    ],
)
def test_json_that_no_database_holds_is_an_invalid_line_and_the_others_are_imported(
    bring: Bring, properties: str, sentence: str
) -> None:
    rows = (properties, r'{"a": "\\u0000", "b": 1e308}')
    cells = [f'7,Product Viewed,2026-03-01,"{row.replace(chr(34), chr(34) * 2)}"\n' for row in rows]
    text = "customer,name,occurred_at,properties\n" + "".join(cells)
    said = refusal(bring, text, kind="events")
    assert said.startswith('events.csv, line 2: properties "')
    assert sentence in said
    report = bring("events", text, skip_invalid=True)
    assert (report.new, report.invalid) == (1, 1)
