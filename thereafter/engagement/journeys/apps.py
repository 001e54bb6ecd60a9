from importlib import import_module

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "thereafter.engagement.journeys"
    label = "journeys"
    verbose_name = "Journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what rules can ask about journeys; by name, because models are not there yet when this is read."""
        import_module("thereafter.engagement.journeys.sources").register_all()
