"""The addresses of this room."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.saved, name="saved"),
    path("<slug:slug>/rename/", views.rename, name="rename"),
    path("<slug:slug>/let-go/", views.let_go, name="let_go"),
]
