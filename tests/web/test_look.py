"""The look's own rules: no inline style or script, every stylesheet in its layer, every letter in the fonts."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from fontTools.ttLib import TTFont

from web import glyphs
from web.assets import IMPORT, HouseStorage

CSS = Path(settings.BASE_DIR) / "static" / "css"
COMPONENTS = sorted((CSS / "components").glob("*.css"))
LETTERS = "čšžČŠŽćđĆĐàèéìîòùÀÈÉÌÒÙáäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ„“”»«’–—…·€×"


def test_the_stylesheet_imports_every_file_once() -> None:
    imported = [found["file"] for found in IMPORT.finditer((CSS / "house.css").read_text())]
    assert len(imported) == len(set(imported))
    here = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"house.css"}
    assert set(imported) == here


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_stays_in_its_layer_and_knows_no_other(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()
    assert text.startswith("@layer components {")
    assert text.endswith("}")
    assert "!important" not in text
    assert "url(" not in text
    assert not re.search(r"(?m)^\s*[^{}:]*#[a-z][\w-]*\s*[,{]", text)
    opened = text.split("{", 1)[1]
    assert "@layer" not in opened


def test_every_dark_colour_has_a_light_one_and_the_other_way_round() -> None:
    plain, both = (CSS / "tokens.css").read_text().split("@supports")
    names = set(re.findall(r"(--[\w-]+): light-dark", both))
    assert names <= set(re.findall(r"(--[\w-]+):", plain))
    for name, light in re.findall(r"(--[\w-]+): light-dark\((#\w+),", both):
        assert f"{name}: {light};" in plain


def test_static_files_are_collected_into_one_stylesheet(tmp_path: Path, settings) -> None:
    call_command("fonts", verbosity=0)
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "web.assets.HouseStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = HouseStorage(location=tmp_path)
    served = (tmp_path / storage.stored_name("css/house.css")).read_text()
    assert "@import" not in served
    for path in COMPONENTS:
        assert path.read_text() in served
    fonts = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', served)
    assert len(fonts) == 3
    assert all((tmp_path / font).exists() for font in fonts)


@pytest.mark.parametrize("name", ["figtree", "figtree-italic", "bricolage-grotesque"])
def test_the_fonts_hold_every_letter_of_the_five_languages(name: str) -> None:
    call_command("fonts", verbosity=0)
    font = TTFont(Path(settings.BASE_DIR) / "static" / "fonts" / f"{name}.woff2")
    assert {letter for letter in LETTERS if ord(letter) not in font.getBestCmap()} == set()


def test_bars_are_drawn_where_something_happened() -> None:
    assert glyphs.sparkline([0, 2, 1], "More than before").count("<rect") == 3
    assert glyphs.sparkline([0, 0, 0], "Nothing happened") == ""


def test_a_glyph_is_shape_and_word_together() -> None:
    html = glyphs.glyph("circle", "<Participation>", language="en", strength="core", note="core")
    assert 'class="glyph glyph--circle glyph--core"' in html
    assert '<span class="glyph__word" lang="en">&lt;Participation&gt;</span>' in html
    assert '<svg class="glyph__shape"' in html
    with pytest.raises(LookupError):
        glyphs.glyph("blob", "x")


def test_every_shape_has_its_colour_in_light_and_dark() -> None:
    tokens = (CSS / "tokens.css").read_text()
    sheet = (CSS / "components" / "glyph.css").read_text()
    for shape in glyphs.SHAPES:
        assert tokens.count(f"--block-{shape}:") == 2
        assert f"var(--block-{shape})" in sheet


@pytest.mark.parametrize(
    ("value", "largest", "width"), [(3, 12, "25%"), (0, 5, "0%"), (5, 0, "0%"), (9, 3, "100%")]
)
def test_a_bar_is_as_long_as_its_share(value: int, largest: int, width: str) -> None:
    assert f'width="{width}"' in glyphs.bar(value, largest)


@pytest.mark.django_db
def test_the_styleguide_is_public_and_asks_the_database_nothing(
    client: Client, django_assert_num_queries
) -> None:
    client.get("/en/styleguide/")
    with django_assert_num_queries(0):
        answer = client.get("/en/styleguide/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"\son[a-z]+=", html)
    assert all(" src=" in script for script in re.findall(r"<script[^>]*>", html))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    classes = {name for found in re.findall(r'\sclass="([^"]+)"', html) for name in found.split()}
    shown = {
        "address",
        "coming",
        "conflict",
        "programme__facts",
        "rails",
        "takeaways",
        "taken",
        "timeline__photo",
    }
    assert shown - classes == set()


@pytest.mark.django_db
def test_the_page_says_its_language_and_its_name(client: Client) -> None:
    html = client.get("/sl/styleguide/").content.decode()
    assert '<html lang="sl">' in html
    assert " · MAG-NET</title>" in html
