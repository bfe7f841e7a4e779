"""What a header says of its whole post: that it is to be left alone, that it is against its schema."""

from __future__ import annotations

from collections.abc import Iterator

from newsclean.header import schema
from newsclean.header.fields import Header
from newsclean.problem import Problem, Severity
from newsclean.settings import PRESETS, Settings

_SCHEMA_CODES = frozenset({"HEAD02", "HEAD05"})


def is_exempt(header: Header) -> bool:
    """Tell whether the post says that it is to be left alone. Raises InputError when it may only mean to."""
    if "newsclean" not in header.fields or (value := header.get("newsclean")) is True:
        return False
    # What YAML 1.1 takes for false, its authors mean so.
    if value is False or (isinstance(value, str) and value.lower() in ("no", "off", "false")):
        return True
    raise header.error(f"newsclean: expected false or true, got {str(value)[:40]!r}", header.fields["newsclean"].start)


def validate(header: Header, settings: Settings, problems: list[Problem], *, needs_date: bool) -> Iterator[Problem]:
    if not PRESETS[settings.preset].demands and not settings.schema:
        return
    reported = {problem.message.split(":", 1)[0] for problem in problems if problem.severity is Severity.ERROR}
    for problem in schema.validate(header, schema.read_schema(settings.schema), "HEAD05"):
        key = problem.message.split(":", 1)[0]
        undated = key == "date" and not header.has("date") and not settings.schema
        if key not in reported and (needs_date or not undated):
            yield problem


def may_stay(problem: Problem) -> bool:
    """What is against the schema may be published when its user says so; what is dangerous or lost may not."""
    return problem.severity is Severity.ERROR and problem.code in _SCHEMA_CODES
