"""Addresses without a language: the door at ``/``, health, and what machines ask for."""

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from activity.health import health

PATIENCE_S = 2  # what each part has to answer in, so that a frozen one does not freeze the answer
WHERE = ("dbname", "host", "port", "user", "password", "sslmode", "sslrootcert")
ROBOTS = """\
User-agent: *
Disallow: /accounts/
Disallow: /*/admin/
Disallow: /*/me/
Disallow: /*/search/
"""


@login_not_required
def door(request: HttpRequest) -> HttpResponse:
    """On to the courtyard in the person's language: their profile's, the cookie's, the browser's, else English.

    The middlewares have found it by now.
    """
    return redirect("courtyard:home")


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """What answers: 503 only without the database; a broker or worker that is away is ``degraded``, because pages
    and writes do without them."""
    if not database_answers():
        return JsonResponse({"status": "away", "database": "away"}, status=503)
    movement = health(timezone.now())
    parts = {
        "broker": "ok" if broker_answers() else "degraded",
        "worker": movement.worker,
        "oldest_owed": movement.owed,
    }
    status = "ok" if set(parts.values()) == {"ok"} else "degraded"
    return JsonResponse(
        {"status": status, "database": "ok", **parts, "oldest_owed_seconds": movement.oldest_seconds}
    )


def database_answers() -> bool:
    """Whether a new connection is answered in time; one that is kept open could wait on a frozen server."""
    all_parameters = connection.get_connection_params()
    parameters = {name: all_parameters[name] for name in WHERE if name in all_parameters}
    try:
        with psycopg.connect(**parameters, connect_timeout=PATIENCE_S, autocommit=True) as fresh:
            fresh.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def broker_answers() -> bool:
    """Whether the broker answers in time; asked once."""
    # Celery and redis-py name a socket in two ways.
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    broker = Redis.from_url(
        url,
        socket_timeout=PATIENCE_S,
        socket_connect_timeout=PATIENCE_S,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return bool(broker.ping())
    except (RedisError, OSError):
        return False
    finally:
        broker.close()


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that read no page ask here."""
    return HttpResponsePermanentRedirect(static("img/mark.svg"))


urlpatterns = [
    path("", door, name="door"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
]
