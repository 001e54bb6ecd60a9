"""The console, as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "thereafter.surfaces.console"
    label = "console"
    verbose_name = "Console"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the shop needs; by name, because models are not there yet when this is read."""
        import_module("thereafter.surfaces.console.settings.needs").register_all()
        import_module("thereafter.surfaces.console.door.factors").register_all()
