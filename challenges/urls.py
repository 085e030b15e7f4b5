"""The addresses of this room."""

from django.urls import path

from challenges.views import adopting, browsing, rails, transfer, writing

app_name = "challenges"
urlpatterns = [
    path("challenges/", browsing.browse, name="list"),
    path("challenges/new/", writing.new, name="new"),
    path("challenges/<slug:slug>/", browsing.detail, name="detail"),
    path("challenges/<slug:slug>/adopt/", adopting.adopt, name="adopt"),
    path("challenges/<slug:slug>/interest/", adopting.interest, name="interest"),
    path("challenges/<slug:slug>/edit/", writing.edit, name="edit"),
    path("challenges/<slug:slug>/withdraw/", writing.withdraw, name="withdraw"),
    path("challenges/<slug:slug>/versions/", writing.versions, name="versions"),
    path("challenges/<slug:slug>/versions/<int:number>/", writing.version, name="version"),
    path("challenges/<slug:slug>/lesson/", rails.lesson, name="lesson"),
    path("adoptions/<uuid:pk>/", transfer.detail, name="adoption"),
    path("adoptions/<uuid:pk>/tell/", transfer.tell, name="tell"),
    path("adoptions/<uuid:pk>/stage/", transfer.move, name="move"),
    path("adoptions/<uuid:pk>/update/", rails.update, name="update"),
    path("adoptions/<uuid:pk>/ask/", rails.ask, name="ask"),
    path("adoptions/<uuid:pk>/questions/<uuid:question>/", rails.answer, name="answer"),
    path("adoptions/<uuid:pk>/ready/", rails.ready, name="ready"),
    path("adoptions/<uuid:pk>/changes/<int:number>/", rails.change, name="change"),
]
