"""What a rule may know besides the tree: the settings, the header, and what kind of post it is."""

from __future__ import annotations

from typing import NamedTuple

from newsclean.header.fields import Header
from newsclean.language import SIMPLIFIED, Languages
from newsclean.settings import Settings


class Context(NamedTuple):
    """The surroundings of one post. `header` is None in a bare document; `scraped` says that its HTML is no author's, `of_site`
    that the site profile recognises it; `name` is its file's name, from which a date may be inferred; `languages` tell
    the language of its blocks.
    """

    settings: Settings
    header: Header | None
    scraped: bool = False
    of_site: bool = False
    name: str = ""
    languages: Languages = SIMPLIFIED
