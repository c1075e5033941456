"""Makes the files of content/ the live content, or says everything that is wrong with them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from guides.loading import replace
from guides.loading.problems import ContentError, Problem


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []  # runs at every start, and the checks import the whole site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only look for problems; needs and writes no database")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            problems, skipped = replace.problems(settings.CONTENT_DIR)
            self._say_skipped(skipped)
            if problems:
                raise self._refusal(problems)
            self.stdout.write("The content is fine.")
            return
        try:
            change = replace.load(settings.CONTENT_DIR)
        except ContentError as error:
            raise self._refusal(error.problems) from None
        self._say_skipped(change.skipped)
        for word, names in (("added", change.added), ("changed", change.changed), ("removed", change.removed)):
            for name in names:
                self.stdout.write(f"{word} {name}")
        if not change:
            self.stdout.write("The content has not changed.")

    def _say_skipped(self, skipped: tuple[str, ...]) -> None:
        for line in skipped:
            self.stderr.write(line)

    def _refusal(self, problems: tuple[Problem, ...]) -> CommandError:
        for problem in problems:
            self.stderr.write(str(problem))
        return CommandError(f"{len(problems)} problem(s) in the content. Nothing was changed.")
