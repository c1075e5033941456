"""FHIR resources out of JSON, and the ways between them. Reads leniently: an unknown field is nobody's concern.

Strict where leniency would mislead: a name given twice, numbers that are none, too deep or too many objects.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, Final

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DEPTH, ELEMENTS

Resource = dict[str, Any]
_ENTRIES: Final = 20_000
_BUNDLES_DEEP: Final = 3


def parse(content: bytes) -> Resource:
    """The one resource of a file. Numbers stay as they are written."""
    counter = _Counter()
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
        whole = json.loads(
            text, object_pairs_hook=counter.resource, parse_float=str, parse_int=str, parse_constant=_refuse
        )
    except RecursionError:
        raise Unreadable(Reason.UNPACKS_TOO_LARGE) from None
    except ValueError:
        raise Unreadable(Reason.DAMAGED) from None
    if not isinstance(whole, dict) or not string(whole, "resourceType"):
        raise Unreadable(Reason.NO_REPORT_INSIDE)
    if _deeper(whole, DEPTH):
        raise Unreadable(Reason.UNPACKS_TOO_LARGE)
    return whole


class _Counter:
    def __init__(self) -> None:
        self._left = ELEMENTS

    def resource(self, pairs: list[tuple[str, Any]]) -> Resource:
        self._left -= 1
        if self._left < 0:
            raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        made = dict(pairs)
        if len(made) < len(pairs):  # which of the two is meant?
            raise Unreadable(Reason.DAMAGED)
        return made


def _refuse(_: str) -> None:
    raise ValueError("constant")


def _deeper(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        level = [
            below
            for one in level
            for below in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
            if isinstance(below, (dict, list))
        ]
        if not level:
            return False
    return True


def string(resource: Resource, key: str) -> str:
    """A text or number; "" for all else."""
    value = resource.get(key)
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else ""


def part(resource: Resource, key: str) -> Resource:
    value = resource.get(key)
    return value if isinstance(value, dict) else {}


def every(resource: Resource, key: str) -> list[Any]:
    """The elements of a list; one alone counts as a list of one."""
    value = resource.get(key)
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def words(concept: Any) -> str:
    """What a coded element says in words: its own text, else the first display, else the first code."""
    if not isinstance(concept, dict):
        return ""
    codings = [one for one in every(concept, "coding") if isinstance(one, dict)]
    shown = next((text for one in codings if (text := string(one, "display"))), "")
    return string(concept, "text") or shown or next((code for one in codings if (code := string(one, "code"))), "")


class Resources:
    """Every resource of the file, those within others too, and what refers to what."""

    def __init__(self, root: Resource) -> None:
        self._all: list[tuple[Resource, Resource | None]] = []  # with what holds it, for references to "#id"
        self._named: dict[str, Resource] = {}
        self._within: dict[tuple[int, str], Resource] = {}
        self._holder: dict[int, Resource] = {}
        self._collect(root, "", _BUNDLES_DEEP)
        self._members = {
            id(found)
            for one in self.of("Observation")
            for member in every(one, "hasMember")
            if (found := self.find(member, one)) is not None
        }

    def _collect(self, resource: Resource, url: str, depth: int) -> None:
        if len(self._all) > _ENTRIES:
            raise Unreadable(Reason.UNPACKS_TOO_LARGE)
        self._all.append((resource, None))
        own = f"{string(resource, 'resourceType')}/{string(resource, 'id')}"
        for name in (url, own if string(resource, "id") else ""):
            if name:
                self._named.setdefault(name, resource)
        for inner in every(resource, "contained"):
            if isinstance(inner, dict):
                self._all.append((inner, resource))
                self._holder[id(inner)] = resource
                self._within[id(resource), string(inner, "id").removeprefix("#")] = inner
        if string(resource, "resourceType") == "Bundle" and depth:
            for entry in every(resource, "entry"):
                if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
                    self._collect(entry["resource"], string(entry, "fullUrl"), depth - 1)

    def of(self, kind: str) -> Iterator[Resource]:
        return (resource for resource, _ in self._all if string(resource, "resourceType") == kind)

    def is_member(self, observation: Resource) -> bool:
        return id(observation) in self._members

    def find(self, reference: Any, where: Resource) -> Resource | None:
        """What a reference in the resource `where` points to, if it is in this file."""
        target = string(reference, "reference") if isinstance(reference, dict) else ""
        if target.startswith("#"):
            return self._within.get((id(self._holder.get(id(where), where)), target[1:]))
        return self._named.get(target) or self._named.get("/".join(_tail(target)))

    def several_patients(self) -> bool:
        """Whether the file is about more than one person, by its patients and by what its results refer to."""
        people: list[Resource] = []
        for one in self.of("Patient"):
            if one not in people:
                people.append(one)
        strangers: set[str] = set()
        for kind in ("DiagnosticReport", "Observation"):
            for one in self.of(kind):
                subject = part(one, "subject")
                if self.find(subject, one) is None and string(subject, "reference"):
                    strangers.add("/".join(_tail(string(subject, "reference"))))
        return len(people) > 1 or len(strangers) > 1 or bool(people and strangers and not _only_outside(people))


def _only_outside(people: list[Resource]) -> bool:
    """One patient without an id of the file may be who the results refer to."""
    return len(people) == 1 and not string(people[0], "id")


def _tail(reference: str) -> list[str]:
    """`Observation/7` of a whole address, without the version of it."""
    return reference.partition("/_history/")[0].split("/")[-2:]
