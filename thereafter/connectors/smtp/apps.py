from django.apps import AppConfig

from thereafter.connectors.smtp.transport import Smtp
from thereafter.engagement.messaging import transports


class SmtpConfig(AppConfig):
    name = "thereafter.connectors.smtp"
    label = "smtp"
    verbose_name = "SMTP"

    def ready(self) -> None:
        transports.register("email", Smtp.from_environment)
