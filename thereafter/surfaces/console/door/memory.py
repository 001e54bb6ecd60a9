"""What the libraries at the door must not forget between two requests: how often a code was tried, which was used.

Django's cache, kept in the database: every web process counts together, and a restart forgets nothing. A key may hold
an address of the net or a code; so only its HMAC is kept. Nothing else asks this cache, so a page costs nothing more.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.utils.crypto import salted_hmac
from psycopg.types.json import Jsonb

from thereafter.foundation.clock import RealClock
from thereafter.foundation.sql import Folder
from thereafter.surfaces.console.models import Remembered

SQL = Folder(__file__)
_SALT = "thereafter.surfaces.console.door.memory"
_NEVER = datetime.max.replace(tzinfo=UTC)


class SharedMemory(BaseCache):
    """A cache of small plain values, in a table of ours."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it if there is nothing under this key. Of two that come at once, one is told yes."""
        return self._keep("remember_new", key, value, timeout, version)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep it, instead of what there was."""
        self._keep("remember", key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept and not over."""
        there = Remembered.objects.filter(key=self._name(key, version), until__gt=RealClock().now())
        return next(iter(there.values_list("value", flat=True)), default)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it for longer, or shorter."""
        there = Remembered.objects.filter(key=self._name(key, version), until__gt=RealClock().now())
        return there.update(until=self._until(timeout)) > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget it."""
        return Remembered.objects.filter(key=self._name(key, version)).delete()[0] > 0

    def clear(self) -> None:
        """Forget everything."""
        Remembered.objects.all().delete()

    def _keep(self, how: str, key: str, value: Any, timeout: float | None, version: int | None) -> bool:
        name, now = self._name(key, version), RealClock().now()
        return SQL[how].run(key=name, value=Jsonb(value), until=self._until(timeout), now=now) > 0

    def _name(self, key: str, version: int | None) -> str:
        return salted_hmac(_SALT, self.make_and_validate_key(key, version=version), algorithm="sha256").hexdigest()

    def _until(self, timeout: float | None) -> datetime:
        ends = self.get_backend_timeout(timeout)
        return _NEVER if ends is None else datetime.fromtimestamp(ends, tz=UTC)


def forget_what_is_over(*, now: datetime) -> int:
    """Delete what nobody asks for any more; how much that was."""
    return Remembered.objects.filter(until__lte=now).delete()[0]
