"""The addresses of this room."""

from django.urls import path

from initiatives import views
from initiatives.views import importing

app_name = "initiatives"
urlpatterns = [
    path("", views.browse, name="list"),
    path("new/", views.new, name="new"),
    path("updates/", views.told, name="updates"),
    path("import/", importing.begin, name="import"),
    path("import/template.<slug:format>", importing.template, name="import_template"),
    path("import/<uuid:pk>/", importing.one, name="import_one"),
    path("import/<uuid:pk>/take/", importing.take, name="import_take"),
    path("import/<uuid:pk>/cancel/", importing.cancel, name="import_cancel"),
    path("<slug:slug>/", views.detail, name="detail"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/files/<uuid:pk>/<slug:size>/", views.file, name="file"),
    path("<slug:slug>/updates/new/", views.add_update, name="add_update"),
    path("<slug:slug>/updates/files/<uuid:pk>/<slug:size>/", views.update_file, name="update_file"),
    path("<slug:slug>/updates/<uuid:pk>/withdraw/", views.withdraw_update, name="withdraw_update"),
    path("<slug:slug>/versions/", views.versions, name="versions"),
    path("<slug:slug>/versions/<int:number>/", views.version, name="version"),
    path("<slug:slug>/versions/<int:number>/restore/", views.restore, name="restore"),
]
