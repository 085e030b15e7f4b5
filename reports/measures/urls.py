"""The addresses of what is measured, below those of reports."""

from django.urls import path

from reports.measures import views

urlpatterns = [
    path("milestones/<uuid:pk>/edit/", views.edit_milestone, name="edit_milestone"),
    path("milestones/<uuid:pk>/tell/", views.tell, name="tell_milestone"),
    path("milestones/<uuid:pk>/evidence/", views.prove, name="prove_milestone"),
    path("milestones/<uuid:pk>/withdraw/", views.withdraw_milestone, name="withdraw_milestone"),
    path("evidence/<uuid:pk>/remove/", views.remove_evidence, name="remove_evidence"),
    path("indicators/<uuid:pk>/", views.indicator, name="indicator"),
    path("indicators/<uuid:pk>/edit/", views.edit_indicator, name="edit_indicator"),
    path("indicators/<uuid:pk>/measure/", views.measure, name="measure"),
    path("indicators/<uuid:pk>/withdraw/", views.withdraw_indicator, name="withdraw_indicator"),
    path("measurements/<uuid:pk>/correct/", views.correct, name="correct_measurement"),
    path("<slug:slug>/", views.measures, name="measures"),
    path("<slug:slug>/milestones/new/", views.new_milestone, name="new_milestone"),
    path("<slug:slug>/indicators/new/", views.new_indicator, name="new_indicator"),
]
