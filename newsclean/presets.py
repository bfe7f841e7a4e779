"""Where posts go, and what that place wants of their front matter; one table."""

from __future__ import annotations

from typing import Literal, NamedTuple

PresetName = Literal["jekyll", "hugo", "plain"]


class Preset(NamedTuple):
    """`demands`: title and date are required and the built-in schema holds. `lists`: keys whose text becomes a list."""

    demands: bool = True
    lists: tuple[str, ...] = ()


PRESETS: dict[PresetName, Preset] = {
    "jekyll": Preset(),
    "hugo": Preset(lists=("categories", "tags")),
    "plain": Preset(demands=False),
}
