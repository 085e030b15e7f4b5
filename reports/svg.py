"""Pictures as SVG: for a page with the stylesheet's classes and its links, for paper with the light colours in it."""

from xml.etree.ElementTree import Element, SubElement, tostring

from reports.pictures import Drawn, Mark, Word
from reports.shown import address

SPACE = "http://www.w3.org/2000/svg"
HEAD, TEXT = "Bricolage Grotesque 96pt", "Figtree"

# What the stylesheet says of each kind (static/css/components/picture.css), in its light colours.
SHAPES = {
    "reach": {"fill": "none"},
    "bar": {"fill": "#86C2A9"},
    "now": {"fill": "#FFC23D", "stroke": "#1C2420"},
    "none": {"fill": "#D3DBD2"},
    "floor": {"fill": "none", "stroke": "#76827A"},
    "depth-1": {"fill": "#E3EFE8", "stroke": "#76827A"},
    "depth-2": {"fill": "#B9DACB", "stroke": "#76827A"},
    "depth-3": {"fill": "#86C2A9", "stroke": "#76827A"},
    "depth-4": {"fill": "#2E7D67"},
    "depth-5": {"fill": "#134B3E"},
    "strand": {"fill": "none", "stroke": "#86C2A9", "stroke-width": "3"},
    "plate": {"fill": "#FFFFFF", "stroke": "#B9D3C4", "stroke-width": "1.5"},
    "origin": {"fill": "#FFC23D"},
    "city": {"fill": "#17594A"},
    "sea": {"fill": "#E6EEF9"},
    "land": {"fill": "#EAEFE7", "stroke": "#FFFFFF"},
    "dot": {"fill": "#17594A", "stroke": "#FFFFFF", "stroke-width": "2"},
}
WORDS = {
    "number": {"fill": "#1C2420", "font-size": "13", "font-weight": "700"},
    "name": {"fill": "#1C2420", "font-size": "14"},
    "strong": {"fill": "#1C2420", "font-size": "15", "font-weight": "700"},
    "quiet": {"fill": "#4A554E", "font-size": "13"},
    "on-pale": {"fill": "#1C2420", "font-size": "16", "font-weight": "700"},
    "on-deep": {"fill": "#FFFFFF", "font-size": "16", "font-weight": "700"},
    "on-origin": {"fill": "#1C2420", "font-size": "15", "font-weight": "700"},
    "on-city": {"fill": "#FFFFFF", "font-size": "15", "font-weight": "700"},
    "place": {"fill": "#1C2420", "font-size": "15", "font-weight": "700"},
}


def for_page(drawn: Drawn, *, title: str, description: str, kind: str, origin: str = "") -> str:
    """The markup of a picture within a page. It is a picture by its name, or a group where parts of it are links."""
    linked = any(mark.path for mark in drawn.marks)
    root = _root(drawn)
    root.set("class", f"picture__drawing picture__drawing--{kind}")
    root.set("role", "group" if linked else "img")
    root.set("aria-label", title)
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = description
    for mark in drawn.marks:
        group = _group(root, mark, origin)
        for shape in mark.shapes:
            SubElement(group, "path", {"class": f"picture__shape picture__shape--{shape.kind}", "d": shape.d})
        for word in mark.words:
            SubElement(
                group, "text", {**_at(word), "class": f"picture__word picture__word--{word.kind}"}
            ).text = word.text
    return tostring(root, encoding="unicode")


def for_paper(drawn: Drawn) -> str:
    """The markup of a picture by itself, colours and typefaces named in it."""
    root = _root(drawn)
    root.set("xmlns", SPACE)
    for mark in drawn.marks:
        for shape in mark.shapes:
            SubElement(root, "path", {**SHAPES[shape.kind], "d": shape.d})
        for word in mark.words:
            family = HEAD if word.kind == "place" else TEXT
            SubElement(
                root, "text", {**_at(word), **WORDS[word.kind], "font-family": family}
            ).text = word.text
    return tostring(root, encoding="unicode")


def _root(drawn: Drawn) -> Element:
    return Element("svg", {"viewBox": f"0 0 {drawn.width:g} {drawn.height:g}"})


def _group(root: Element, mark: Mark, origin: str) -> Element:
    href = address(mark.path, origin=origin)
    group = SubElement(root, "a", {"href": href, "class": "picture__link"}) if href else SubElement(root, "g")
    if mark.label:
        SubElement(group, "title").text = mark.label
    return group


def _at(word: Word) -> dict[str, str]:
    return {"x": f"{word.x:.4g}", "y": f"{word.y:.4g}", "text-anchor": word.anchor}
