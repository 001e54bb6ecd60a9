from importlib import import_module

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "thereafter.audience.segments"
    label = "segments"
    verbose_name = "Segments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the built-in sources; by name, because models are not there yet when this file is read."""
        import_module("thereafter.audience.segments.builtin").register_all()
