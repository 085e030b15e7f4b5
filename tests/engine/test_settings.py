"""The production settings, and that they differ from the demo's by the environment alone."""

import json
import re
import subprocess
import sys
from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from tests.engine.conftest import BARE

ROOT = settings.BASE_DIR
PRODUCTION = {
    "DATABASE_URL": "postgres://magnet@localhost/magnet",
    "REDIS_URL": "redis://localhost/0",
    "SECRET_KEY": "a-stand-in-for-the-tests-with-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "magnet.example",
    "SITE_URL": "https://magnet.example",
}
SHOW = """
import json
from django.conf import settings
names = ["DEBUG", "DEMO", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT"]
print(json.dumps({n: getattr(settings, n) for n in names} | {"mail": settings.MAILERS["default"]["BACKEND"]}))
"""


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with exactly this environment."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**BARE, "DJANGO_SETTINGS_MODULE": "magnet.settings", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_django_s_own_deployment_check() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_is_neither_demo_nor_debug_and_https_only() -> None:
    done = run("-c", SHOW, **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "DEBUG": False,
        "DEMO": False,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_HSTS_SECONDS": 2 * 365 * 24 * 3600,
        "SECURE_SSL_REDIRECT": True,
        "mail": "django.core.mail.backends.smtp.EmailBackend",
    }


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_an_absent_production_secret_or_address_raises(name: str) -> None:
    done = run("-c", SHOW, **{n: value for n, value in PRODUCTION.items() if n != name})
    assert done.returncode != 0
    assert f"Set the {name} environment variable" in done.stderr


def test_the_demo_s_doors_are_routed_in_the_demo_alone() -> None:
    ask = "import django; django.setup(); from django.urls import reverse; print(reverse('demo:enter'))"
    assert "NoReverseMatch" in run("-c", ask, **PRODUCTION).stderr
    assert run("-c", ask, **PRODUCTION, DEMO="1").stdout == "/demo/enter/\n"


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=3, stdout=StringIO())


def read_by_settings() -> set[str]:
    """The environment variables that settings.py reads."""
    source = (ROOT / "magnet" / "settings.py").read_text()
    return set(re.findall(r"\benv(?:\.\w+)?\(\s*[\"']([A-Z_]+)", source))


def test_compose_names_only_what_the_settings_read_and_all_they_demand() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    known = read_by_settings()
    ours = [service for service in services.values() if service.get("build")]
    assert len(ours) == 5
    for service in ours:
        names = set(service["environment"])
        assert names - known == set()
        assert {
            "SECRET_KEY",
            "DATABASE_URL",
            "REDIS_URL",
            "ALLOWED_HOSTS",
            "SITE_URL",
            "MAIL_DOMAIN",
        } <= names
        assert not {"DEMO", "DEBUG", "INSECURE_HTTP", "MAGNET_TESTING"} & names


def test_compose_asks_for_nothing_that_the_example_leaves_out() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    lines = (ROOT / ".env.example").read_text().splitlines()
    offered = {line.split("=", 1)[0] for line in lines if line and not line.startswith("#")}
    assert asked == offered


def test_compose_s_database_is_made_like_the_embedded_one() -> None:
    from magnet.embedded.launch import INITDB, MAJOR

    postgres = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["postgres"]
    assert postgres["image"] == f"postgres:{MAJOR}"
    theirs = set(postgres["environment"]["POSTGRES_INITDB_ARGS"].split())
    assert {flag for flag in INITDB if "local" in flag or "lc-" in flag} <= theirs
