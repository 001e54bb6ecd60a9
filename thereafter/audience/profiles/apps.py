from importlib import import_module

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "thereafter.audience.profiles"
    label = "profiles"
    verbose_name = "Profiles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move in a merge, and what we keep about people; by name: no models are there yet."""
        import_module("thereafter.audience.profiles.merging").register_all()
        import_module("thereafter.audience.profiles.kept").register_all()
