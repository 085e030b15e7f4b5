"""Static files as they are served: hashed names, compressed, and the stylesheets joined, into one or into a file."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.safestring import SafeString, mark_safe
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/house.css"
IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\);\n')


class HouseStorage(CompressedManifestStaticFilesStorage):
    """Puts what ``css/house.css`` imports in place of its imports, so that a page waits for one request.

    No other transformation happens: in development and in tests the browser follows the imports itself.
    Imported files may not name other files by ``url()`` unless they lie beside ``house.css``.
    """

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        if STYLESHEET in paths and not options.get("dry_run"):
            self.delete(STYLESHEET)
            self._save(STYLESHEET, ContentFile(joined().encode()))
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, *args, **options)


def joined() -> str:
    """``css/house.css`` with what it imports in place of its imports."""
    return IMPORT.sub(lambda found: _sheet(found["file"]), _sheet("house.css"))


def embedded(names: Iterable[str]) -> SafeString:
    """The stylesheets of these names (``components/facts``) as one text, for a file that needs nothing beside it.

    They are ours and hold no word from outside. Give them in the order of ``house.css``.
    """
    return mark_safe("\n".join(_sheet(f"{name}.css") for name in names))  # noqa: S308


def _sheet(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static" / "css" / name).read_text(encoding="utf-8")
