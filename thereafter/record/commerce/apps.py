from importlib import import_module

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "thereafter.record.commerce"
    label = "commerce"
    verbose_name = "Commerce"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move in a merge, and what we keep about people; by name: no models are there yet."""
        import_module("thereafter.record.commerce.merging").register_all()
        import_module("thereafter.record.commerce.kept").register_all()
