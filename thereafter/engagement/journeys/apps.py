from importlib import import_module

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "thereafter.engagement.journeys"
    label = "journeys"
    verbose_name = "Journeys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what rules ask, how rows move, what is kept of people, what takes long; by name: no models yet."""
        import_module("thereafter.engagement.journeys.sources").register_all()
        import_module("thereafter.engagement.journeys.merging").register_all()
        import_module("thereafter.engagement.journeys.kept").register_all()
        import_module("thereafter.engagement.journeys.queries").register_all()
        import_module("thereafter.engagement.journeys.expected").register_all()
