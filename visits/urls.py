"""The addresses of this room."""

from django.urls import path

from visits import views

app_name = "visits"
urlpatterns = [
    path("", views.browse, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
