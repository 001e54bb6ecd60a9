from importlib import import_module

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "thereafter.record.customers"
    label = "customers"
    verbose_name = "Customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how rows move in a merge, and what we keep about people and sealed; by name: no models yet."""
        import_module("thereafter.record.customers.merging.own").register_all()
        import_module("thereafter.record.customers.kept").register_all()
        import_module("thereafter.record.customers.erased_names").register_all()
