"""The house's addresses as the demo has them, for tests that run outside it."""

from django.urls import include, path

from magnet.urls import urlpatterns as house

urlpatterns = [*house, path("demo/", include("magnet.demo.urls"))]
