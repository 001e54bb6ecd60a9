"""The door, which stands open to everybody."""

from django.urls import path

from thereafter.surfaces.console.door import pages

urls = [
    path("sign-in/", pages.by_password, name="sign-in"),
    path("sign-in/<str:token>/", pages.by_link, name="sign-in-link"),
    path("sign-out/", pages.sign_out, name="sign-out"),
]
