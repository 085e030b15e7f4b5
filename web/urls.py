"""The ground's own addresses: the language switch and the living styleguide."""

from django.urls import path

from web import views

app_name = "web"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
