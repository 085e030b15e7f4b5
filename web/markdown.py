"""The one way from what people write to HTML: Markdown without HTML, then a list of what may pass."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Lines stay where their writer broke them; pictures and HTML stay the plain text they were typed as.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).disable(
    ["image", "html_block", "html_inline"]
)
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "ul",
}


def render(text: str) -> SafeString:
    """``text`` as safe HTML: paragraphs, emphasis, lists, quotations, links (http, https, mailto), small headings.

    The result is fit for any page but should stand inside an element with ``hx-disable`` (the template tag
    ``markdown`` sees to it), so that nothing in it is ever taken for htmx.
    """
    tokens = _MARKDOWN.parse(text)
    _lower_headings(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(  # noqa: S308  (cleaned in the same breath)
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener noreferrer ugc",
        )
    )


def _lower_headings(tokens: list[Token]) -> None:
    """A writer's headings stand below the page's own: the first two levels become h3, the rest h4."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"


_SIGNS = re.compile(r"^\s{0,3}(?:#{1,6}|>|[-+*]|\d{1,3}[.)])\s+|[*`]+|(?<!\w)_+|_+(?!\w)", re.MULTILINE)
_LINKS = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")


def first_words(text: str, length: int) -> str:
    """The beginning of ``text`` as plain words on one line, cut at a word near ``length`` characters.

    For cards and lists, where rendering each text whole would cost more than all the rest of the page.
    """
    head = text[: 2 * length + 100]
    plain = " ".join(_SIGNS.sub("", _LINKS.sub(r"\1", head)).split())
    if len(plain) <= length:
        return plain
    return plain[:length].rpartition(" ")[0].rstrip(" ,;:–-") + "…"
