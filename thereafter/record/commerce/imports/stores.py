"""The store that a file's rows belong to."""

from datetime import datetime

from thereafter.record.commerce.models import Store


def ensure_store(key: str, *, now: datetime) -> Store:
    """The store of that key, made if nobody has heard of it."""
    return Store.objects.get_or_create(key=key, defaults={"name": key.replace("-", " ").title(), "since": now})[0]
