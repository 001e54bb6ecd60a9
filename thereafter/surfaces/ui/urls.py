"""Include under any prefix: `path("ui/", include("thereafter.surfaces.ui.urls"))`."""

from django.urls import path

from thereafter.surfaces.ui import appearance, specimen

app_name = "ui"
urlpatterns = [
    path("appearance/", appearance.choose, name="appearance"),
    path("specimen/", specimen.console, name="specimen"),
    path("specimen/portal/", specimen.portal, name="specimen-portal"),
    path("specimen/entrance/", specimen.entrance, name="specimen-entrance"),
    path("specimen/face.css", specimen.face_css, name="specimen-face"),
    path("specimen/mail/", specimen.mail, name="specimen-mail"),
    path("specimen/progress/", specimen.progress, name="specimen-progress"),
]
