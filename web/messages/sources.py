"""What our code and templates say: strings marked for translation, and words nobody marked."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

type Key = tuple[str | None, str]

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_OURS = {"tests", "bench", "locale", "docs", "var", "node_modules", "migrations", "static", "__pycache__"}
TEMPLATES = {".html", ".txt", ".svg", ".xml"}


@dataclass
class Said:
    """One string of ours: its English, its plural if it has one, the files that say it."""

    text: str
    plural: str = ""
    context: str | None = None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.text

    @property
    def order(self) -> tuple[str, str, str]:
        """By file, then by text: an entry moves only when its string does, so merges stay quiet."""
        return min(self.files), self.text, self.context or ""


def files(root: Path) -> Iterator[Path]:
    """Every source file of ours under ``root``, in a fixed order."""
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name not in NOT_OURS and not folder.name.startswith("."):
            for path in sorted(folder.rglob("*")):
                if path.suffix in TEMPLATES | {".py"} and not NOT_OURS & set(path.relative_to(root).parts):
                    yield path


def said(root: Path) -> list[Said]:
    """Every string marked for translation under ``root``, ordered.

    Raises ValueError when one text is said both with a plural and with another plural, since a catalog
    can hold one only.
    """
    found: dict[Key, Said] = {}
    for path in files(root):
        name = path.relative_to(root).as_posix()
        for text, plural, context, comments in _in_file(path):
            entry = found.setdefault((context, text), Said(text, plural, context))
            if plural and entry.plural and entry.plural != plural:
                raise ValueError(f"{name}: {text!r} has two plurals: {entry.plural!r} and {plural!r}")
            entry.plural = entry.plural or plural
            entry.files.add(name)
            entry.comments += [comment for comment in comments if comment not in entry.comments]
    return sorted(found.values(), key=lambda entry: entry.order)


def _in_file(path: Path) -> Iterator[tuple[str, str, str | None, list[str]]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        # The pieces between the strings are noise with an indentation Python's tokenizer would refuse.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    found = extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})
    for _line, message, comments, context in found:
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            yield singular, plural, context, comments


# --- words nobody marked ---------------------------------------------------------------------------
# Names, addresses, character references, and the class names (wrap--narrow) and attributes that one
# template hands to another.
NAMES = re.compile(
    r"MAG-NET|EUPL-1\.2|EUI|URBACT|MUA|U-RLLL|Ctrl|Celje|htmx|https?:\S+|\S+@\S+\.\S+|&\w+;"
    r"|(?:data|hx)-[\w-]+=\"[^\"]*\"|[a-z]+(?:-|__)[a-z_-]+"
)
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN = {
    *("alt", "title", "placeholder", "label", "hx-confirm", "hx-prompt"),
    *("aria-label", "aria-description", "aria-roledescription"),
}
QUIET = {"script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def unmarked(root: Path) -> list[str]:
    """Words a person would read that no catalog can reach, as ``file:line: words``.

    In templates: text and spoken attributes outside the translation tags, unless the element says
    ``translate="no"``. In Python: a translated f-string or a sentence put together before translation.
    """
    found = []
    for path in files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = _put_together(text) if path.suffix == ".py" else _bare_words(text, html=path.suffix != ".txt")
        found += [f"{name}:{line}: {words}" for line, words in lines]
    return found


def _put_together(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            for argument in node.args[:3]:
                if isinstance(argument, ast.JoinedStr | ast.BinOp) or (
                    isinstance(argument, ast.Call)
                    and isinstance(argument.func, ast.Attribute)
                    and argument.func.attr == "format"
                    and isinstance(argument.func.value, ast.Constant)
                ):
                    yield node.lineno, f"{ast.unparse(node)} is put together before it is translated"


def _bare_words(text: str, *, html: bool) -> list[tuple[int, str]]:
    bare = _without_tags(text)
    if html:
        reader = _Words()
        reader.feed(bare)
        reader.close()
        return reader.found
    return [(n, line.strip()) for n, line in enumerate(bare.splitlines(), 1) if _speaks(line)]


def _speaks(text: str) -> bool:
    return bool(WORD.search(NAMES.sub("", text)))


def _without_tags(text: str) -> str:
    """The template with its tags, variables, comments and translated blocks blanked, lines kept."""
    out, closing = [], ""
    for token in Lexer(text).tokenize():
        word = token.split_contents()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        inside = bool(closing)
        if word in {"comment", "blocktranslate", "blocktrans"}:
            closing = f"end{word}"
        elif word and word == closing:
            closing = ""
        keep = token.token_type == TokenType.TEXT and not inside
        out.append(token.contents if keep else "\n" * token.contents.count("\n"))
    return "".join(out)


class _Words(HTMLParser):
    """Collects (line, words) from text nodes and spoken attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def quiet(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        quiet = self.quiet or tag in QUIET or said.get("translate") == "no"
        if not quiet:
            # An input shows its value on its face; a button shows what stands inside it.
            faced = tag == "input" and said.get("type") in {"submit", "button", "reset"}
            names = SPOKEN | ({"value"} if faced else set())
            names |= {"content"} if said.get("name") == "description" else set()
            self._hear(" ".join(value or "" for name, value in attrs if name in names))
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        # A tag opened in one branch and closed in another leaves the pile uneven: close what matches.
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                break

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self._hear(data)

    def _hear(self, text: str) -> None:
        if _speaks(text):
            self.found.append((self.getpos()[0], " ".join(text.split())))
