"""With which address links for colleagues begin: the console's as set up, not where one of us happens to be."""

from urllib.parse import urlsplit

from django.conf import settings as django_settings

from thereafter.record.shop import settings
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.settings.readiness import is_here


def console_root(desk: Desk) -> str:
    """CONSOLE_URL, else the public address as decided; where none is, the one that is in use now."""
    decided = desk.shop.public_url if settings.is_decided("public_url") else ""
    root = django_settings.ADDRESSES.console or decided or desk.request.build_absolute_uri("/")
    return str(root).rstrip("/")


def trouble(root: str) -> str:
    """Why a colleague elsewhere could not open a link that begins so; empty where she can."""
    if not is_here(urlsplit(root).hostname):
        return ""
    return (
        f"The link begins with {root}, which opens on this machine only. For a colleague elsewhere, set the public "
        "address under Settings, or CONSOLE_URL, and invite her again."
    )
