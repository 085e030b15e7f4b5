"""The addresses of this room."""

from django.urls import path

from translations import views

app_name = "translations"
urlpatterns = [
    path("<slug:word>/<slug:key>/", views.languages, name="languages"),
    path("<slug:word>/<slug:key>/<slug:language>/", views.write, name="write"),
    path("<slug:word>/<slug:key>/<slug:language>/changes/", views.changes, name="changes"),
]
