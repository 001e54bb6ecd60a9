from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "thereafter.connectors.files"
    label = "files"
    verbose_name = "Files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept about people; by name, because models are not there yet when this is read."""
        import_module("thereafter.connectors.files.kept").register_all()
