"""The demo's doors; ``magnet.urls`` includes them when ``settings.DEMO`` says so, and only then."""

from django.urls import path

from magnet.demo import views

app_name = "demo"
urlpatterns = [
    path("enter/", views.enter, name="enter"),
    path("mail/", views.mail, name="mail"),
]
