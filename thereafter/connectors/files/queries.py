"""What readers ask of imports."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from thereafter.connectors.files.models import Run, Upload


def running() -> QuerySet[Run]:
    """Imports under way that nobody follows as an upload, the oldest first."""
    followed = worked_on().filter(deed=Upload.Deed.IMPORT).values("digest")
    return Run.objects.filter(state=Run.State.RUNNING).exclude(file_digest__in=followed).order_by("started_at")


def came_in_since(at: datetime) -> bool:
    """Whether rows of a file were taken over after that moment."""
    return Run.objects.filter(Q(moved_at__gt=at) | Q(ended_at__gt=at)).exists()


def worked_on() -> QuerySet[Upload]:
    """Uploads that the worker has or is to take up, the oldest first."""
    return Upload.objects.filter(state=Upload.State.ASKED).order_by("asked_at")


def in_hand() -> Upload | None:
    """The upload that the worker has begun and not ended; the others wait for it."""
    return worked_on().exclude(begun_at=None).first()


def kept_uploads(*, since: datetime) -> QuerySet[Upload]:
    """Uploads whose file is kept, or whose rows that were left out are, and those brought since then that went because
    somebody was erased; the newest first."""
    files = Q(state__in=(Upload.State.KEPT, Upload.State.ASKED))
    lists = Q(state=Upload.State.DONE) & (Q(left_out__gt=0) | Q(arrived_at__gte=since) & ~Q(error=""))
    gone = Q(state=Upload.State.GONE, arrived_at__gte=since) & ~Q(error="")
    return Upload.objects.filter(files | lists | gone).order_by("-arrived_at")


def failed_lately(*, since: datetime) -> QuerySet[Run]:
    """Imports that failed since then and were not started again, the newest first."""
    later = Run.objects.filter(file_digest=OuterRef("file_digest"), kind=OuterRef("kind"))
    again = later.filter(started_at__gt=OuterRef("started_at"))
    failed = Run.objects.filter(state=Run.State.FAILED, started_at__gte=since).exclude(Exists(again))
    return failed.order_by("-started_at")


def file_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """What the files of these imports are called; one query."""
    return dict(Run.objects.filter(key__in=set(keys)).values_list("key", "file_name"))
