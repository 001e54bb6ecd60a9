from django.apps import AppConfig


class DnsConfig(AppConfig):
    name = "thereafter.connectors.dns"
    label = "dns"
    verbose_name = "DNS"
    default_auto_field = "django.db.models.BigAutoField"
