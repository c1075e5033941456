"""What the files of content/combinations/ point to: words, markers and cancers that are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from guides.loading import combination_schema, page_ids
from guides.loading.content import Content, Read
from guides.loading.guide_checks import problem
from guides.loading.problems import Problem


def check(content: Content) -> Iterator[Problem]:
    cancers = {one.slug for one in content.cancers.entry} if content.cancers else set()
    for file in content.combinations:
        if file.entry.id != PurePosixPath(file.file).stem:
            yield problem(file, ("id",), f"is '{file.entry.id}', but the file says '{PurePosixPath(file.file).stem}'")
        if isinstance(file.entry, combination_schema.CombinationFile):
            yield from _words(file, content)
            named = {*file.entry.cancers, *(name for one in file.entry.combinations for name in one.cancers)}
            for cancer in sorted(named - cancers):
                yield problem(file, ("cancers",), f"'{cancer}' is not in cancers.yaml")


def _words(file: Read, content: Content) -> Iterator[Problem]:
    shown = {combination.shows for combination in file.entry.combinations}
    for place, combination in enumerate(file.entry.combinations):
        marker = content.markers.get(combination.shows.partition(":")[0])
        path = ("combinations", place, "shows")
        if page_ids.value_of(combination.shows, content) is None:
            yield problem(file, path, f"there is no value '{combination.shows}' in markers/")
        elif marker is not None and marker.entry.kind != "combination":
            yield problem(file, path, f"'{marker.entry.marker}' is not of the kind combination")
    for place, example in enumerate(file.entry.examples.fire):
        if example.shows not in shown:
            yield problem(file, ("examples", "fire", place, "shows"), f"nothing here shows '{example.shows}'")
