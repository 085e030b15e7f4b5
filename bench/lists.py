"""What does the list of initiatives cost beside a bare Django page, and does it stay the same with more rows?

The bare page has our middleware, session and signed-in person, 20 cards with their relations by three prefetches,
and is filled up to the size of our HTML: what any Django page of this kind costs at the least.
"""

import time
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import override_settings
from django.urls import path

from bench.harness import Ratio, Size, in_turns, many_initiatives, p95_ms
from initiatives.models import Initiative
from magnet.urls import urlpatterns as house
from tests import world

BARE = """<!doctype html><html lang="en"><title>Bare</title><p>{{ request.user.email }}{% for one in rows %}
<article><h2><a href="/{{ one.slug }}">{{ one.title }}</a></h2><p>{{ one.body|truncatewords:30 }}</p>
<p>{{ one.get_stage_display }} · {{ one.partnership.organisation.name }} · {{ one.partnership.alliance.city }}
{% for other in one.partners.all %}{{ other.organisation.name }}{% endfor %}
{% for challenge in one.challenges.all %}{{ challenge.title }}{% endfor %}</p></article>{% endfor %}{{ filling }}"""
TEMPLATE = engines["django"].from_string(BARE)
filling = ""


def bare(request: HttpRequest) -> HttpResponse:
    rows = Initiative.objects.filter(withdrawn_at=None, public=True).order_by("-logged_at", "-id")
    rows = rows.select_related("partnership__organisation", "partnership__alliance")
    rows = rows.prefetch_related("partners__organisation", "challenges", "translations")[:20]
    return HttpResponse(TEMPLATE.render({"rows": rows, "filling": filling}, request))


urlpatterns = [path("bench/bare/", bare), *house]


def run(size: Size) -> Iterator[Ratio]:
    global filling
    made = world.world()
    client = Client()
    client.force_login(made.partner)
    many_initiatives(made, size.few)
    with override_settings(ROOT_URLCONF="bench.lists"):

        def ours() -> HttpResponse:
            return client.get("/en/initiatives/")

        def theirs() -> HttpResponse:
            return client.get("/bench/bare/")

        def one() -> HttpResponse:
            return client.get("/en/initiatives/bench-7/")

        filling = "x" * (len(ours().content) - len(theirs().content))
        mine, bare_ms = in_turns(size.rounds, time.process_time, ours, theirs)
        yield Ratio("bare page / list, CPU", bare_ms / mine, "≥ 0.7", f"{bare_ms:.1f} ms, {mine:.1f} ms")
        list_few, one_few = p95_ms(ours, size.rounds), p95_ms(one, size.rounds)
        many_initiatives(made, size.many)
        list_many, one_many = p95_ms(ours, size.rounds), p95_ms(one, size.rounds)
        rows = f"{size.many:,} rows / {size.few:,} rows"
        yield Ratio(f"list p95, {rows}", list_many / list_few, "≤ 1.5", f"{list_many:.1f}, {list_few:.1f} ms")
        yield Ratio(f"detail p95, {rows}", one_many / one_few, "≤ 1.5", f"{one_many:.1f}, {one_few:.1f} ms")
