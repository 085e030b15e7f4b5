"""The addresses of schedules, below those of reports."""

from django.urls import path

from reports.schedules import views

urlpatterns = [
    path("<uuid:pk>/edit/", views.edit, name="edit_schedule"),
    path("<uuid:pk>/stop/", views.stop, name="stop_schedule"),
    path("<slug:slug>/", views.schedules, name="schedules"),
    path("<slug:slug>/new/", views.new, name="new_schedule"),
]
