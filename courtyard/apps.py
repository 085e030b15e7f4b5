from django.apps import AppConfig


class CourtyardConfig(AppConfig):
    name = "courtyard"
