from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "thereafter.audience.profiles"
    label = "profiles"
    verbose_name = "Profiles"
    default_auto_field = "django.db.models.BigAutoField"
