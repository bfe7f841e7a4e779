"""`newsclean rules` and `newsclean schema`: what is in force, in words."""

from __future__ import annotations

from pathlib import Path

import click

from newsclean.cli.options import cache_folder, cache_option, complete_rules, config_options, schema_option, settings_here
from newsclean.cli.streams import write_stdout

_RULES_EXAMPLES = """\b
Examples:
  newsclean rules                            a line for every rule
  newsclean rules TEXT10                     one rule, in full
  newsclean rules comma-width                the same by its name
  newsclean rules HTML                       the rules whose codes start so
  newsclean rules --format json              for programs
"""


@click.command(epilog=_RULES_EXAMPLES, short_help="List the rules, or explain one.")
@click.argument("code", required=False, shell_complete=complete_rules)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to write.")
@click.pass_context
def rules(ctx: click.Context, /, code: str | None, form: str) -> None:
    """List all rules, or those whose codes start with CODE, or explain the one called CODE."""
    from newsclean.explain import explain_all, explanations

    chosen = sorted(explain_all(code) if code else explanations(), key=lambda each: each.code)
    if form == "json":
        import json

        write_stdout([json.dumps([each._asdict() for each in chosen], ensure_ascii=False, indent=1).encode() + b"\n"])
    elif len(chosen) == 1:
        one = chosen[0]
        text = f"{one.code} {one.name} ({one.default})\n\n{one.summary}\n" + (f"\n{one.details}\n" if one.details else "")
        write_stdout([text.encode()])
    else:
        width = max(len(each.name) for each in chosen)
        lines = (f"{each.code}  {each.name:<{width}}  {each.default:<6}  {each.summary}\n" for each in chosen)
        write_stdout(line.encode() for line in lines)
    ctx.exit(0)


@click.group()
def cache() -> None:
    """Look after the cache of what was done already."""


@cache.command()
@cache_option
@click.pass_context
def clear(ctx: click.Context, /, cache_dir: Path | None) -> None:
    """Remove the cache."""
    from newsclean.batch.cache import clear
    from newsclean.batch.disk import reason_of

    folder = cache_folder(cache_dir)
    try:
        taken = clear(folder)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be cleared: {reason_of(error)}", ctx) from None
    click.echo(f"{folder}: {taken:,} bytes removed", err=True)


@cache.command("dir")
@cache_option
def show_folder(cache_dir: Path | None) -> None:
    """Print where the cache is kept."""
    write_stdout([f"{cache_folder(cache_dir)}\n".encode("utf-8", "backslashreplace")])


@click.command()
@schema_option
@config_options
@click.pass_context
def schema(ctx: click.Context, /, schema: str, **_: Path) -> None:
    """Print the JSON Schema that front matter has to satisfy."""
    from newsclean.header.schema import read_schema

    text = read_schema(settings_here(ctx).schema)
    write_stdout([(text if text.endswith("\n") else text + "\n").encode()])
