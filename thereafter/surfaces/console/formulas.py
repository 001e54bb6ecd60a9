"""Cells of an exported file that no spreadsheet takes for a formula.

Our own, because `defusedcsv` looks at the first character alone and knows neither full-width signs nor leading blanks,
tabs and line breaks, all of which some spreadsheet skips; and it writes a backslash before every bar.
"""

_STARTS = tuple("=+-@|%\t\r\n＝＋－＠｜％")
_SKIPPED = " \u00a0\u2007\u202f\u3000\ufeff\u200b\0"  # what some spreadsheet takes off before it looks


def harmless(cell: object) -> object:
    """The cell; a text that a spreadsheet might run gets an apostrophe before it, which spreadsheets read as "text"."""
    if isinstance(cell, str) and cell.lstrip(_SKIPPED).startswith(_STARTS):
        return f"'{cell}"
    return cell
