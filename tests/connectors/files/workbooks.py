"""Workbooks and archives as spreadsheets and mail tools write them, as few bytes as will do."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Cell = str | int | float | None
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_STYLES = (  # style 1 is a date with its time, style 2 a date
    f'<styleSheet {_MAIN}><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class Day(float):
    """A date as a workbook counts it: days since the end of 1899."""


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]], *, hidden: Sequence[str] = (), more: Mapping[str, str] | None = None
) -> bytes:
    """An .xlsx workbook; `more` are further parts of the archive that it is."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"{_state(name in hidden)}/>'
        for number, name in enumerate(sheets, 1)
    )
    tied = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'<Relationships {_PACKAGE}><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships {_PACKAGE}>{tied}<Relationship Id="s" '
            f'Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": _STYLES,
            **{f"xl/worksheets/sheet{number}.xml": _sheet(rows) for number, rows in enumerate(sheets.values(), 1)},
            **(more or {}),
        }
    )


def sheet_of(place: str) -> str:
    """A sheet with one cell at the beginning and one at a place far off."""
    far = f'<c r="{place}" t="inlineStr"><is><t>x</t></is></c>'
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>'
    return f'<worksheet {_MAIN}><sheetData>{first}<row r="{row}">{far}</row></sheetData></worksheet>'


def _state(is_hidden: bool) -> str:
    return ' state="hidden"' if is_hidden else ""


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    told = "".join(
        f'<row r="{number}">{"".join(_cell(cell, f"{chr(65 + at)}{number}") for at, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f"<worksheet {_MAIN}><sheetData>{told}</sheetData></worksheet>"


def _cell(cell: Cell, place: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    style = (' s="2"' if cell.is_integer() else ' s="1"') if isinstance(cell, Day) else ""
    return f'<c r="{place}"{style}><v>{cell}</v></c>'
