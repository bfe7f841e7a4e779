"""How much hidden text may go without a word: it is hardly ever the article, but a site may hide that, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsclean import chars
from newsclean.problem import Finding, Severity
from newsclean.tree.builder import Soup
from newsclean.tree.nodes import text_of

# What a site's own script makes visible, by its id: the article of a post on WeChat.
SHOWN_BY_SCRIPT = frozenset({"js_content"})
_MAX_SILENT = 200


def weighed(findings: Iterable[Finding], soup: Soup) -> Iterator[Finding]:
    """Give findings about hidden text that was taken out of `soup`, those of much text as warnings or errors.

    Much of it is an error unless the post shows more text than all that was hidden.
    """
    found = [*findings]
    sizes = [_length(each.removed) for each in found]
    if max(sizes, default=0) <= _MAX_SILENT:
        yield from found
        return
    is_most = _length(text_of(soup)) <= sum(sizes)
    for finding, size in zip(found, sizes, strict=True):
        if size <= _MAX_SILENT:
            yield finding
            continue
        message = f"{finding.message}, but it holds {size} characters of text; look at it"
        yield finding._replace(message=message, severity=Severity.ERROR if is_most else Severity.WARNING)


def _length(text: str) -> int:
    return len("".join(text.replace(chars.PICTURE, "").split()))
