"""The options that commands share, and what they make: configurations and settings."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from newsclean.cli.report import FORMATS
from newsclean.settings import choices_of

if TYPE_CHECKING:
    from newsclean.config.resolve import Configs
    from newsclean.settings import Settings

Command = Callable[..., None]
_LONGEST = 1_000_000


def _names(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.strip() for value in values for name in value.split(",") if name.strip())


def complete_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Give the codes and names of rules that start so, behind what stands before a comma."""
    from newsclean.explain import explanations

    before, comma, last = incomplete.rpartition(",")
    known = [name for each in explanations() if each.default != "always" for name in (each.code, each.name)]
    return [before + comma + name for name in known if name.startswith(last)]


def _schema_text(_: click.Context, __: click.Parameter, path: Path | None) -> str:
    if path is None:
        return ""
    from newsclean.config.keys import read_schema_file

    return read_schema_file(path)


def _address(_: click.Context, parameter: click.Parameter, value: str) -> str:
    if not value:
        return ""
    from newsclean.config.keys import read_base_url
    from newsclean.problem import SettingsError

    try:
        return read_base_url(value, Path())
    except SettingsError as error:
        raise click.BadParameter(str(error), param=parameter) from None


def _size(_: click.Context, parameter: click.Parameter, value: str) -> int:
    from newsclean.config.keys import read_size
    from newsclean.problem import SettingsError

    try:
        return read_size(value, Path())
    except SettingsError as error:
        raise click.BadParameter(str(error), param=parameter) from None


def _seconds(_: click.Context, parameter: click.Parameter, value: float) -> float:
    if not 0 <= value <= _LONGEST:  # nor is this true of what is no number
        raise click.BadParameter(f"expected 0 to {_LONGEST:,} seconds, got {value}", param=parameter)
    return value


def _writable(_: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    """Say before the work what would fail after it."""
    if path is not None and not os.access(path if path.exists() else path.parent, os.W_OK):
        raise click.BadParameter(f"{path} cannot be written", param=parameter)
    return path


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


class _RealPath(click.Path):
    """A path, and no empty text: that would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in ("", b""):
            self.fail("expected a path, got an empty text", param, ctx)
        return super().convert(value, param, ctx)


SOURCE = _RealPath(path_type=Path, allow_dash=True)
FOLDER = _RealPath(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)

config_options = _together(
    click.option("--config", metavar="FILE", type=FILE, help="Use this configuration for all files."),
    click.option("--no-config", is_flag=True, help="Use no configuration."),
)

rule_options = _together(
    click.option(
        "--select",
        metavar="RULES",
        multiple=True,
        callback=_names,
        help="Use only these rules: codes or names, with commas.",
    ),
    click.option(
        "--ignore",
        metavar="RULES",
        multiple=True,
        callback=_names,
        shell_complete=complete_rules,
        help="Leave these rules out, too.",
    ),
    click.option(
        "--enable",
        metavar="RULES",
        multiple=True,
        callback=_names,
        shell_complete=complete_rules,
        help="Use these opt-in rules too.",
    ),
    click.option("--lang", metavar="TAG", default="", help="zh-CN, zh-TW, zh-HK, en, …; without it, it is detected."),
    config_options,
)

schema_option = click.option(
    "--schema", metavar="FILE", type=FILE, callback=_schema_text, help="Use this JSON Schema for the front matter."
)

post_options = _together(
    rule_options,
    click.option("--exclude", metavar="PATTERNS", multiple=True, help="Leave these files out, instead of the usual."),
    click.option("--extend-exclude", metavar="PATTERNS", multiple=True, help="Leave these files out, too."),
    click.option(
        "--force-exclude/--no-force-exclude",
        default=True,
        help="Excludes hold for files that are named, too.  [default: force-exclude]",
    ),
    click.option(
        "--bare/--no-bare", default=None, help="Take Markdown without front matter, too, or never.  [default: when it is named]"
    ),
    click.option(
        "--require-front-matter/--no-require-front-matter", default=None, help="A file without front matter is an error."
    ),
    click.option(
        "--max-size",
        metavar="SIZE",
        default="16 MB",
        show_default=True,
        callback=_size,
        help="The largest file to read as a post; 0: any.",
    ),
    click.option("--encoding", metavar="NAME", default="", help="Read files as NAME instead of finding out."),
    click.option("--timezone", metavar="ZONE", default="Asia/Shanghai", show_default=True, help="For dates that name none."),
    click.option(
        "--date-format",
        type=click.Choice(choices_of("date_format")),
        default="rfc3339",
        show_default=True,
        help="2031-03-04T05:06:07+08:00 or 2031-03-04 05:06:07 +0800.",
    ),
    click.option(
        "--preset",
        type=click.Choice(choices_of("preset")),
        default="jekyll",
        show_default=True,
        help="Where the posts go; plain demands nothing of the front matter.",
    ),
    schema_option,
    click.option(
        "--allow-invalid/--no-allow-invalid",
        default=None,
        help="Write posts against the schema, too; what is wrong is a warning.",
    ),
    click.option(
        "--origin",
        type=click.Choice(choices_of("origin")),
        default="auto",
        show_default=True,
        help="Whose HTML a post holds: a site's, which is converted, or its author's, which stays.",
    ),
    click.option("--untrusted/--no-untrusted", default=None, help="Every post is a stranger's: nothing active comes out."),
    click.option(
        "--liquid",
        type=click.Choice(choices_of("liquid")),
        default="auto",
        show_default=True,
        help="What becomes of {{ and {% in text.",
    ),
    click.option("--base-url", metavar="URL", default="", callback=_address, help="Make relative links absolute."),
    click.option("--verify/--no-verify", default=True, help="Prove every result.  [default: verify]"),
    click.option("--stable/--no-stable", default=None, help="Clean every result again and insist that nothing changes."),
)

source_options = _together(
    click.option("--files-from", metavar="FILE", help="Take the files that FILE (or -) lists, one a line."),
    click.option("-0", "nul", is_flag=True, help="In that list, names end with NUL."),
    click.option("--stdin-filename", metavar="NAME", type=_RealPath(path_type=Path), help="The name of what comes from stdin."),
)

report_options = _together(
    click.option(
        "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to write findings."
    ),
    click.option("--strict", is_flag=True, help="A warning is a reason for exit status 1, too."),
    click.option("-q", "--quiet", is_flag=True, help="No summary; of convert no warnings either."),
    click.option("-v", "--verbose", is_flag=True, help="Say what became of every file."),
)

cache_option = click.option(
    "--cache-dir",
    metavar="DIR",
    type=FOLDER,
    envvar="NEWSCLEAN_CACHE_DIR",
    help="Where the cache is kept.",
)

work_options = _together(
    click.option(
        "-j",
        "--jobs",
        metavar="N",
        type=click.IntRange(0),
        default=0,
        envvar="NEWSCLEAN_JOBS",
        help="Worker processes.  [default: all usable cores]",
    ),
    cache_option,
    click.option("--no-cache", is_flag=True, help="Do everything again."),
    click.option(
        "--timeout",
        metavar="SECONDS",
        type=float,
        callback=_seconds,
        default=60,
        show_default=True,
        help="The longest a post may take; 0: any.",
    ),
    click.option("--stats", is_flag=True, help="Print what each rule did."),
    click.option(
        "--stats-file",
        metavar="FILE",
        type=_RealPath(path_type=Path, dir_okay=False),
        callback=_writable,
        help="Write the same as JSON.",
    ),
)


def cache_folder(given: Path | None) -> Path:
    """Give the folder of the cache: the one that was given, else the user's."""
    if given is not None:
        return given
    from platformdirs import user_cache_path

    return user_cache_path("newsclean", appauthor=False)


def configs_of(ctx: click.Context, keys: frozenset[str]) -> Configs:
    """Make the configurations of a call: what was given on the command line wins."""
    from newsclean.config.gitignore import check_pattern
    from newsclean.config.resolve import Configs

    if ctx.params.get("config") is not None and ctx.params.get("no_config"):
        raise click.UsageError("expected --config or --no-config, got both", ctx)
    flags: dict[str, Any] = {}
    for name, value in ctx.params.items():
        if name.replace("_", "-") in keys and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            if name in ("exclude", "extend_exclude"):
                value = tuple(pattern for each in value for pattern in each.split(",") if pattern)
                for pattern in value:
                    check_pattern(pattern)
            flags[name.replace("_", "-")] = value
    return Configs(flags, file=ctx.params.get("config"), isolated=ctx.params.get("no_config", False))


def settings_here(ctx: click.Context) -> Settings:
    """Give the settings that hold in the current folder, for text that is no file."""
    from newsclean.config.keys import KEYS

    return configs_of(ctx, frozenset(KEYS)).for_folder(Path.cwd()).settings
