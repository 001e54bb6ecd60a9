from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "thereafter.engagement.cases"
    label = "cases"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how our rows move in a merge, what we keep about people, and that no task leaves with a member.

        By name: no models are there yet.
        """
        import_module("thereafter.engagement.cases.merging").register_all()
        import_module("thereafter.engagement.cases.kept").register_all()
        assigning = import_module("thereafter.engagement.cases.assigning")
        import_module("thereafter.record.staff.leaving").register(assigning.take_back)
