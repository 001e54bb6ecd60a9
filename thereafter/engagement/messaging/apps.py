from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "thereafter.engagement.messaging"
    label = "messaging"
    verbose_name = "Messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what rules can ask about, and how our rows move in a merge; by name: no models are there yet."""
        import_module("thereafter.engagement.messaging.sources").register_all()
        import_module("thereafter.engagement.messaging.merging").register_all()
