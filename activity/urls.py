"""The addresses of this room."""

from django.urls import path

from activity.views import following, inbox, movement, owed, preferences

app_name = "activity"
urlpatterns = [
    path("activity/", movement.movement, name="movement"),
    path("me/following/", following.following, name="following"),
    path("me/notifications/", inbox.inbox, name="inbox"),
    path("me/notifications/read/", inbox.read, name="read"),
    path("me/notifications/quiet/", inbox.quiet, name="quiet"),
    path("me/notifications/settings/", preferences.settings, name="settings"),
    path("me/people/", movement.people, name="people"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("owed/", owed.owed, name="owed"),
    path("owed/again/", owed.all_again, name="all_again"),
    path("owed/<int:pk>/again/", owed.again, name="again"),
]
