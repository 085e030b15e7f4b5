"""Addresses of this room without a language: what calendars ask for."""

from django.urls import path

from visits.views import calendars

urlpatterns = [
    path("calendar/visits.ics", calendars.public, name="visits_calendar"),
    path("calendar/<str:token>.ics", calendars.mine, name="visits_calendar_mine"),
]
