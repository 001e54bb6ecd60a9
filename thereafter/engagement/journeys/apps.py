from importlib import import_module

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "thereafter.engagement.journeys"
    label = "journeys"
    verbose_name = "Journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what rules can ask about, and how our rows move in a merge; by name: no models are there yet."""
        import_module("thereafter.engagement.journeys.sources").register_all()
        import_module("thereafter.engagement.journeys.merging").register_all()
