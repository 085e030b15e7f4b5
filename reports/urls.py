"""The addresses of this room."""

from django.urls import include, path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="list"),
    path("measures/", include("reports.measures.urls")),
    path("schedules/", include("reports.schedules.urls")),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/write/", views.write, name="write"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/discard/", views.discard, name="discard"),
    path("<uuid:pk>/again/", views.again, name="again"),
    path("<uuid:pk>/publish/", views.publish, name="publish"),
    path("<uuid:pk>/unpublish/", views.unpublish, name="unpublish"),
    path("<uuid:pk>/new-version/", views.new_version, name="new_version"),
    path("<uuid:pk>/<slug:format>/", views.download, name="download"),
]
