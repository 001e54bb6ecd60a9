"""How far a dump or a restore has come: the rows of each table, as the server counts them while it copies; indexes."""

from contextlib import suppress

import psycopg
from django.db import DatabaseError, connection

from thereafter.foundation.sql import Folder
from thereafter.project.progress import Advance

SQL = Folder(__file__)


class Rows:
    """Rows copied so far, shown by `advance`. A table copied faster than we look is seen at the end, with the rest."""

    def __init__(self, database: str, total: float, advance: Advance) -> None:
        self._database = database
        self._total = total
        self._advance = advance
        self._seen: dict[int, int] = {}

    def look(self) -> None:
        """Ask the server, and show it. That the server does not answer is for others to say."""
        try:
            for row in SQL["copied"].rows(database=self._database):
                self._seen[row.relation] = max(self._seen.get(row.relation, 0), row.rows)
        except DatabaseError:
            connection.close()
            return
        self._advance(min(sum(self._seen.values()), self._total), "")

    def finish(self) -> None:
        """All is there."""
        self._advance(self._total, "")


class Built:
    """Indexes and foreign keys made so far, of `total`, as the connection to their database sees them."""

    def __init__(self, through: "psycopg.Connection[tuple[object, ...]]", total: float, advance: Advance) -> None:
        self._through = through
        self._total = total
        self._advance = advance

    def look(self) -> None:
        """Ask the server, and show it. That the server does not answer is for others to say."""
        with suppress(psycopg.Error):
            [(made,)] = self._through.execute(SQL["built"].text).fetchall()
            self._advance(min(float(str(made)), self._total), "")

    def finish(self) -> None:
        """All is there."""
        self._advance(self._total, "")
