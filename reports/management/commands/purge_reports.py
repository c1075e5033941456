"""Ends all reports that are over: once, or by the clock for ever. Prints counts and nothing else."""

from __future__ import annotations

import signal
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection

from reports import actions

CRON_SECONDS = 60  # how often a single pass is expected to come again


class Command(BaseCommand):
    help = "Ends all reports whose time is over. With --every, goes on until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="purge again after so many seconds, for ever")

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        if every is None:
            self.stdout.write(f"ended {actions.purge(every_seconds=CRON_SECONDS)}")
            return
        if every < 1:
            raise CommandError("--every needs a whole number of seconds, 1 or more")
        for number in (signal.SIGTERM, signal.SIGINT):  # a shell's background job is started with SIGINT ignored
            signal.signal(number, lambda *_: sys.exit(0))
        while True:
            self._purge(every)
            time.sleep(every)

    def _purge(self, every: int) -> None:
        """One pass. A locked, missing or broken database is tried again at the next one."""
        try:
            ended = actions.purge(every_seconds=every)
        except Error as error:
            self.stderr.write(f"not purged: {type(error).__name__}")
        else:
            if ended:
                self.stdout.write(f"ended {ended}")
                self.stdout.flush()
        finally:
            connection.close()
