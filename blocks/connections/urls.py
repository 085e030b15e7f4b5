"""The addresses of connections."""

from django.urls import path

from blocks.connections import views

app_name = "connections"
urlpatterns = [
    path("", views.map_page, name="map"),
    path("map.svg", views.map_svg, name="svg"),
    path("map.graphml", views.map_graphml, name="graphml"),
    path("introductions/", views.introductions, name="introductions"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/introduce/", views.introduce, name="introduce"),
    path("<uuid:pk>/accept/", views.accept, name="accept"),
    path("<uuid:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<uuid:pk>/join/", views.join, name="join"),
]
