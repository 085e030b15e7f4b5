"""The house's own drawings as inline SVG: block glyphs, icons, the chalked court.

Everything is decoration beside words (``aria-hidden``), coloured by CSS classes alone, and made of constants:
no value from outside enters the markup except through ``format_html``.
"""

from zlib import crc32

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# One path per shape, on a field of 24 × 24, leaving room for a stroke of 2.5.
SHAPES = {
    "square": "M4 4h16v16H4z",
    "circle": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z",
    "star": "M12 2.6l2.8 6.2 6.7.7-5 4.5 1.4 6.6-5.9-3.4-5.9 3.4 1.4-6.6-5-4.5 6.7-.7z",
    "diamond": "M12 2.5l9.5 9.5-9.5 9.5L2.5 12z",
    "triangle": "M12 3.5l9.5 16.5h-19z",
    "house": "M3.5 11.2L12 3.5l8.5 7.7v9.3h-17z",
    "hexagon": "M12 2.5l8.4 4.75v9.5L12 21.5l-8.4-4.75v-9.5z",
    "cross": "M9 3.5h6V9h5.5v6H15v5.5H9V15H3.5V9H9z",
}

ICONS = {
    "arrow-left": "M20 12H5m6-7l-7 7 7 7",
    "arrow-right": "M4 12h15m-6-7l7 7-7 7",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5v4m7-4v4",
    "check": "M4.5 12.5l5 5L19.5 7",
    "clock": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zm0 4.5V12l3 2.5",
    "close": "M6 6l12 12M18 6L6 18",
    # The three-point line: the way to the courtyard.
    "court": "M4 20V12a8 8 0 0 1 16 0v8M2 20h20M9 20v-5h6v5",
    "desk": "M3 10h18M5 10v10m14-10v10M8 10V6.5h5V10m3.5 0V8",
    "download": "M12 3.5V15m-5-4.5l5 5 5-5M4 20h16",
    "edit": "M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19zM14 6.5l3.5 3.5",
    "eye": "M2.5 12s3.5-6.5 9.5-6.5S21.5 12 21.5 12s-3.5 6.5-9.5 6.5S2.5 12 2.5 12zm9.5-3a3 3 0 1 0 0 6 3 3 0 1 0 0-6z",
    "filter": "M3.5 6h17M7 12h10m-6.5 6h3",
    "flag": "M6 21V4m0 .5c4-2.5 7 2.5 12 0v9c-5 2.5-8-2.5-12 0",
    "globe": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM3 12h18M12 3c-5 5-5 13 0 18m0-18c5 5 5 13 0 18",
    "info": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zm0 8v5.5m0-9v.01",
    "lock": "M5.5 11h13v9.5h-13zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "mail": "M3 5.5h18v13H3zM3.5 6.5L12 13l8.5-6.5",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "people": "M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 1 0 0-7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6"
    "m0-15a3.2 3.2 0 0 1 0 6.2m2 3.3c2.5.7 4 2.7 4 5.5",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 1 0 0-8zM4.5 20.5c0-4.5 3.5-6.5 7.5-6.5s7.5 2 7.5 6.5",
    "place": "M12 21.5s7-6.5 7-11.5a7 7 0 0 0-14 0c0 5 7 11.5 7 11.5zm0-14.5a3 3 0 1 0 0 6 3 3 0 1 0 0-6z",
    "plus": "M12 4.5v15M4.5 12h15",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 1 0 0-13zm5 11.5L21 21",
    "sign-out": "M14 4H5v16h9m-4-8h11m-4.5-4.5L21 12l-4.5 4.5",
    "tag": "M3.5 4v7.5l9 9 7.5-7.5-9-9zm4.5 4.5v.01",
    "warning": "M12 3.5l9.5 17h-19zm0 6.5v5m0 2.5v.01",
}

_GLYPH = (
    '<svg class="glyph__shape" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
)
_ICON = '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>'


def glyph(
    shape: str, word: str, *, language: str = "", strength: str = "", note: str = "", kind: str = ""
) -> SafeString:
    """A block's shape in its colour with its word: never one of the three alone.

    ``language`` is the word's own where it differs from the page's; ``strength`` "core" fills the shape,
    "contributing" leaves it open, and ``note`` says that in words. An unknown shape is a ``LookupError``.
    """
    return format_html(
        '<span class="glyph glyph--{}{}{}">{}<span class="glyph__word"{}>{}</span>{}</span>',
        shape,
        f" glyph--{strength}" if strength else "",
        f" glyph--{kind}" if kind else "",
        format_html(_GLYPH, SHAPES[shape]),
        format_html(' lang="{}"', language) if language else "",
        word,
        format_html(' <span class="glyph__strength">{}</span>', note) if note else "",
    )


def icon(name: str, kind: str = "") -> SafeString:
    """One of ICONS, drawn in the text's colour; ``kind`` is a further class. Always beside words."""
    return format_html(_ICON, kind, ICONS[name])


def _table(x: int, y: int, radius: int, seats: str) -> str:
    """A round café table with its chairs: "n" a free seat, "y" the one in the sun."""
    places = {
        5: ((0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)),
        4: ((0.71, -0.71), (0.71, 0.71), (-0.71, 0.71), (-0.71, -0.71)),
        3: ((0, -1), (0.87, 0.5), (-0.87, 0.5)),
    }[len(seats)]
    chairs = "".join(
        f'<circle class="chalk__seat{" chalk__seat--sun" if seat == "y" else ""}" '
        f'cx="{x + dx * (radius + 15):.0f}" cy="{y + dy * (radius + 15):.0f}" r="{radius * 0.28:.0f}"/>'
        for seat, (dx, dy) in zip(seats, places, strict=True)
    )
    return f'{chairs}<circle class="chalk__table" cx="{x}" cy="{y}" r="{radius}"/>'


def _shadow(x: int, y: int, radius: int, length: int = 54) -> str:
    """What a low sun casts behind a round table."""
    r = round(radius * 0.71)
    return (
        f'<path class="chalk__shadow" d="M{x - r} {y + r}L{x + r} {y - r}l{length} {length}'
        f'A{radius} {radius} 0 0 1 {x - r + length} {y + r + length}z"/>'
    )


_LINES = (
    "M905 44H792A216 216 0 0 0 792 476H905",  # the three-point line, and the magnet
    "M905 182H640V338H905",  # the key
    "M640 182A78 78 0 0 0 640 338",  # the free-throw circle's outer half
    "M862 226V294",  # the board
    "M236 -10V530",  # the halfway line
    "M236 168A92 92 0 0 0 236 352A92 92 0 0 0 236 168",
)
_LINES_DASHED = "M640 182A78 78 0 0 1 640 338"
# A tree from above: its shadow, its crown in two tones, and leaves that have come down.
_CROWN = (
    '<path class="chalk__shadow" d="M500 40h130l60 50q10 46-40 52-60 4-96-30z"/>'
    '<g class="chalk__crown"><circle cx="520" cy="-6" r="72"/><circle cx="594" cy="6" r="60"/>'
    '<circle cx="452" cy="2" r="52"/><circle cx="552" cy="50" r="42"/><circle cx="490" cy="44" r="38"/></g>'
    '<g class="chalk__light"><circle cx="500" cy="-14" r="44"/><circle cx="572" cy="-4" r="36"/>'
    '<circle cx="456" cy="-2" r="26"/><circle cx="544" cy="32" r="24"/></g>'
    '<g class="chalk__leaf"><ellipse cx="636" cy="98" rx="6" ry="3" transform="rotate(30 636 98)"/>'
    '<ellipse cx="668" cy="140" rx="5" ry="2.5" transform="rotate(-40 668 140)"/>'
    '<ellipse cx="596" cy="128" rx="5" ry="2.5" transform="rotate(75 596 128)"/>'
    '<ellipse cx="560" cy="430" rx="5" ry="2.5" transform="rotate(10 560 430)"/>'
    '<ellipse cx="300" cy="60" rx="5" ry="2.5" transform="rotate(-20 300 60)"/></g>'
)


def _lines() -> str:
    drawn = "".join(f'<path d="{line}"/>' for line in _LINES)
    return (
        f'<g class="chalk__dust">{drawn}</g><g class="chalk__worn">{drawn}'
        f'<path d="{_LINES_DASHED}" stroke-dasharray="14 16"/></g>'
        '<circle cx="842" cy="260" r="15" stroke="var(--sun)" stroke-width="4"/>'
    )


_OPEN = '<svg class="{}" viewBox="{}" preserveAspectRatio="{}" aria-hidden="true" focusable="false">'
_COURT = (
    '<g class="chalk">'
    + _shadow(398, 118, 38)
    + _shadow(470, 398, 32)
    + _shadow(336, 442, 24, 40)
    + '<path class="chalk__shadow" d="M413 233l84-27 40 40 14 46-84 27-40-40z"/>'
    + _lines()
    + _CROWN
    + '<g class="chalk__tennis" transform="rotate(-17.6 459 241)"><path d="M415 217h88v48h-88z"/>'
    '<path class="chalk__net" d="M459 211v60M415 241h88"/></g>'
    + _table(398, 118, 38, "nnynn")
    + _table(470, 398, 32, "nnnn")
    + _table(336, 442, 24, "nyn")
    + "</g></svg>"
)
# Views of the same court, one for each card: x, y, width, height.
_CROPS = (
    "120 150 300 110",
    "560 170 300 110",
    "600 10 300 110",
    "250 360 300 110",
    "300 60 300 110",
    "560 380 300 110",
    "150 290 300 110",
)


def court() -> SafeString:
    """The courtyard from above, for a hero."""
    return mark_safe(  # noqa: S308  (constants only)
        _OPEN.format("hero__ground", "0 0 900 520", "xMaxYMid slice") + _COURT
    )


def court_crop(key: str) -> SafeString:
    """A piece of the court for a card without a photo; the same ``key`` always gets the same piece."""
    crop = _CROPS[crc32(key.encode()) % len(_CROPS)]
    return mark_safe(_OPEN.format("court-crop", crop, "xMidYMid slice") + _COURT)  # noqa: S308


def empty_table() -> SafeString:
    """A round table with nobody at it yet, one chair in the sun."""
    return mark_safe(  # noqa: S308
        _OPEN.format("empty__picture", "0 0 160 130", "xMidYMid meet")
        + '<g class="empty-table">'
        + _table(80, 66, 34, "nnynn").replace("chalk__", "empty__")
        + "</g></svg>"
    )


def mark() -> SafeString:
    """The sign of the house: a three-point line that is a magnet too, and the ball it draws in."""
    return mark_safe(_MARK)  # noqa: S308


_MARK = (
    '<svg class="mark__sign" viewBox="0 0 64 64" aria-hidden="true" focusable="false">'
    '<path class="mark__ground" d="M24 0H60a4 4 0 0 1 4 4V40A24 24 0 0 1 40 64H4a4 4 0 0 1-4-4V24A24 24 0 0 1 24 0z"/>'
    '<path class="mark__line" d="M0 52H64"/><path class="mark__arc" d="M15 52V31a17 17 0 0 1 34 0V52"/>'
    '<circle class="mark__ball" cx="32" cy="41" r="7"/></svg>'
)


def pips(now: int, of: int) -> SafeString:
    """Steps as a row of pips: those behind, the present one, those ahead."""
    row = "".join(
        f'<circle class="stage__pip{_pip(step, now)}" cx="{7 + step * 14}" cy="7" r="5"/>'
        for step in range(of)
    )
    return mark_safe(  # noqa: S308
        f'<svg class="stage__pips" viewBox="0 0 {of * 14} 14" aria-hidden="true" focusable="false">{row}</svg>'
    )


def _pip(step: int, now: int) -> str:
    if step + 1 < now:
        return " stage__pip--past"
    return " stage__pip--now" if step + 1 == now else ""


def bar(value: float, largest: float) -> SafeString:
    """A bar as long as ``value`` is of ``largest``; the number itself stands beside it as text."""
    share = 0 if largest <= 0 else max(0, min(100, round(100 * value / largest)))
    return mark_safe(  # noqa: S308
        '<svg class="bar" aria-hidden="true" focusable="false">'
        f'<rect class="bar__fill" width="{share}%" height="100%"/></svg>'
    )


def sparkline(values: list[int], title: str) -> SafeString:
    """Bars over time, the last one being now; ``title`` is the finding in one sentence. Nothing while all are 0: the
    sentence beside it says so."""
    if not any(values):
        return SafeString()
    top = max(values)
    step = 10
    bars = "".join(
        f'<rect class="spark__bar{" spark__bar--now" if index == len(values) - 1 else ""}" '
        f'x="{index * step + 1}" y="{34 - round(32 * value / top)}" width="8" height="{round(32 * value / top)}"/>'
        for index, value in enumerate(values)
    )
    width = len(values) * step
    return format_html(
        '<svg class="spark" viewBox="0 0 {} 36" preserveAspectRatio="none" role="img" aria-label="{}">{}'
        '<path class="spark__floor" d="M0 35H{}"/></svg>',
        width,
        title,
        mark_safe(bars),  # noqa: S308
        width,
    )
