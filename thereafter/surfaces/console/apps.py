"""The console, as a Django app."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "thereafter.surfaces.console"
    label = "console"
    verbose_name = "Console"
    default_auto_field = "django.db.models.BigAutoField"
