"""Backups, as a Django app: it remembers when the last one was made, and puts its age on the list."""

from importlib import import_module

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "thereafter.project.backup"
    label = "backup"
    verbose_name = "Backups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register; by name, because models are not there yet when this is read."""
        for module in ("age", "handover"):
            import_module(f"thereafter.project.backup.{module}").register_all()
