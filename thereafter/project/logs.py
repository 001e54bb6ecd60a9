"""Logging that names no customer: paths lose their tokens, errors lose their values."""

import logging
import traceback
from types import TracebackType
from typing import Any

from thereafter.foundation.outage import is_lost


class WithoutTokens(logging.Filter):
    """Cuts what Django says about a request down to the first word of its path: the rest may be a signed link."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django."):
            if isinstance(record.args, tuple):
                record.args = tuple(_first_word(value) for value in record.args)
            record.__dict__.pop("request", None)
        return True


class RefusedInALine(logging.Filter):
    """A request that Django refuses is the visitor's mistake and not ours: one line, and no trace of our code."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


class WithoutFalls(logging.Filter):
    """Leaves out what the libraries say, each at length, when the database goes away: the worker says it in a line.

    Their other errors stay, with where they came from.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "psycopg.pool":  # it is silent but for connections that it cannot make
            return not record.getMessage().startswith(("error connecting in", "discarding", "reconnection attempt"))
        if record.name.startswith(("procrastinate.", "asyncio")):
            return not is_lost(record.exc_info[1] if record.exc_info else None)
        return True


class WithoutValues(logging.Formatter):
    """Shows where an error came from and of what type, not its message: a database's message quotes the row."""

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__))
            state = getattr(error, "sqlstate", None)
            lines.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}{f' {state}' if state else ''}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\ncaused by\n".join(lines)


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error at `level` and above."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "without_tokens": {"()": WithoutTokens},
            "without_falls": {"()": WithoutFalls},
            "refused_in_a_line": {"()": RefusedInALine},
        },
        "formatters": {"line": {"()": WithoutValues, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": [
                    "without_tokens",
                    "without_falls",
                    "refused_in_a_line",
                ],  # a logger's own would not meet its children's
            },
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},  # a page for each scanner
            "procrastinate": {"level": max(level, "WARNING", key=_severity)},
            "mail.log": {"level": "WARNING"},  # a mailbox's conversations (aiosmtpd), which name sender and recipient
        },
    }


def _severity(level: str) -> int:
    return logging.getLevelNamesMapping()[level]


def _first_word(value: object) -> object:
    if isinstance(value, str) and value.startswith("/"):
        word, _, rest = value[1:].partition("/")
        return f"/{word}/…" if rest else f"/{word}".partition("?")[0]
    return value
