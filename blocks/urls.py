"""The addresses of this room; a block's own comes last, and ``blocks.models.RESERVED`` keeps the others free."""

from django.urls import path

from blocks import views

app_name = "blocks"
urlpatterns = [
    path("", views.block_list, name="list"),
    path("triage/", views.triage, name="triage"),
    path("taggings/<uuid:pk>/undo/", views.undo, name="undo"),
    path("tag/<slug:slug>/", views.tag, name="tag"),
    path("tag/<slug:slug>/history/", views.history, name="history"),
    path("new/", views.new, name="new"),
    path("propose/", views.propose, name="propose_new"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<uuid:pk>/", views.proposal, name="proposal"),
    path("coverage/", views.matrix, name="coverage"),
    path("coverage/initiatives/", views.behind, name="behind"),
    path("coverage/figures.csv", views.figures, name="figures"),
    path("coverage/gap/<slug:block>/<slug:challenge>/", views.gap, name="gap"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/split/", views.split, name="split"),
    path("<slug:slug>/retire/", views.retire, name="retire"),
    path("<slug:slug>/propose/", views.propose, name="propose"),
]
