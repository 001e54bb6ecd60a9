"""What readers ask of imports."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from thereafter.connectors.files.models import Run


def running() -> QuerySet[Run]:
    """Imports under way, the oldest first."""
    return Run.objects.filter(state=Run.State.RUNNING).order_by("started_at")


def failed_lately(*, since: datetime) -> QuerySet[Run]:
    """Imports that failed since then and were not started again, the newest first."""
    return Run.objects.filter(state=Run.State.FAILED, started_at__gte=since).order_by("-started_at")


def file_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """What the files of these imports are called; one query."""
    return dict(Run.objects.filter(key__in=set(keys)).values_list("key", "file_name"))
