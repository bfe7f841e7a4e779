"""The structure that a piece of the tree shows: what its part of the result has to show as well."""

from __future__ import annotations

from html import escape

from bs4 import Tag

from newsclean import chars
from newsclean.html.elements import STAND_IN, VOID
from newsclean.markdown.leaves import AUTHOR_HTML
from newsclean.markdown.source_edits import apply_edits
from newsclean.proof.html_events import scan
from newsclean.proof.line import html_of_line
from newsclean.proof.parser import Env
from newsclean.proof.structure import StructureReader
from newsclean.tree.nodes import Element, Text, has_content


def read_tree_structure(root: Tag, reader: StructureReader, env: Env) -> None:
    """Read the structure of a piece of the tree. `env` holds the reference definitions of the body."""
    leaf = root.leaf if isinstance(root, Element) else None
    if leaf is not None and leaf.frozen == AUTHOR_HTML:
        reader.read(scan(leaf.edited))
        return
    if leaf is not None and leaf.frozen not in ("", "html", "comment"):
        # The tree shows the source of what stays as it is, not what a renderer makes of it.
        name = "x:line" if isinstance(root, Element) and root.tight else root.name
        source = apply_edits(leaf.source, leaf.escapes) or leaf.source
        source = source.replace("\\|", "|") if leaf.in_cell else source  # which a table takes before the line is read
        reader.read(scan(f"<{name}>{html_of_line(source, env)}</{name}>"))
        reader.end_marks()
        return
    if leaf is not None and leaf.keeps_tags:
        reader.read(scan(f"<{root.name}>{_html_of(root)}</{root.name}>"))
        reader.end_marks()
        return
    attrs = {name: str(value).replace(chars.LIQUID_BRACE, "{") for name, value in root.attrs.items()}
    if "reversed" in attrs and root.name == "ol":
        attrs.setdefault("start", str(sum(isinstance(each, Element) and has_content(each) for each in root.contents)))
    reader.start(root.name, attrs)
    for child in root.contents:
        if isinstance(child, Element):
            read_tree_structure(child, reader, env)
        elif type(child) is Text:
            reader.text(child.replace(chars.LIQUID_BRACE, "{"))
    reader.end(root.name)


def _html_of(root: Tag) -> str:
    """Write what stands in a line of an author's, with the tags that stay as they are."""
    parts: list[str] = []
    for child in root.contents:
        if isinstance(child, Element) and child.name == STAND_IN:
            parts.append(str(child["source"]))
        elif isinstance(child, Element):
            attrs = "".join(f' {name}="{escape(str(value))}"' for name, value in child.attrs.items())
            end = "" if child.name in VOID else f"</{child.name}>"
            parts.append(f"<{child.name}{attrs}>{_html_of(child)}{end}")
        elif type(child) is Text:
            parts.append(escape(child, quote=False))
    return "".join(parts).replace(chars.LIQUID_BRACE, "{")
