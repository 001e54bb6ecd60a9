"""Where a fact is from, as a person reads it: an import by the name of its file, with the way there."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html

from thereafter.connectors.files import queries as imports

_IMPORT = "import:"


def readable(sources: Iterable[str]) -> Mapping[str, str]:
    """These sources as they are shown, by source: an import by its file's name, a member by hers, others as they are.

    One query at most.
    """
    said = set(sources)
    keys = {source: key for source in said if (key := _key(source))}
    files = imports.file_names(keys.values()) if keys else {}
    return {source: _shown(source, keys.get(source), files) for source in said}


def _key(source: str) -> UUID | None:
    try:
        return UUID(source.removeprefix(_IMPORT)) if source.startswith(_IMPORT) else None
    except ValueError:
        return None


def _shown(source: str, key: UUID | None, files: Mapping[UUID, str]) -> str:
    if key is None or key not in files:
        return source.removeprefix("console:")
    return format_html('<a href="{}">import of {}</a>', reverse("console:import", args=[key]), files[key])
