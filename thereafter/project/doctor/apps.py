"""The doctor, as a Django app: it puts what the machine says on the list."""

from importlib import import_module

from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "thereafter.project.doctor"
    label = "doctor"
    verbose_name = "Doctor"

    def ready(self) -> None:
        """Register; by name, because models are not there yet when this is read."""
        import_module("thereafter.project.doctor.machine").register_all()
