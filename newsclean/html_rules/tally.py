"""What goes from a post's HTML without a trace in its text, counted: one finding for each kind of thing."""

from __future__ import annotations

from collections.abc import Iterator

from newsclean.problem import Finding
from newsclean.tree.nodes import Element

# What the writer writes, or what is read for its meaning before.
_WRITTEN: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "title"}),
    "ol": frozenset({"start", "reversed"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "code": frozenset({"class"}),
    "pre": frozenset({"class"}),
}
_NONE: frozenset[str] = frozenset()


class Tally:
    """Counts what goes, by what happens to it; `findings` says so, each with where it was seen first."""

    def __init__(self) -> None:
        self._gone: dict[tuple[str, str], list[Element]] = {}

    def unwrap(self, element: Element) -> None:
        """Count an element that loses its tags."""
        self._gone.setdefault((f"<{element.name}>", " unwrapped"), []).append(element)

    def drop_empty(self, element: Element) -> None:
        """Count an element that shows nothing and goes."""
        self._gone.setdefault((f"empty <{element.name}>", " dropped"), []).append(element)

    def drop_attributes(self, element: Element) -> None:
        """Count the attributes of an element that stays which are not written."""
        if element.is_markdown or element.to_body is None:
            return
        written = _WRITTEN.get(element.name, _NONE)
        for name, value in element.attrs.items():
            if name not in written and not (written and name in ("align", "style") and _aligns(element, name, str(value))):
                what = "data-*" if name.startswith("data-") else name
                self._gone.setdefault((what, " attribute"), []).append(element)

    def findings(self) -> Iterator[Finding]:
        """Give one finding for each kind."""
        for (what, happened), found in self._gone.items():
            count = len(found)
            if happened == " attribute":
                happened = f" attribute{'s' if count > 1 else ''} dropped"
            offsets = [offset for element in found if (offset := element.offset()) is not None]
            yield Finding(f"{count} {what}{happened}", min(offsets, default=None))


def _aligns(element: Element, name: str, value: str) -> bool:
    return element.name in ("td", "th") and (name == "align" or "text-align" in value)
