"""Every page of the house: the surfaces' own lists, one after the other."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

handler400 = "thereafter.surfaces.ui.refused.bad_request"
handler500 = "thereafter.surfaces.ui.refused.broken"

_SURFACES = ("ui", "portal", "console.door", "console")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"thereafter.surfaces.{surface}.urls"))
    for surface in _SURFACES
    if find_spec(f"thereafter.surfaces.{surface}.urls")
]
