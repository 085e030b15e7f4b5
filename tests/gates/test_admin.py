"""The admin site opens whatever it lists."""

from django.contrib import admin
from django.urls import reverse

from tests.gates.cast import Cast, client_of


def test_every_list_and_a_thing_of_each_open_for_administrators(cast: Cast) -> None:
    office = client_of(cast.world, "administrator")
    statuses = {}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        urls = [f"{reverse(f'{name}_changelist')}{query}" for query in ("", "?q=table&o=1.-2", "?q=%00")]
        first = model._default_manager.first()
        if first is not None:
            urls.append(reverse(f"{name}_change", args=[first.pk]))
        statuses |= {url: office.get(url).status_code for url in urls}
    assert set(statuses.values()) == {200}, statuses
