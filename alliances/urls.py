"""The addresses of this room."""

from django.urls import path

from alliances import views

app_name = "alliances"
urlpatterns = [
    path("alliances/", views.alliances, name="list"),
    path("alliances/<slug:slug>/", views.alliance, name="detail"),
    path("alliances/<slug:slug>/invite/", views.invite, name="invite"),
    path(
        "alliances/<slug:slug>/invite/<uuid:pk>/withdraw/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("partners/<slug:slug>/", views.partner, name="partner"),
    path("commitments/new/", views.commit, name="commit"),
    path("commitments/<uuid:pk>/", views.commitment, name="commitment"),
    path("commitments/<uuid:pk>/fulfil/", views.fulfil, name="fulfil"),
    path("commitments/<uuid:pk>/give-up/", views.give_up, name="give_up"),
    path("invitations/<slug:token>/", views.invitation, name="invitation"),
]
