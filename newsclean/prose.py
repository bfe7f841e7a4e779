"""The text rules' way through a post: every block of the tree, then the fields of the header that are prose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from bs4 import Tag

from newsclean import chars, lazy
from newsclean.header.fields import Header, position_of
from newsclean.html.elements import BLOCKS, HEADINGS, STAND_IN
from newsclean.language import Languages
from newsclean.ledger import BodyChange, Ledger
from newsclean.markdown.foreign_syntax import prose_of
from newsclean.markdown.inline_tokens import SourceEdit
from newsclean.markdown.kept_tags import ends_line, is_object
from newsclean.markdown.leaves import AUTHOR_HTML, Leaf
from newsclean.problem import Finding, LedgerEntry, Problem, Severity
from newsclean.punctuation.mender import MENDED, Mender
from newsclean.punctuation.rules import TextRuleSet
from newsclean.punctuation.run import Change, Run, RunKind
from newsclean.tree.author_html import AuthorHtml
from newsclean.tree.from_body import Tree
from newsclean.tree.nodes import CODE, PROSE, Element, Text, elements, set_children, signature, text_of
from newsclean.tree.whitespace import LOOSE_BLANKS, fold_blanks, join_lines, tidy_hollow, trim_edges

_ADDRESS = lazy.pattern(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.|[^\s@]+@[^\s@]+\.[A-Za-z]+\s*\Z)")


def mend_body(rules: TextRuleSet, tree: Tree, languages: Languages, ledger: Ledger) -> Iterator[Problem]:
    """Apply the text rules to every block of the tree; give what they did and what they doubt."""
    mender = Mender(rules)
    is_hollow = False
    for block in _blocks_of_prose(tree):
        leaf = block.leaf
        if leaf is not None and leaf.frozen == AUTHOR_HTML:
            yield from _mend_author_html(leaf, mender, languages, ledger)
            continue
        if leaf is not None and leaf.frozen:
            yield from (ledger.problem("READ04", finding) for finding in _missed_edits(rules, leaf, languages))
            continue
        is_untouched = leaf is None or signature(block) == leaf.before
        found = _read_as_written(block, languages, in_quotation=mender.in_quotation, is_untouched=is_untouched)
        if not found.run.text.strip(" "):  # an empty cell, which is no paragraph of a quotation
            continue
        changes, problems = mender.mend(found.run, partial(_locate, found, ledger))
        yield from problems
        yield from _enter(changes, found, ledger)
        if leaf is not None:
            yield from _escaped(leaf, ledger)
            _take_edits(leaf, found, is_untouched=is_untouched)
        is_hollow = found.write_back() or is_hollow
        if changes and leaf is None:
            trim_edges(block)  # a blank may stand at one now, or beside another
            if LOOSE_BLANKS.search(found.run.text):
                fold_blanks(block)
    if is_hollow:
        tidy_hollow(tree.soup)
    yield from mender.finish()


def _blocks_of_prose(tree: Tree) -> Iterator[Element]:
    """Give the blocks that hold running text and no blocks, and what holds an author's HTML."""
    for block in elements(tree.soup):
        holds_html = block.leaf is not None and block.leaf.frozen == AUTHOR_HTML
        if holds_html or (block.name in PROSE and not _holds_blocks(block)):
            yield block


def _holds_blocks(element: Element) -> bool:
    return any(isinstance(child, Element) and child.name in BLOCKS for child in element.contents)


def _mend_author_html(leaf: Leaf, mender: Mender, languages: Languages, ledger: Ledger) -> Iterator[Problem]:
    """Apply the text rules to the text between the tags of an author's HTML, which stay byte for byte."""
    html = AuthorHtml(leaf)
    for paragraph in html.paragraphs():
        found = read_run(paragraph, languages, in_quotation=mender.in_quotation)
        changes, problems = mender.mend(found.run, partial(_locate, found, ledger))
        edits = [_edit_of_html(html, found, change) for change in found.run.changes()]
        if any(edit is None for edit in edits):
            message = f"left as it is, because {AUTHOR_HTML} stands in between"
            yield ledger.problem("READ04", Finding(message, found.offset(0), severity=Severity.WARNING))
            continue
        yield from problems
        yield from _enter(changes, found, ledger)
        leaf.edits = [*(leaf.edits or ()), *(edit for edit in edits if edit is not None)]


def _edit_of_html(html: AuthorHtml, found: BlockRun, change: Change) -> SourceEdit | None:
    node = found.node_at(change.start)
    return html.edit(node[1], change.start - node[0], change.before, change.after) if node is not None else None


def _read_as_written(block: Element, languages: Languages, *, in_quotation: bool, is_untouched: bool) -> BlockRun:
    """Read the run of a block; one that is written anew without the blanks that the writer drops.

    Else a second run would read another text.
    """
    found = read_run(block, languages, in_quotation=in_quotation)
    leaf, text = block.leaf, found.run.text
    is_written_anew = leaf is None or leaf.holds_foreign_tags or not is_untouched
    has_line_end = block.name in HEADINGS and "\n" in text
    if not is_written_anew or not text.strip(" ") or not (has_line_end or LOOSE_BLANKS.search(text)):
        return found
    if block.name in HEADINGS:
        join_lines(block)
    fold_blanks(block)
    return read_run(block, languages, in_quotation=in_quotation)


def _enter(changes: Iterable[tuple[str, Change]], found: BlockRun, ledger: Ledger) -> list[Problem]:
    """Enter into the ledger what the rules did, step by step and in sum."""
    problems: list[Problem] = []
    for code, change in changes:
        finding = Finding(MENDED, found.offset(change.start), change.before, change.after)
        ledger.enter(code, finding.offset, change.before, change.after)
        problems.append(ledger.problem(code, finding))
    ledger.changes += [BodyChange(found.offset(change.start), change.before, change.after) for change in found.run.changes()]
    return problems


def _escaped(leaf: Leaf, ledger: Ledger) -> Iterator[Problem]:
    for escape in leaf.escapes:
        code = "MARK02" if escape.text.startswith("&") else "MARK01"
        yield ledger.problem(code, Finding("kept from being read as syntax", leaf.source_to_body(escape.start)))


def _locate(found: BlockRun, ledger: Ledger, start: int) -> tuple[int, int]:
    return ledger.position(found.offset(start))


def _missed_edits(rules: TextRuleSet, leaf: Leaf, languages: Languages) -> Iterator[Finding]:
    """Say that a leaf would have been edited, were it not for syntax that is outside the model."""
    run = Run(prose_of(leaf.source), RunKind(languages, is_document=True))
    if leaf.frozen not in ("html", "comment") and Mender(rules).mend(run, lambda _: (0, 0)).changes:
        message = f"left as it is, because it holds {leaf.frozen}"
        yield Finding(message, leaf.source_to_body(0), severity=Severity.WARNING)


def _take_edits(leaf: Leaf, found: BlockRun, *, is_untouched: bool) -> None:
    """Turn the changes of a run into edits of the Markdown it was read from; None where a rule changed more than its text."""
    if not is_untouched:
        leaf.edits = None
    for change in found.run.changes():
        node = found.node_at(change.start)
        edit = None
        if node is not None:
            at = node[1].at + change.start - node[0]
            edit = leaf.source_edit(at, at + len(change.before), change.after)
        if edit is None or leaf.edits is None:
            leaf.edits = None
            return
        leaf.edits.append(edit)


def mend_fields(rules: TextRuleSet, header: Header | None, languages: Languages, ledger: Ledger) -> Iterator[Problem]:
    """Apply the text rules to the title and to a description that was copied from the digest."""
    for key in ("title", "description"):
        # A description that was written by hand stays; one that was copied from the digest is mended like the digest.
        value = header.get(key) if header is not None and (key == "title" or key in header.values) else None
        if header is None or not isinstance(value, str) or not value or "\n" in value.rstrip("\n"):
            continue  # a title of several lines is none, and no line of it can be mended in its place
        run = Run(value.rstrip("\n"), RunKind(languages, is_title=key == "title"))
        line, column = position_of(header, key)
        mender = Mender(rules)
        done = mender.mend(run, lambda _, position=(line, column): position)  # type: ignore[misc]
        for problem in (*done.problems, *mender.finish()):
            yield problem._replace(message=f"{key}: {problem.message}")
        if run.text != value.rstrip("\n") and run.text.strip():
            header.set(key, run.text)
            for code, change in done.changes:
                ledger.entries.append(LedgerEntry(code, line, column, change.before, change.after))
                yield Problem(code, Severity.MENDED, f"{key}: {MENDED}", line, column, change.before, change.after)


class BlockRun(NamedTuple):
    """A run and the texts it was read from: (offset in the run, text)."""

    run: Run
    nodes: tuple[tuple[int, Text], ...]

    def node_at(self, at: int) -> tuple[int, Text] | None:
        """Give the text that holds a character of the original run, and where it starts."""
        index = bisect_right(self.nodes, at, key=lambda pair: pair[0]) - 1
        return self.nodes[index] if index >= 0 else None

    def offset(self, at: int) -> int | None:
        """Give the offset in the body of a character of the original run."""
        found = self.node_at(at)
        return found[1].offset(at - found[0]) if found else None

    def write_back(self) -> bool:
        """Give the texts of the tree what the run has become; tell whether nothing is left of one."""
        changed: dict[int, Text] = {}
        parents: dict[int, Tag] = {}
        for start, node in self.nodes:
            new = self.run.cells(start, start + len(node))
            if new != node and node.parent is not None:
                changed[id(node)] = node.with_text(new)
                parents[id(node.parent)] = node.parent
        for parent in parents.values():
            children = (changed.get(id(child), child) for child in parent.contents)
            set_children(parent, [child for child in children if child or type(child) is not Text])
        return not all(changed.values())


def read_run(block: Element, languages: Languages, *, in_quotation: bool = False) -> BlockRun:
    """Read the run of one block: code and images count as one character, a line break as a newline.

    `languages` is that of the post; `in_quotation`: an earlier block opened a quotation that is not closed yet.
    """
    parts: list[str] = []
    nodes: list[tuple[int, Text]] = []
    breaks: set[int] = set()
    _collect(block, parts, nodes, breaks, 0)
    kind = RunKind(languages, is_document=True, breaks=frozenset(breaks), is_markdown=block.leaf is not None)
    return BlockRun(Run("".join(parts), kind, in_quotation=in_quotation), tuple(nodes))


def _is_address(element: Element) -> bool:
    """A link that shows its own address: no rule may edit that."""
    return element.name == "a" and _ADDRESS.match(text_of(element)) is not None


def _collect(element: Element, parts: list[str], nodes: list[tuple[int, Text]], breaks: set[int], length: int) -> int:
    for child in element.contents:
        if type(child) is Text:
            nodes.append((length, child))
            parts.append(child)
            length += len(child)
        elif isinstance(child, Element):
            if child.name == STAND_IN:
                written = str(child["source"])
                part = "\n" if ends_line(written) else chars.OBJECT if is_object(written) else ""
                breaks.update([length] if part == "\n" else ())
                parts.append(part)
                length += len(part)
            elif child.name == "br":
                breaks.add(length)
                parts.append("\n")
                length += 1
            elif child.name == "img" or child.name in CODE or _is_address(child):
                parts.append(chars.OBJECT)
                length += 1
            else:
                length = _collect(child, parts, nodes, breaks, length)
    return length
