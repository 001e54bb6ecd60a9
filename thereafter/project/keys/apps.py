"""The secret key, as a Django app: it puts how that stands on the list."""

from importlib import import_module

from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "thereafter.project.keys"
    label = "keys"
    verbose_name = "Secret key"

    def ready(self) -> None:
        """Register; by name, because models are not there yet when this is read."""
        import_module("thereafter.project.keys.looking").register_all()
