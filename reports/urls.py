"""The addresses of this room."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/again/", views.again, name="again"),
    path("<uuid:pk>/<slug:format>/", views.download, name="download"),
]
