from importlib import import_module

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "thereafter.audience.segments"
    label = "segments"
    verbose_name = "Segments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the built-in sources, and how our rows move in a merge; by name: no models are there yet."""
        import_module("thereafter.audience.segments.builtin").register_all()
        import_module("thereafter.audience.segments.merging").register_all()
