from importlib import import_module

from django.apps import AppConfig

from thereafter.engagement.messaging import transports


class SmtpConfig(AppConfig):
    name = "thereafter.connectors.smtp"
    label = "smtp"
    verbose_name = "SMTP"

    def ready(self) -> None:
        """Register the transport; by name, because models are not there yet when this is read."""
        transports.register("email", import_module("thereafter.connectors.smtp.transport").Smtp.from_environment)
