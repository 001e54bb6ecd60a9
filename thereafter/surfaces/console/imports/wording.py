"""What the importer says, for somebody who has no command line before her."""

import re

_INSTEAD = (
    (
        r" Run again with --skip-invalid to import the other ([\d,]+) (\w+) and list the rest\.",
        r" You can leave them out and import the other \1 \2.",
    ),
    (r"(?:perhaps |with )?--encoding (\S+?)(?=[,.) ]|$)", r"perhaps \1, under “Encoding”"),
    (r"--encoding and --delimiter", "“Encoding” and “Separator”"),
    (r"(?:with )?--encoding", "under “Encoding”"),
    (r"(?:with )?--date-format says (\S+)", r"“Dates” says \1"),
    (r"(?:with )?--date-format", "under “Dates”"),
    (r"leave out --decimal-comma", "untick “Prices have a decimal comma”"),
    (r"Leave out --decimal-comma", "Untick “Prices have a decimal comma”"),
    (r"say --decimal-comma", "tick “Prices have a decimal comma”"),
    (r"say --thousandths", "tick “Prices have three decimals”"),
    (r"(?:with )?--currency", "under “Currency”"),
    (r"correct --store", "correct “Store”"),
    (r"Leave out --column \S+=.*?, or name another column\.", "Choose another column for one of them."),
    (
        r"Name (it|them) with (?:--column \w+=NAME ?(?:or )?)+, or import another kind\.",
        r"Choose \1 below, or say what else the file tells of.",
    ),
    (
        r"Run thereafter import (\w+), or say that these are (\w+) with --column .*",
        r"Say that it tells of \1, if it does.",
    ),
    (r"Import them: thereafter import (\w+)", r"Import \1 instead"),
)


def said_here(words: str) -> str:
    """The same sentence, with the fields of the page in place of options of the command."""
    for pattern, instead in _INSTEAD:
        words = re.sub(pattern, instead, words)
    return words
