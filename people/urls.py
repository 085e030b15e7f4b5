"""The addresses of this room."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("me/settings/", views.settings, name="settings"),
    path("me/drafts/<uuid:pk>/", views.save_draft, name="draft"),
    path("me/drafts/<uuid:pk>/discard/", views.discard_draft, name="discard_draft"),
    path("me/drafts/<uuid:pk>/files/", views.draft_files, name="draft_files"),
    path("me/drafts/<uuid:sheet>/files/<uuid:pk>/<slug:size>/", views.draft_file, name="draft_file"),
]
