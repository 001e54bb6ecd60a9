from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "thereafter.record.events"
    label = "events"
    verbose_name = "Events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move in a merge, and what we keep about people; by name: no models are there yet."""
        import_module("thereafter.record.events.merging").register_all()
        import_module("thereafter.record.events.kept").register_all()
