from importlib import import_module

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "thereafter.audience.profiles"
    label = "profiles"
    verbose_name = "Profiles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move when two records become one; by name, because models are not there yet."""
        import_module("thereafter.audience.profiles.merging").register_all()
