"""A worker: reads the pictures that wait, one report after the other, until it is told to stop.

django-tasks' own worker takes the tasks; what it lacks is here. It tells that it lives, also while nothing waits, and
when it is to end it gives its report back between two pages.
"""

from __future__ import annotations

import secrets
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DatabaseTrouble
from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker

from reports import queue, tasks

LOOK_SECONDS = 0.25
AGAIN_SECONDS = 1.0


class Reader(Worker):
    def run(self) -> None:
        """Goes on when the database comes back: a worker that ended each time would soon not be started again."""
        while True:
            try:
                return super().run()
            except DatabaseTrouble:
                connection.close()
                if self.batch or not self.running:
                    raise
                time.sleep(AGAIN_SECONDS)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        tasks.stopping.set()
        super().shutdown(signum, frame)


class Command(BaseCommand):
    help = "Reads pictures and scans that wait in the queue, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")

    def handle(self, *args: Any, batch: bool, **options: Any) -> None:
        reader_id, ended = secrets.token_hex(8), threading.Event()
        worker = Reader(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=LOOK_SECONDS,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=reader_id,
        )
        worker.configure_signals()
        living = threading.Thread(target=live, args=(reader_id, ended), daemon=True)
        living.start()
        try:
            worker.run()
        finally:
            ended.set()
            living.join(queue.BEAT_SECONDS)


def live(reader_id: str, ended: threading.Event) -> None:
    """Tells every few seconds that this worker lives, and what it reads; a database in trouble is tried again."""
    while True:
        last = ended.is_set()
        try:
            if last:
                queue.end_reader(reader_id)
            else:
                queue.renew_reader(reader_id)
                tasks.Current.beat()
        except DatabaseTrouble:
            pass
        finally:
            connection.close()
        if last:
            return
        ended.wait(queue.BEAT_SECONDS)
