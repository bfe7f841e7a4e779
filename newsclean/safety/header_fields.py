"""Fields of the header that hold what a layout would make live."""

from __future__ import annotations

from collections.abc import Iterator

from newsclean.header.context import Context
from newsclean.header.fields import Header, position_of
from newsclean.markdown.foreign_syntax import Liquid
from newsclean.problem import Problem, Severity
from newsclean.safety.active_content import forbidden_in
from newsclean.urls import is_active_url


def forbidden_fields(header: Header | None, context: Context) -> Iterator[Problem]:
    """Name the fields of the header that hold what a layout would make live; in a scraped post it is not their author's."""
    for key in header.fields if header is not None else ():
        value = header.get(key) if header is not None else None
        found = next(filter(None, map(_forbidden_in_value, _texts_in(value))), "")
        if found:
            severity = Severity.ERROR if context.scraped else Severity.WARNING
            yield Problem("READ05", severity, f"{key}: holds {found!r}, which must not be published", *position_of(header, key))


def _texts_in(value: object) -> Iterator[str]:
    """Give the texts in a value of the header, however deep they stand; its depth is bounded."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value if isinstance(value, list) else value.values():
            yield from _texts_in(inner)


def _forbidden_in_value(text: str) -> str:
    if found := forbidden_in(text, Liquid.INERT):
        return found
    is_address = ":" in text and text.isascii() and len(text.split()) == 1 and not text.lower().startswith("data:image/")
    return text[:40] if is_address and is_active_url(text) else ""
