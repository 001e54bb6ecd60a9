from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "thereafter.engagement.journeys"
    label = "journeys"
    verbose_name = "Journeys"
    default_auto_field = "django.db.models.BigAutoField"
