"""The addresses of this room."""

from django.urls import path

from activity.views import following, inbox, movement, owed, preferences, privacy

app_name = "activity"
urlpatterns = [
    path("activity/", movement.movement, name="movement"),
    path("me/following/", following.following, name="following"),
    path("me/notifications/", inbox.inbox, name="inbox"),
    path("me/notifications/read/", inbox.read, name="read"),
    path("me/notifications/quiet/", inbox.quiet, name="quiet"),
    path("me/notifications/settings/", preferences.settings, name="settings"),
    path("me/settings/export/", privacy.export, name="export"),
    path("me/settings/export/<uuid:pk>/", privacy.download, name="download"),
    path("me/settings/export/<uuid:pk>/discard/", privacy.discard, name="discard_export"),
    path("me/settings/delete/", privacy.leave, name="leave"),
    path("people/<uuid:pk>/delete/", privacy.erase_other, name="erase_other"),
    path("me/people/", movement.people, name="people"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("owed/", owed.owed, name="owed"),
    path("owed/again/", owed.all_again, name="all_again"),
    path("owed/<int:pk>/again/", owed.again, name="again"),
]
