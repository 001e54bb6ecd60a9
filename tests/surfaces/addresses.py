"""Every address of the house, from the configuration itself: its name, its room, and an example."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every_address() -> list[tuple[str, URLPattern]]:
    """Each pattern by its full name, such as `console:task-done`."""
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Iterable[URLPattern | URLResolver], room: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, one.namespace or room)
        else:
            yield (f"{room}:{one.name}" if room else str(one.name)), one
