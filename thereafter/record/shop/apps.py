from importlib import import_module

from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "thereafter.record.shop"
    label = "shop"
    verbose_name = "Shop"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what we keep sealed; by name: no models are there yet."""
        import_module("thereafter.record.shop.signing").register_all()
