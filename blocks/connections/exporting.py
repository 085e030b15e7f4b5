"""The map as files: a picture that stands alone, and a graph that other programs read."""

from typing import Any
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from activity.letters import absolute
from blocks.connections.picture import Picture

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
# The look of the page's light side, for a file that no stylesheet follows.
STYLE = """
svg{background:#F4F6F1;font-family:Figtree,system-ui,"Segoe UI",Roboto,sans-serif}
.map__ring{fill:none;stroke:#D3DBD2;stroke-width:1.5;stroke-dasharray:2 7}
.map__arc{fill:none;stroke:#17594A;stroke-width:7;stroke-linecap:round}
.map__arc--focus{stroke:#F2AE1B}
.map__partner text{font-size:17px;fill:#1C2420}
.map__link{fill:none;stroke:#17594A;stroke-opacity:.35;stroke-linecap:round}
.map__link--near{stroke-opacity:.85}
.map__link--1{stroke-width:2}.map__link--2{stroke-width:3.5}.map__link--3{stroke-width:5}.map__link--4{stroke-width:7}
.map__strand{fill:none;stroke-width:1.5;stroke-opacity:.6}.map__strand--contributing{stroke-dasharray:3 5}
.map__disc{fill:#FFFFFF;stroke:#17594A;stroke-width:2.5}.map__disc--focus{fill:#FFC23D;stroke:#1C2420}
.map__disc--far{stroke-dasharray:4 4}
.map__number{font-size:17px;font-weight:650;text-anchor:middle;fill:#1C2420;stroke:#F4F6F1;stroke-width:4px;paint-order:stroke}
.map__plate{fill:#F4F6F1}.map__word{font-size:16px;text-anchor:middle;fill:#1C2420}
.map__shape{stroke-width:2.5;stroke-linejoin:round}
.map--square{--c:#052580}.map--circle{--c:#D62072}.map--star{--c:#CA7A3D}.map--diamond{--c:#057E8C}
.map--triangle{--c:#846B21}.map--house{--c:#651B08}.map--hexagon{--c:#025F38}.map--cross{--c:#6C45B5}
.map__shape{fill:var(--c);stroke:var(--c)}.map__strand{stroke:var(--c)}
"""


def svg(picture: Picture) -> str:
    """The map with its own look and whole addresses."""
    context = {"picture": picture, "style": mark_safe(STYLE), "base": absolute("")}  # noqa: S308  (a constant)
    return render_to_string("connections/map.svg", context).strip() + "\n"


def graphml(picture: Picture) -> bytes:
    """Initiatives, partners and blocks with what links them, in GraphML 1.0."""
    ET.register_namespace("", GRAPHML)
    root = ET.Element(_tag("graphml"))
    for name, of in (
        ("kind", "all"),
        ("label", "node"),
        ("language", "node"),
        ("url", "all"),
        ("reasons", "edge"),
    ):
        _key(root, name, of, "string")
    _key(root, "score", "edge", "int")
    graph = ET.SubElement(root, _tag("graph"), id="connections", edgedefault="undirected")
    for initiative in picture.initiatives:
        _node(graph, initiative, "initiative", initiative.text.title, initiative.text.language)
    for partner in picture.partners:
        organisation = partner.organisation
        _node(graph, organisation, "partner", organisation.text.name, organisation.text.language)
    for middle in picture.middles:
        _node(graph, middle.block, "block", middle.block.text.name, middle.block.text.language)
    for link in picture.links:
        one, other = link.connection.ends
        edge = _edge(graph, one, other, "could join")
        _data(edge, "score", link.connection.score)
        _data(edge, "url", absolute(link.connection.get_absolute_url()))
        _data(edge, "reasons", "\n".join(reason.words for reason in link.seen.reasons))
    for strand in picture.strands:
        _edge(graph, strand.node.initiative, strand.tag.block, strand.tag.strength)
    for partner in picture.partners:
        for node in partner.nodes:
            _edge(graph, partner.organisation, node.initiative, "leads")
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _tag(name: str) -> str:
    return f"{{{GRAPHML}}}{name}"


def _key(root: ET.Element, name: str, of: str, kind: str) -> None:
    attributes: dict[str, str] = {"id": name, "for": of, "attr.name": name, "attr.type": kind}
    ET.SubElement(root, _tag("key"), attributes)


def _node(graph: ET.Element, thing: Any, kind: str, label: str, language: str) -> None:
    node = ET.SubElement(graph, _tag("node"), id=str(thing.pk))
    for name, value in (
        ("kind", kind),
        ("label", label),
        ("language", language),
        ("url", absolute(thing.get_absolute_url())),
    ):
        _data(node, name, value)


def _edge(graph: ET.Element, one: Any, other: Any, kind: str) -> ET.Element:
    edge = ET.SubElement(graph, _tag("edge"), source=str(one.pk), target=str(other.pk))
    _data(edge, "kind", kind)
    return edge


def _data(of: ET.Element, key: str, value: Any) -> None:
    ET.SubElement(of, _tag("data"), key=key).text = "".join(
        sign for sign in str(value) if sign >= " " or sign in "\n\t"
    )
