"""What other readers of Markdown take for live that CommonMark shows as code or as escaped.

GitHub and Hugo make a link of a bare address and read over escapes and backticks in it; kramdown ends code elsewhere, and
takes for text what it does not know for a block of code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from newsclean import chars, lazy
from newsclean.markdown.dialect import new_reader

_WWW = lazy.pattern(r"(?<![A-Za-z0-9])www\.", re.I)
_REST_OF_ADDRESS = lazy.pattern(r"(?<=tp|ps)://[^\s<]*", re.I)
_MATH = lazy.pattern(r"\$\$.*?\$\$", re.S)
# Where kramdown reads code otherwise: a backtick before a blank, runs of several, math, lines that may end its paragraphs.
_DOUBTFUL_CODE = lazy.pattern(r"`\s|``|\$\$|\n")
# In any other element kramdown reads no Markdown, so that neither an escape nor code is one.
_MARKDOWN_INSIDE = "a abbr acronym b bdo big br cite del dfn em hr i img ins q small span strong sub sup tt wbr"
_RAW_TAG = lazy.pattern(rf"<(?!(?:{_MARKDOWN_INSIDE.replace(' ', '|')})[\s/>])([A-Za-z][A-Za-z0-9-]*)", re.I)
# A title or a description that goes on in the next line.
_SPANS_LINES = lazy.pattern(r"\]\([^()\n]*\n|!\[[^\]\n]{0,1000}\n")
_FENCE = lazy.pattern(r"(`{3,}|~{3,})[ \t]*[^\s`~?]*[ \t]*")
# What stands right above a fence and is no paragraph: a comment, one of Liquid's tags.
_NO_PARAGRAPH = lazy.pattern(r"[> \t]*(?:<!--(?:(?!-->).)*-->|\{%(?:(?!%\}).)*%\})?[ \t]*")
# Where no list, footnote, definition or table has begun.
_PLAIN_LINE = lazy.pattern(r"(?![-+*][ \t]|\d{1,9}[.)]|[>:<\[~`{]|[^\n]*\|)\S|<!--(?:(?!-->).)*-->[ \t]*\Z")


@cache
def renderer() -> MarkdownIt:
    """Give a renderer of CommonMark that takes every address and shows no code."""
    return _new_renderer()


def other_readings(source: str, *, is_line: bool) -> list[str]:
    """Render Markdown, without what is code to everybody, as the readers do to which it may be something else.

    `is_line`: it is the text of a paragraph or its like.
    """
    readings = []
    if ("\\" in source or "`" in source or "<" in source) and ("://" in source or _WWW.search(source)):
        readings.append(_rendered(_linking_renderer(), _WWW.sub("http://", source)))
    if may_end_code_elsewhere(source):
        readings.append(_rendered(_kramdown_renderer(), source))
    if "\n" in source or may_end_code_elsewhere(source):
        # Lines may end paragraphs, and with them code, titles and descriptions.
        texts = [source] if is_line else [token.content for token in renderer().parse(source) if token.type == "inline"]
        lines = [line for text in texts for line in text.split("\n") if "<" in line or "](" in line or "{:" in line]
        readings += [md.renderInline(line) for md in (renderer(), _kramdown_renderer()) for line in lines]
    return readings


def raw_readings(source: str, *, is_line: bool) -> Iterator[str]:
    """Give the pieces of Markdown that are HTML inside of elements in which kramdown reads no Markdown."""
    if "<" not in source:
        return
    for md in (renderer(), _kramdown_renderer()) if may_end_code_elsewhere(source) else (renderer(),):
        end = 0
        for tag in _tags_of(md, source, is_line=is_line):
            raw = _RAW_TAG.match(tag.lstrip())
            start = source.find(tag, end) if raw else -1
            if raw is not None and start >= 0:
                closing = re.compile(rf"</{raw[1]}(?=[\s>])", re.I).search(source, start + len(tag))
                end = closing.start() if closing else len(source)
                yield as_text(source[start:end]).replace("\\<", "<")


def may_be_read_otherwise(source: str) -> bool:
    """Tell whether kramdown may take for live what is code or escaped in a line."""
    if _SPANS_LINES.search(source) or may_end_code_elsewhere(source):
        return True
    hides_tags = "`" in source or "\\<" in source
    return "<" in source and ("![" in source or (hides_tags and _RAW_TAG.search(source) is not None))


def shows_more_tags(source: str) -> bool:
    """Tell whether kramdown takes for a tag in a line what is code to CommonMark."""
    if "<" not in source or not may_end_code_elsewhere(source):
        return False
    tags = set(_tags_of(renderer(), source, is_line=True))
    texts = [source, *(source.split("\n") if "\n" in source else ())]
    return any(tag not in tags for text in texts for tag in _tags_of(_kramdown_renderer(), text, is_line=True))


def _tags_of(md: MarkdownIt, source: str, *, is_line: bool) -> Iterator[str]:
    """Give the HTML in Markdown: its tags, and whole blocks."""
    for token in md.parseInline(source) if is_line else md.parse(source):
        yield from [token.content] if token.type == "html_block" else ()
        yield from (child.content for child in token.children or () if child.type == "html_inline")


def may_end_code_elsewhere(source: str) -> bool:
    """Tell whether kramdown may take what is code in a line for text, or the other way round."""
    return "`" in source and _DOUBTFUL_CODE.search(source) is not None


def show_doubtful_code(tokens: Sequence[Token], lines: Sequence[str]) -> None:
    """Turn blocks of code that not every reader takes for code into what they would be."""
    for token in tokens:
        if token.type in ("fence", "code_block") and not is_code_everywhere(token, lines):
            token.type, token.content = "html_block", as_text(token.content)


def as_text(code: str) -> str:
    """Give the HTML that code is to a reader for whom it is none. What begins a comment there hides nothing."""
    return code.replace("<!", "&lt;!").replace("<?", "&lt;?")


def is_code_everywhere(token: Token, lines: Sequence[str]) -> bool:
    """Tell whether every reader takes a block of code for one: it stands apart, in line, and what opens it closes it."""
    first, last = token.map or (0, 0)
    if (first and not _NO_PARAGRAPH.fullmatch(lines[first - 1])) or "$$" in token.content:
        return False
    if token.type == "fence":
        return _is_fenced(lines[first:last])
    before = first - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    while before >= 0 and lines[before].strip():
        if not _PLAIN_LINE.match(lines[before]):
            return False
        before -= 1
    return token.level == 0 and all(not line.strip() or line.startswith(("    ", "\t")) for line in lines[first:last])


def _is_fenced(lines: Sequence[str]) -> bool:
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip("> "))]
    opening = _FENCE.fullmatch(lines[0][len(indent) :])
    closing = lines[-1].rstrip(" \t")
    if opening is None or len(lines) < 2 or not all(line.startswith(indent) or not line.strip("> ") for line in lines):
        return False
    marks = closing[len(indent) :]
    return marks.startswith(opening[1]) and marks == opening[1][0] * len(marks)


def _rendered(md: MarkdownIt, source: str) -> str:
    env: dict[str, Any] = {}
    tokens = md.parse(source, env)
    show_doubtful_code(tokens, source.split("\n"))
    return str(md.renderer.render(tokens, md.options, env))


@cache
def _linking_renderer() -> MarkdownIt:
    md = _new_renderer()
    md.inline.ruler.before("escape", "bare_address", _pass_over_address)
    return md


@cache
def _kramdown_renderer() -> MarkdownIt:
    md = _new_renderer()
    md.inline.ruler.before("escape", "math", _pass_over_math)
    md.inline.ruler.at("backticks", _read_kramdown_code)
    return md


def _new_renderer() -> MarkdownIt:
    md = new_reader()
    for name in ("code_inline", "code_block", "fence"):
        md.add_render_rule(name, lambda *_: "")
    # No reader takes what is escaped for syntax.
    md.disable("text_join")
    md.add_render_rule("text_special", _shown)
    md.add_render_rule("image", _image)
    return md


def _shown(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """Give what a character shows that was escaped or written as a reference."""
    token = tokens[index]
    return chars.OBJECT if token.info == "escape" or token.content in ("[", "]", "(", "{") else escapeHtml(token.content)


def _image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Give a picture and its description as the line that it is to kramdown, where a tag in it is one."""
    token = tokens[index]
    return f'<img src="{escapeHtml(str(token.attrs.get("src", "")))}">{renderer.renderInline(token.children or [], options, env)}'


def _pass_over(pattern: re.Pattern[str], state: StateInline, silent: bool) -> bool:
    found = pattern.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _pass_over_address(state: StateInline, silent: bool) -> bool:
    return _pass_over(_REST_OF_ADDRESS, state, silent)


def _pass_over_math(state: StateInline, silent: bool) -> bool:
    return _pass_over(_MATH, state, silent)


def _read_kramdown_code(state: StateInline, silent: bool) -> bool:
    """A backtick between blanks is text; any other run of them goes on to where as many stand again, however many do."""
    source, start = state.src, state.pos
    if source[start] != "`":
        return False
    end = start
    while source.startswith("`", end):
        end += 1
    marks = source[start:end]
    is_alone = len(marks) == 1 and not source[start - 1 : start].strip() and source[end : end + 1].isspace()
    closing = -1 if is_alone else source.find(marks, end)
    if not silent:
        if closing < 0:
            state.pending += marks
        else:
            state.push("code_inline", "code", 0).content = source[end:closing]
    state.pos = end if closing < 0 else closing + len(marks)
    return True
