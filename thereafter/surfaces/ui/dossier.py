"""All that is known of somebody, packed for her: a page to read and the same for machines, in one archive."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from thereafter.surfaces.ui import wording

_FOR_MACHINES = {"html"}  # what a page cannot show in a cell

Sections = Mapping[str, Sequence[Mapping[str, Any]]]


def as_json(sections: Sections) -> str:
    """The same for machines: sections by name, each a list of objects."""
    return json.dumps(sections, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def as_page(sections: Sections, *, title: str, shop: str, now: datetime, zone: ZoneInfo) -> str:
    """One page without anything from elsewhere: a table for each section that has something in it."""
    tables = [
        {
            "title": name.replace("_", " ").capitalize(),
            "columns": [column.replace("_", " ") for column in rows[0] if column not in _FOR_MACHINES],
            "rows": [
                [_shown(value, zone) for column, value in row.items() if column not in _FOR_MACHINES] for row in rows
            ],
        }
        for name, rows in sections.items()
        if rows
    ]
    said = {"title": title, "shop": shop, "made": wording.instant(now, zone), "tables": tables}
    return render_to_string("ui/dossier.html", said)


def pack(sections: Sections, *, title: str, shop: str, now: datetime, zone: ZoneInfo) -> io.BytesIO:
    """Both in one archive, to be read from its beginning."""
    packed = io.BytesIO()
    stamp = now.astimezone(zone).timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "everything.html": as_page(sections, title=title, shop=shop, now=now, zone=zone),
            "everything.json": as_json(sections),
        }.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=stamp), text, zipfile.ZIP_DEFLATED)
    packed.seek(0)
    return packed


def _shown(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return wording.instant(value, zone)
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)
