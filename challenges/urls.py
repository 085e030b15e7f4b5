"""The addresses of this room."""

from django.urls import path

from challenges import views

app_name = "challenges"
urlpatterns = [
    path("", views.browse, name="list"),
    path("<slug:slug>/", views.detail, name="detail"),
]
