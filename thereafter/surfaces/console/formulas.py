"""Cells of an exported file that no spreadsheet takes for a formula."""

_STARTS = tuple("=+-@|%\t\r\n＝＋－＠")


def harmless(cell: object) -> object:
    """The cell; a text that a spreadsheet might run gets an apostrophe before it, which spreadsheets read as "text"."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0\u3000").startswith(_STARTS):
        return f"'{cell}"
    return cell
