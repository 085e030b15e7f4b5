"""The addresses of this room."""

from django.urls import path

from kits import views

app_name = "kits"
urlpatterns = [
    path("kits/new/", views.bring, name="bring"),
    path("challenges/<slug:slug>/kit/", views.download, name="download"),
]
