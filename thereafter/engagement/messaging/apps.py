from importlib import import_module

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "thereafter.engagement.messaging"
    label = "messaging"
    verbose_name = "Messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what rules ask, how rows move, what is kept of people, what takes long; by name: no models yet."""
        import_module("thereafter.engagement.messaging.sources").register_all()
        import_module("thereafter.engagement.messaging.merging").register_all()
        import_module("thereafter.engagement.messaging.kept").register_all()
        import_module("thereafter.engagement.messaging.tallies").register_all()
        import_module("thereafter.engagement.messaging.silence").register_all()
