"""Every address of the house; each room keeps its own list."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path

# Rights follow from memberships, so groups decide nothing; an address changes by its owner's confirmation.
admin.site.unregister([Group, EmailAddress])
admin.site.site_header = admin.site.site_title = "MAG-NET"

urlpatterns = [
    path("", include("courtyard.outside")),
    path("", include("activity.outside")),
    path("", include("visits.outside")),
    path("accounts/", include("allauth.urls")),
    *i18n_patterns(
        path("", include("courtyard.urls")),
        path("", include("web.urls")),
        path("", include("people.urls")),
        path("", include("activity.urls")),
        path("translations/", include("translations.urls")),
        path("me/searches/", include("search.urls")),
        path("", include("alliances.urls")),
        path("initiatives/", include("initiatives.urls")),
        path("", include("challenges.urls")),
        path("", include("kits.urls")),
        path("blocks/", include("blocks.urls")),
        path("visits/", include("visits.urls")),
        path("connections/", include("blocks.connections.urls")),
        path("reports/", include("reports.urls")),
        path("admin/", admin.site.urls),
    ),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.permission_denied"
handler404 = "web.errors.page_not_found"
handler500 = "web.errors.server_error"

if settings.DEMO:
    urlpatterns.append(path("demo/", include("magnet.demo.urls")))
