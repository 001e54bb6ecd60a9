from importlib import import_module

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    name = "thereafter.engagement.experiments"
    label = "experiments"
    verbose_name = "Experiments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move in a merge, and what we keep about people; by name: no models are there yet."""
        import_module("thereafter.engagement.experiments.merging").register_all()
        import_module("thereafter.engagement.experiments.kept").register_all()
