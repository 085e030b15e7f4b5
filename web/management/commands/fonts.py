"""``manage.py fonts``: the two typefaces, from their packages to small woff2 files under static/fonts/."""

from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

# Latin with every letter of en, sl, hr, it and sk, and the signs that their texts and ours use.
SIGNS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2028),
    *(0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2190, 0x2192, 0x2212, 0x2264, 0x2265),
)
FACES = (
    # file, package, file in the package, what becomes of its axes
    ("figtree", "fontpkg_figtree", "Figtree[wght].ttf", {"wght": (400, 800)}),
    ("figtree-italic", "fontpkg_figtree", "Figtree-Italic[wght].ttf", {"wght": (400, 800)}),
    (
        "bricolage-grotesque",
        "fontpkg_bricolage_grotesque",
        "BricolageGrotesque[opsz,wdth,wght].ttf",
        {"opsz": 36, "wdth": 100, "wght": 720},
    ),
)


class Command(BaseCommand):
    help = "Builds static/fonts/*.woff2 from the installed font packages, where they are not up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "static" / "fonts"
        folder.mkdir(parents=True, exist_ok=True)
        for name, package, file, axes in FACES:
            source = package_folder(package) / "files" / file
            target = folder / f"{name}.woff2"
            if target.exists() and target.stat().st_mtime >= newest(source, Path(__file__)):
                continue
            build(source, target, axes)
            copyfile(package_folder(package) / "LICENSE", folder / f"{name}.LICENSE.txt")
            self.stdout.write(f"{target.name}: {target.stat().st_size / 1024:.0f} KB")


def package_folder(package: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(package)
    return Path(spec.origin).parent


def newest(*files: Path) -> float:
    """When the last of these files changed, in seconds since 1970."""
    return max(file.stat().st_mtime for file in files)


def build(source: Path, target: Path, axes: dict[str, Any]) -> None:
    """Narrows a variable TrueType font to ``axes`` and SIGNS and writes it as woff2."""
    font = instantiateVariableFont(TTFont(source), axes)
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["ccmp", "locl", "kern", "mark", "liga", "tnum", "rvrn"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=SIGNS)
    subsetter.subset(font)
    font.flavor = "woff2"
    unfinished = target.with_suffix(".tmp")
    font.save(unfinished)
    unfinished.replace(target)
