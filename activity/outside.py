"""Addresses of this room without a language: what machines ask for."""

from django.urls import path

from activity.views import movement

urlpatterns = [path("feeds/activity.atom", movement.atom, name="activity_atom")]
