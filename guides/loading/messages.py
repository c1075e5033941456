"""What pydantic found, in the words of an editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from guides.loading.problems import Problem
from guides.loading.yaml_lines import Located, Plain

T = TypeVar("T")

_PLAIN: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "must be text",
    "list_type": "must be a list (lines beginning with '- ')",
    "dict_type": "must be a group of named lines",
    "model_type": "must be a group of named lines",
    "string_too_long": "is longer than {max_length} characters",
    "too_short": "needs at least {min_length}",
    "too_long": "may have at most {max_length}",
    "literal_error": "must be one of {expected}",
    "none_required": "must be left out",
}


def validate(kind: type[T], located: Located, file: str, problems: list[Problem]) -> T | None:
    try:
        return TypeAdapter(kind).validate_python(located.value)
    except ValidationError as error:
        problems.extend(_problems(error, located, file, kind))
        return None


def _problems(error: ValidationError, located: Located, file: str, kind: type[Any]) -> Iterator[Problem]:
    for found in error.errors(include_url=False):
        path = tuple(part for part in found["loc"] if part != "[key]")
        shown = ".".join(str(part) for part in path) or "file"
        yield Problem(file, located.line(*path), shown, _message(dict(found), located.value, kind))


def _message(found: Mapping[str, Any], value: Plain, kind: type[Any]) -> str:
    name = found["type"]
    context = found.get("ctx", {})
    if name == "value_error":
        return str(context.get("error", "is not accepted"))
    if name == "extra_forbidden":
        return _unknown(found["loc"], kind)
    if name in _PLAIN:
        return _PLAIN[name].format(**context)
    return f"is not accepted ({found['msg']})"


def _unknown(location: tuple[int | str, ...], kind: type[Any]) -> str:
    known = sorted(_names(kind, location[:-1]))
    near = get_close_matches(str(location[-1]), known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    return f"is not a known field; {hint}" if known else "is not a known field"


def _names(kind: Any, path: tuple[int | str, ...]) -> set[str]:
    """Names of the fields at a path: walks through lists, optional fields and groups."""
    for part in path:
        if isinstance(part, int) or not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            kind = _inside(kind)
            continue
        named = {field.alias or name: field for name, field in kind.model_fields.items()}
        kind = named[str(part)].annotation if str(part) in named else None
    while kind is not None and not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        kind = _inside(kind)
    return {field.alias or name for name, field in kind.model_fields.items()} if kind else set()


def _inside(kind: Any) -> Any:
    arguments = [part for part in getattr(kind, "__args__", ()) if part is not type(None)]
    return arguments[-1] if arguments else None
