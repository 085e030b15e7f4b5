"""Markdown is the only way from what people write to HTML, and it lets nothing live through."""

import pytest

from web.markdown import render
from web.templatetags.house import markdown


def test_what_people_write_becomes_quiet_html() -> None:
    html = render("# Title\n\nA *tree*,\na **table**.\n\n- one\n- two\n\n[more](https://example.org)")
    assert "<h3>Title</h3>" in html
    assert "<em>tree</em>,<br>" in html
    assert "<li>one</li>" in html
    assert '<a href="https://example.org" rel="nofollow noopener noreferrer ugc">more</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "![x](https://example.org/track.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html,hello)",
        "[x](JaVaScRiPt:alert(1))",
        '<a hx-get="/x" hx-trigger="load">x</a>',
        '[x](https://example.org "onmouseover=alert(1)")',
        '<https://example.org/"onclick=alert(1)>',
        "<svg/onload=alert(1)>",
        "<p style='position:fixed'>x</p>",
    ],
)
def test_nothing_living_passes(text: str) -> None:
    html = render(text)
    unescaped = html.replace("&lt;", "").replace("&quot;", "")
    for living in ("<script", "<img", "<svg", 'href="javascript', 'href="data:', "<p style", "<a hx"):
        assert living not in unescaped.lower()
    assert " onclick=" not in html
    assert " onerror=" not in html.replace("&lt;img src=x onerror=", "")
    assert "title=" not in html


def test_the_tag_fences_htmx_and_names_the_language() -> None:
    assert markdown("x", "sl") == '<div class="prose" data-content hx-disable lang="sl"><p>x</p>\n</div>'


def test_deep_nesting_ends() -> None:
    assert len(render(">" * 5000 + "x")) < 20_000
