"""The customers' pages. Their paths are what mails carry: `messaging/links.py`."""

from django.urls import path

from thereafter.engagement.messaging.links import GUIDE, LOGO, Page
from thereafter.surfaces.portal import face, guide, mail, preferences, unsubscribe

app_name = "portal"
urlpatterns = [
    path(f"{Page.UNSUBSCRIBE}/<str:token>/", unsubscribe.page, name="unsubscribe"),
    path(f"{Page.PREFERENCES}/<str:token>/", preferences.page, name="preferences"),
    path(f"{Page.VIEW}/<str:token>/", mail.page, name="mail"),
    path(f"{GUIDE}/<str:token>/", guide.page, name="guide"),
    path(f"{LOGO}/<str:digest>.png", face.logo_png, name="logo"),
    path("face.css", face.css, name="face"),
]
