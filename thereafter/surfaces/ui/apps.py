"""The shared look, as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "thereafter.surfaces.ui"
    label = "ui"
    verbose_name = "Shared look"
