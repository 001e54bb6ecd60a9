from importlib import import_module

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "thereafter.audience.profiles"
    label = "profiles"
    verbose_name = "Profiles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how rows move in a merge, what is kept of people, what takes long; by name: no models yet."""
        import_module("thereafter.audience.profiles.merging").register_all()
        import_module("thereafter.audience.profiles.kept").register_all()
        import_module("thereafter.audience.profiles.queries").register_all()
