from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "thereafter.engagement.cases"
    label = "cases"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move in a merge, and what we keep about people; by name: no models are there yet."""
        import_module("thereafter.engagement.cases.merging").register_all()
        import_module("thereafter.engagement.cases.kept").register_all()
