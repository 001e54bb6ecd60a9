from importlib import import_module

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "thereafter.engagement.journeys"
    label = "journeys"
    verbose_name = "Journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what rules ask about, how rows move in a merge, what is kept of people; by name: no models yet."""
        import_module("thereafter.engagement.journeys.sources").register_all()
        import_module("thereafter.engagement.journeys.merging").register_all()
        import_module("thereafter.engagement.journeys.kept").register_all()
