"""How far the work on an upload is, told while its transaction lasts: from a thread with a connection of its own."""

import threading
import uuid
from types import TracebackType
from typing import Self

from django.db import DatabaseError, InterfaceError, connection

from thereafter.connectors.files.errors import Forgotten, Stopped
from thereafter.connectors.files.importing import Progress, Stage
from thereafter.connectors.files.models import Upload
from thereafter.connectors.files.pacing import Pace
from thereafter.foundation.clock import Clock

_EVERY = 0.5  # seconds
_SO_FAR = "Somebody stopped it. What was imported until then stays; import again to go on from there."
_NOTHING = "Somebody stopped the look at what it would do. Nothing was imported, and all that it did is taken back."
_WORDS = {
    Stage.READING: "reading",
    Stage.CHECKING: "checking",
    Stage.LOADING: "importing",
    Stage.MERGING: "importing",
    Stage.COMMITTED: "importing",
}
_AT_WORK = {Stage.LOADING, Stage.MERGING, Stage.COMMITTED}


class Teller:
    """Notes progress in the upload's row twice a second, and hears there whether somebody said stop."""

    def __init__(self, key: uuid.UUID, clock: Clock, *, rehearsing: bool) -> None:
        self._key, self._clock, self._rehearsing = key, clock, rehearsing
        self._far: tuple[str, int] = ("", 0)  # what is read, and how far
        self._moved_at = clock.now()
        self._end, self._stopped = threading.Event(), threading.Event()
        self._forgotten = ""
        self._said: dict[str, object] = {}
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self._what, self._about_since, self._pace = "", clock.now(), Pace()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def about(self, kind: str) -> None:
        """Which kind is read now."""
        self._what, self._about_since, self._pace = kind, self._clock.now(), Pace()

    def watch(self, progress: Progress) -> None:
        """Note how far it is. Raises Stopped once somebody said so."""
        doing = _WORDS[progress.stage]
        if self._rehearsing and doing == "importing":
            doing = "trying out"
        if self._far != (self._what, progress.done):
            self._far, self._moved_at = (self._what, progress.done), self._clock.now()
        if progress.stage in _AT_WORK:
            self._pace.note(progress.done, at=self._moved_at)
        self._said = {
            "stage": f"{doing} {self._what}",
            "rows_done": progress.done,
            "rows_total": progress.total,
            "moved_at": self._moved_at,
            "pace": self._pace.a_second,
            **({"begun_at": self._about_since} if self._rehearsing else {}),  # each part, and each try, counts from 0
            **({"tries": 0} if progress.stage is Stage.COMMITTED and not self._rehearsing else {}),
        }
        if self._forgotten:
            raise Forgotten(self._forgotten)
        if self._stopped.is_set():
            raise Stopped(_NOTHING if self._rehearsing else _SO_FAR)

    def _tell(self) -> None:
        try:
            while not self._end.wait(_EVERY):
                self._note()
        finally:
            connection.close()

    def _note(self) -> None:
        try:
            mine = Upload.objects.filter(pk=self._key)
            said, self._said = self._said, {}
            if said:
                mine.update(**said)
            if told := mine.filter(stop=True).values("state", "error").first():
                self._forgotten = told["error"] if told["state"] == Upload.State.GONE else ""
                self._stopped.set()
        except (DatabaseError, InterfaceError):  # whoever does the work will hear of it
            connection.close()
