"""The addresses of this room."""

from django.urls import path

from courtyard import views

app_name = "courtyard"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.desk, name="desk"),
    path("overview/", views.overview, name="overview"),
    path("search/", views.search, name="search"),
    path("help/", views.help, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("menu/", views.menu, name="menu"),
]
