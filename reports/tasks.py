"""Reading that takes seconds: a task around the pipeline. It is given a report's id, and returns and raises nothing.

The queue's backend stores what a task returns, and the whole traceback of what it raises. So nothing of a report may
leave from here: a failure is a code in the report's own row, and the kind of the exception in the log.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Collection, Generator
from time import monotonic
from typing import cast

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from reports import pipeline, queue, storage, vault
from reports.queue import Work

logger = logging.getLogger(__name__)

PAGE_PATIENCE_SECONDS = 180.0  # with no page done, then signs of life end too: another worker may do better
stopping = threading.Event()  # this process was told to end


class ReadingFailed(Exception):  # noqa: N818 - an error of ours, told without the report
    """Something broke while a report was at hand. Tells the kind; the first error is dropped, with all that it says."""


class _Gone(Exception):  # noqa: N818 - the name of the state
    """Cancelled, over, or given to another worker."""


class _Stopped(Exception):  # noqa: N818 - the name of the state
    """This worker is to end."""


class Current:
    """What this process reads, for the thread that gives its signs of life."""

    work: Work | None = None
    last_page = 0.0

    @classmethod
    def beat(cls) -> None:
        work = cls.work
        if work and monotonic() - cls.last_page < PAGE_PATIENCE_SECONDS:
            queue.beat(work)


@task()
def read_report(report_id: str) -> None:
    failure: ReadingFailed | None = None
    try:
        with contextlib.suppress(DatabaseError, vault.Gone):  # found by its old sign of life, and tried again
            if work := queue.start(report_id):
                _read(work)
        return
    except Exception as error:
        failure = ReadingFailed(type(error).__qualname__).with_traceback(error.__traceback__)
    except BaseException as end:  # told to end at once; its context may be an error of the reading
        code = end.code if isinstance(end, SystemExit) and isinstance(end.code, int) else 1
    if failure:
        logger.error("slow_reading_failed", exc_info=failure)
        return
    raise SystemExit(code)


def _read(work: Work) -> None:
    Current.work, Current.last_page = work, monotonic()
    failure: ReadingFailed | None = None
    try:
        document = _document(work)
        queue.finish(work, document.to_bytes())
    except _Gone:
        pass
    except _Stopped:
        queue.give_back(work, send_again)
    except pipeline.Unreadable as unreadable:
        queue.fail(work, unreadable.reason.value)
    except DatabaseError:
        raise
    except Exception as error:
        failure = ReadingFailed(type(error).__qualname__).with_traceback(error.__traceback__)
    finally:
        Current.work = None
    if failure:
        logger.error("slow_reading_failed", exc_info=failure)
        queue.fail(work, pipeline.Reason.UNREADABLE.value)


def _document(work: Work) -> pipeline.Document:
    found = pipeline.survey(work.upload)
    if isinstance(found, pipeline.Document):
        return found
    pages = []
    read = cast("Generator[pipeline.PageText]", pipeline.read_pages(work.upload, found))
    with contextlib.closing(read):
        for page in read:
            pages.append(page)
            Current.last_page = monotonic()
            if not queue.beat(work, pages_done=len(pages)):
                raise _Gone
            if stopping.is_set() and len(pages) < len(found.pages):
                raise _Stopped
    return pipeline.assemble(found, pages)


def send(report_id: str) -> None:
    read_report.enqueue(report_id)


def send_again(report_id: str) -> None:
    """Before those that came later."""
    read_report.using(priority=1).enqueue(report_id)


def sent() -> Collection[str]:
    """The reports that a worker can find."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("args_kwargs", flat=True)
    return {argument for arguments in ready for argument in arguments["args"]}


def forget() -> None:
    """The rows of tasks that ended, and of those that nobody can want any more."""
    ended = Q(status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED))
    over = DBTaskResult.objects.filter(ended | Q(enqueued_at__lt=timezone.now() - storage.LIFE))
    if over.exists():  # asked without waiting for those who write
        over.delete()
