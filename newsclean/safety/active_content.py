"""What may not be published, looked for in Markdown that is written back as it came: scripts, handlers, active addresses.

It is rendered, so that what is only shown in code is no finding, and read the way a browser reads tags. What kramdown
takes for a link or an attribute and CommonMark for text is looked for in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from newsclean import lazy
from newsclean.html.elements import ELEMENTS
from newsclean.markdown.dialect import nests_too_deeply
from newsclean.markdown.foreign_syntax import Liquid
from newsclean.safety.other_renderers import as_text, other_readings, raw_readings, renderer, show_doubtful_code
from newsclean.urls import is_active_url

# The last five hold what one browser takes for text and another for tags.
_ELEMENTS = frozenset(
    "script iframe object embed applet style form meta base link svg math frame frameset portal "
    "plaintext xmp noscript noembed noframes".split()
)
# What stands in these is text up to their end, which may never come.
_HIDING = frozenset({"textarea", "title", "template", "select"})
# Browsers take tags in the last two for text; GitHub takes their own tags for text, so that the others are live.
_RAW_TEXTS = (("script", "style"), ("script", "style", "textarea", "title"))
_TEXTS = frozenset({"alt", "title", "content", "placeholder", "aria-label", "summary"})
_START_OF_TAG = lazy.pattern(r"<([A-Za-z][A-Za-z0-9]*)[^<]{0,1000}")
_MAY_HOLD = lazy.pattern(r"[<({]|\]:")
_UNFINISHED_TAG = lazy.pattern(r"<([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?\Z")
_HANDLER = lazy.pattern(r"(?<![A-Za-z-])on[a-z]{3,}\s*=", re.I)
_HANDLER_IN_TAG = lazy.pattern(r"[\s\"']on[a-z]{3,}\s*=", re.I)
_QUOTED = lazy.pattern(r"\"[^\"]*\"|'[^']*'")
_VALUE = lazy.pattern(r"=\s*[\"']?([^\n}]{0,200})")
_ADDRESS = lazy.pattern(r"\b(?:href|src|action|formaction|data|poster|background)\s*=\s*[\"']?(?=([^\n]{0,200}))", re.I)
_LINK = lazy.pattern(r"\]\((?=\s*<?([^)]{0,200}))")
_ATTRIBUTES = lazy.pattern(r"(?<!\\)\{:[^}]{0,2000}")  # kramdown's
_EXTENSION = lazy.pattern(r"(?<!\\)\{::")
_FOOTNOTE = lazy.pattern(r"^ {0,3}\[\^[^\]\n]+\]:[ \t]*(?:\n[ \t]*)?", re.M)
_DEFINED = lazy.pattern(r"^[> ]*:[ \t]+", re.M)
_AUTOLINK = lazy.pattern(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
# As browsers end them, and not as Python does.
_COMMENT = lazy.pattern(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*(?:>|\Z)", re.S)
_DEFINITION = lazy.pattern(
    r"^(?:[ \t>:*+-]|\d{1,9}[.)][ \t]|\{::[^}\n]*\})*\[[^\]\n]+\]:(?=[ \t]*\n?[ \t]*<?([^\n]{0,200}))", re.M
)
# Jekyll shows the one as code and the other not at all; inside `raw` it prints both.
_RAW = lazy.pattern(r"\{%-?\s*(?:end)?raw\b")
# What HTML does not show, but for comments: CDATA, processing instructions, doctypes.
_DECLARATION = lazy.pattern(r"<(?=\?|!(?!--))")
_LIQUID_START = lazy.pattern(r"\{(?:\{|%-?\s*(?P<word>\w*))")


def forbidden_in(source: str, liquid: Liquid, *, is_line: bool = False) -> str:
    """Give the first thing in a piece of Markdown that may not be published; empty when there is none.

    `is_line`: it is the text of a paragraph or its like, whatever block it would begin without what stands before it;
    where its `liquid` is run before it is rendered, what that hides or shows as code is no finding.
    """
    if not _MAY_HOLD.search(source):
        return ""
    source = _FOOTNOTE.sub("", _without_hidden_liquid(source) if liquid is Liquid.RUN else source)
    md = renderer()
    env: dict[str, Any] = {}
    tokens = md.parse(source, env)
    for definition in env.get("references", {}).values():
        if is_active_url(definition["href"]):
            return _excerpt(definition["href"])
    if nests_too_deeply(tokens):
        return "lists or quotations nested too deeply to be read"
    show_doubtful_code(tokens, source.split("\n"))
    readings = [md.renderer.render(tokens, md.options, env), *other_readings(source, is_line=is_line)]
    if is_line:
        readings.append(md.renderInline(source))
    if _DEFINED.search(source):  # behind which Hugo begins blocks
        readings.append(md.render(_DEFINED.sub("\n\n", source)))
    as_words = _as_words(source)
    if as_words != source:
        readings.append(md.render(as_words))
    if _EXTENSION.search(source):
        readings.append(as_text(source))  # kramdown can be told to leave it as it is
    found = next((found for html in readings if (found := _in_html(html))), "")
    found = found or _in_tags("\n".join(raw_readings(source, is_line=is_line)))
    return found or _in_definitions(source) or _in_definitions(_COMMENT.sub("\n", source))


def forbidden_in_code(code: str, *, goes_on: bool = True) -> str:
    """Give the first thing that may not be published in what only some readers hide; empty when there is none.

    `goes_on`: a tag that begins in it may end behind it.
    """
    if not _MAY_HOLD.search(code):
        return ""
    links = (_excerpt(link[0]) for link in _AUTOLINK.finditer(code) if is_active_url(link[1]))
    return next(links, "") or _in_html(as_text(code), goes_on=goes_on) or _in_definitions(code)


def _in_html(html: str, *, goes_on: bool = True) -> str:
    html = _COMMENT.sub("", html)
    texts: list[str] = []
    if found := _in_tags(html, texts):
        return found
    found = next(filter(None, map(_in_text, texts)), "")
    unfinished = _UNFINISHED_TAG.search(html) if goes_on else None
    # `i<n` is none, but what goes on with attributes is.
    begins_tag = unfinished is not None and (unfinished[1].lower() in ELEMENTS or "=" in unfinished[0])
    return found or (_excerpt(unfinished[0]) if unfinished and begins_tag else "")


def _in_tags(html: str, texts: list[str] | None = None) -> str:
    """Look through the tags, in each way in which they are read; add to `texts` what stands between them."""
    end = html.rfind(">") + 1  # behind which the parser would look for the end of each tag to the end of the text
    for raw in _RAW_TEXTS if html else ():
        reader = _Reader(raw)
        try:
            reader.feed(html[:end])
            reader.close()
        except AssertionError:  # what Python's parser makes of `<![` and no name behind it
            return "<!["
        if reader.found:
            return reader.found
        if texts is not None:
            texts.append("".join(reader.texts) + html[end:])
    return next(filter(None, map(_in_start_of_tag, _START_OF_TAG.finditer(html))), "")


def _in_start_of_tag(match: re.Match[str]) -> str:
    """Look through what may be a tag: to a browser `<http://a.example/ <script>` is one, to kramdown text and another."""
    tag = match[0]
    end = tag.find(">")
    if end >= 0 and not (tag.count('"', 0, end) % 2 or tag.count("'", 0, end) % 2):
        tag = tag[: end + 1]
    has_handler = _HANDLER_IN_TAG.search(_QUOTED.sub('""', tag)) is not None
    is_live = match[1].lower() in _ELEMENTS or has_handler or any(map(is_active_url, _ADDRESS.findall(tag)))
    return _excerpt(tag) if is_live else ""


def _as_words(source: str) -> str:
    """Make text of what kramdown takes for text, so that what stands in it is live: most declarations, open comments."""
    end = source.rfind("-->") + 3 if "-->" in source else 0
    return _DECLARATION.sub("&lt;", source[:end] + source[end:].replace("<!--", "&lt;!--"))


def _without_hidden_liquid(source: str) -> str:
    """Take out what Jekyll shows as code, or not at all."""
    if _RAW.search(source):
        return source
    parts: list[str] = []
    position, opened, start = 0, "", 0
    for first, last, word in _liquid(source):
        if not opened and word in ("highlight", "comment"):
            opened, start = word, first
        elif opened and word == f"end{opened}":
            parts.append(source[position:start])
            position, opened = last, ""
    return "".join([*parts, source[position:]])


def _liquid(source: str) -> Iterator[tuple[int, int, str]]:
    """Cut a text into tags and outputs as Liquid does, from the left; give where each starts and ends, and a tag's name."""
    position = 0
    # What nothing ends is text; it is not looked for again from every start.
    last = {end: source.rfind(end) for end in ("}", "%}")}
    for start in _LIQUID_START.finditer(source):
        end = "}" if start["word"] is None else "%}"
        if start.start() < position or last[end] < start.start() + 2:
            continue
        position = source.index(end, start.start() + 2) + len(end)
        position += end == "}" and source.startswith("}", position)
        yield start.start(), position, start["word"] or ""


class _Reader(HTMLParser):
    """Keeps the first thing found, and the text."""

    RCDATA_CONTENT_ELEMENTS = ()  # type: ignore[misc]

    def __init__(self, raw: tuple[str, ...]) -> None:
        """`raw`: the elements in which no tag is one but their own end."""
        super().__init__()
        self.CDATA_CONTENT_ELEMENTS = raw  # type: ignore[misc]
        self.found = ""
        self.texts: list[str] = []
        self._open: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        whole = self.get_starttag_text() or tag
        if tag in _ELEMENTS:
            self._find(whole)
        self._open[tag] += tag in _HIDING
        for name, value in attrs:
            runs = value is not None and name not in _TEXTS and is_active_url(value)
            if runs or re.match(r"on[a-z]{3,}", name) or _HANDLER.search(name):
                self._find(whole)

    def handle_endtag(self, tag: str) -> None:
        if self._open[tag] > 0:
            self._open[tag] -= 1

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def close(self) -> None:
        super().close()
        for tag, count in self._open.items():
            if count:
                self._find(f"<{tag}>")

    def _find(self, what: str) -> None:
        self.found = self.found or _excerpt(what)


def _in_text(text: str) -> str:
    """Look for links that only kramdown makes, and for its attributes."""
    for link in _LINK.finditer(text):
        if is_active_url(link[1]):
            return _excerpt(link[0] + link[1])
    for attributes in _ATTRIBUTES.finditer(text):
        if _HANDLER.search(attributes[0]) or any(is_active_url(value) for value in _VALUE.findall(attributes[0])):
            return _excerpt(attributes[0])
    return ""


def _in_definitions(source: str) -> str:
    for definition in _DEFINITION.finditer(source):
        if is_active_url(definition[1]):
            return _excerpt(definition[0] + definition[1])
    return ""


def _excerpt(text: str) -> str:
    return " ".join(text.split())[:40]
