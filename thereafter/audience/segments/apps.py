from importlib import import_module

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "thereafter.audience.segments"
    label = "segments"
    verbose_name = "Segments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register built-in sources, how our rows move in a merge, what is kept of people; by name: no models yet."""
        import_module("thereafter.audience.segments.builtin").register_all()
        import_module("thereafter.audience.segments.merging").register_all()
        import_module("thereafter.audience.segments.kept").register_all()
