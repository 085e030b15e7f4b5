"""The addresses of this room."""

from django.urls import path

from activity.views import owed

app_name = "activity"
urlpatterns = [
    path("owed/", owed.owed, name="owed"),
    path("owed/again/", owed.all_again, name="all_again"),
    path("owed/<int:pk>/again/", owed.again, name="again"),
]
