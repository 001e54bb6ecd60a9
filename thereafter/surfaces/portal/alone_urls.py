"""All that exists on the customers' own address."""

from django.urls import include, path

handler404 = "thereafter.surfaces.portal.face.lost"
urlpatterns = [path("", include("thereafter.surfaces.portal.urls"))]
