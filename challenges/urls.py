"""The addresses of this room."""

from django.urls import path

from challenges.views import adopting, browsing, transfer

app_name = "challenges"
urlpatterns = [
    path("challenges/", browsing.browse, name="list"),
    path("challenges/<slug:slug>/", browsing.detail, name="detail"),
    path("challenges/<slug:slug>/adopt/", adopting.adopt, name="adopt"),
    path("challenges/<slug:slug>/interest/", adopting.interest, name="interest"),
    path("adoptions/<uuid:pk>/", transfer.detail, name="adoption"),
    path("adoptions/<uuid:pk>/tell/", transfer.tell, name="tell"),
    path("adoptions/<uuid:pk>/stage/", transfer.move, name="move"),
]
