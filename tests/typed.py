"""What a page's form would send as it stands, without a browser: so a test sends on exactly what the page holds."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.sent: list[tuple[str, str]] = []
        self.area: str | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = found.get("action") == self.action
        if not self.inside:
            return
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "textarea":
            self.area, self.sent = name, [*self.sent, (name, "")]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.sent.append((self.select, value))
        elif tag == "input" and name and found.get("type") not in ("submit", "file"):
            ticked = "checked" in found or found.get("type") not in ("radio", "checkbox")
            self.sent += [(name, value)] if ticked else []

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area:
            name, before = self.sent.pop()
            # A line end right after the tag is none of the text's.
            self.sent.append((name, before + (data if before else data.removeprefix("\n"))))


def typed(page: str, action: str) -> dict[str, list[str]]:
    """``{name: [values]}`` of the form of that ``action`` in ``page``."""
    reader = _Form(action)
    reader.feed(page)
    found: dict[str, list[str]] = {}
    for name, value in reader.sent:
        found.setdefault(name, []).append(value)
    return found
