"""The choice of the appearance, and the specimen pages where DEBUG is on."""

from django.urls import path

from thereafter.surfaces.ui import appearance, specimen

app_name = "ui"
urlpatterns = [
    path("ui/appearance/", appearance.choose, name="appearance"),
    path("ui/specimen/", specimen.console, name="specimen"),
    path("ui/specimen/portal/", specimen.portal, name="specimen-portal"),
    path("ui/specimen/entrance/", specimen.entrance, name="specimen-entrance"),
    path("ui/specimen/face.css", specimen.face_css, name="specimen-face"),
    path("ui/specimen/mail/", specimen.mail, name="specimen-mail"),
    path("ui/specimen/progress/", specimen.progress, name="specimen-progress"),
]
