"""The promises, checked before anything is written: no reader's text lost, and it renders as meant.

Nothing lost: every line of the source is either in the output byte for byte, or its text, with the changes of the ledger
made in it, is the text that a renderer shows between the lines that were kept. Renders as meant: every block that was
written anew has the structure of its tree.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, zip_longest
from typing import Any

from newsclean.ledger import Ledger
from newsclean.markdown.foreign_syntax import Liquid
from newsclean.problem import VerifyError
from newsclean.proof.changed_text import ChangedText, visible
from newsclean.proof.document import read_definitions
from newsclean.proof.html_events import TOKEN, normal
from newsclean.proof.line import has_stock_stars
from newsclean.proof.output import Output, read_output, text_of_part
from newsclean.proof.parser import Env
from newsclean.proof.source_text import SourceText
from newsclean.proof.structure import StructureReader
from newsclean.proof.tree_structure import read_tree_structure
from newsclean.tree.nodes import texts
from newsclean.urls import is_active_url
from newsclean.writer.body import Part, Written

_CONTEXT = 30


def verify(source: str, ledger: Ledger, written: Written, *, given: str, liquid: Liquid, is_scraped: bool) -> None:
    """Raise VerifyError with the first difference unless nothing was lost and everything renders as meant.

    `source` is the body that was read, `ledger` what the rules changed in it, `written` the result. `given` is the body as it
    came, which may have other targets in its reference definitions than `source`; `liquid` says what Liquid is in the post,
    `is_scraped` that its HTML is no author's.
    """
    if given != source and _text_of(given, liquid, is_scraped) != _text_of(source, liquid, is_scraped):
        raise VerifyError("text", "the text of the body changed before it was read")
    try:
        _Proof(source, ledger, written, liquid, is_scraped=is_scraped).check()
    except VerifyError as error:
        error.line, error.ledger = ledger.position(error.offset)[0], tuple(ledger.entries)
        raise


def _text_of(body: str, liquid: Liquid, is_scraped: bool) -> str:
    lines = body.split("\n")
    source = SourceText(lines, [0] * len(lines), read_definitions(lines, is_scraped=is_scraped), liquid, is_scraped=is_scraped)
    source.add_stretch(0, len(lines))
    return normal(source.read().stretches()[0])


class _Proof:
    def __init__(self, source: str, ledger: Ledger, written: Written, liquid: Liquid, *, is_scraped: bool) -> None:
        self._lines = source.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines[:-1])]
        self._env = read_definitions(self._lines, is_scraped=is_scraped)
        self._liquid = liquid
        self._is_scraped = is_scraped
        self._ledger = ledger
        self._written = written
        self._kept = [self._is_kept(part) for part in written.parts]

    def check(self) -> None:
        source = self._read_source()
        output = read_output(self._written, self._kept)
        self._compare_texts(source, output)
        if _targets(self._env) != _targets(output.env):
            raise VerifyError("structure", "reference definitions were lost or made")
        self._compare_structure(output)
        self._compare_tags()

    def _is_kept(self, part: Part) -> bool:
        """Tell whether the text of a part is that of the lines which it says it stands for."""
        block = part.block
        if block is None or block.last <= block.first:
            return False
        return "\n".join(self._lines[block.first : block.last]).rstrip("\n") == text_of_part(part)

    def _read_source(self) -> ChangedText:
        """Read all lines that were not kept, with the changes made in them."""
        source = SourceText(self._lines, self._starts, self._env, self._liquid, is_scraped=self._is_scraped)
        start = 0
        for part, is_kept in zip(self._written.parts, self._kept, strict=True):
            if is_kept and part.block is not None:
                if part.block.first < start:
                    raise VerifyError("text", "lines of the source stand in another order", offset=self._starts[part.block.first])
                source.add_stretch(start, part.block.first)
                start = part.block.last
        source.add_stretch(start, len(self._lines))
        text = source.read()
        for change in self._ledger.changes:
            text.apply(change)
        return text

    def _compare_texts(self, source: ChangedText, output: Output) -> None:
        for number, (wanted, found) in enumerate(zip_longest(source.stretches(), output.stretches, fillvalue="")):
            expected, got = normal(wanted), normal(found)
            if expected == got or (has_stock_stars(wanted + found) and _without_stars(expected) == _without_stars(got)):
                continue
            at = next(i for i, (a, b) in enumerate(zip_longest(expected, got)) if a != b)
            start = max(0, at - _CONTEXT // 2)
            raise VerifyError(
                "text",
                "text differs",
                offset=source.offset_of(number, len(visible(expected[:at]))),
                source=expected[start : at + _CONTEXT],
                result=got[start : at + _CONTEXT],
            )

    def _compare_structure(self, output: Output) -> None:
        reader = StructureReader()
        ends: list[int] = []
        parts = [
            part
            for part, is_kept in zip(self._written.parts, self._kept, strict=True)
            if part.element is not None and not is_kept
        ]
        for part in parts:
            if part.element is not None:
                read_tree_structure(part.element, reader, self._env)
                reader.end_block()
                ends.append(len(reader.leaves))
        for number, (want, got) in enumerate(zip_longest(reader.finish(), output.structure)):
            if want != got:
                at = min(bisect_right(ends, number), len(parts) - 1)
                offset = _offset_of(parts[at], self._starts) if parts else None
                raise VerifyError("structure", "renders differently", offset=offset, source=_shown(want), result=_shown(got))

    def _compare_tags(self) -> None:
        """In HTML of an author's nothing but text may have changed."""
        for part, is_kept in zip(self._written.parts, self._kept, strict=True):
            if part.block is not None and part.element is None and not is_kept:
                given = "\n".join(self._lines[part.block.first : part.block.last])
                wanted, got = _tags_in(given), _tags_in(text_of_part(part))
                if wanted != got:
                    offset = self._starts[part.block.first]
                    raise VerifyError("structure", "tags differ", offset=offset, source=_shown(wanted), result=_shown(got))


def _tags_in(html: str) -> list[str]:
    return [match[0] for match in TOKEN.finditer(html)]


def _without_stars(text: str) -> str:
    """Leave out the stars, of which the parser takes for emphasis what the names of two stocks begin with."""
    return normal(text.replace("*", ""))


def _targets(env: Env) -> dict[str, str]:
    """Give the targets of reference definitions, but for those that may not be published."""
    found = {label: definition["href"] for label, definition in env.get("references", {}).items()}
    return {label: href for label, href in found.items() if href and not is_active_url(href)}


def _offset_of(part: Part, starts: Sequence[int]) -> int | None:
    """Give the offset in the body of what a part was written from."""
    if part.block is not None:
        return starts[part.block.first]
    if part.element is None:
        return None
    offsets = (part.element.offset(), *(text.offset() for text in texts(part.element)))
    return next((offset for offset in offsets if offset is not None), None)


def _shown(block: Any) -> str:
    text = repr(block)
    return text if len(text) <= 300 else text[:297] + "..."
