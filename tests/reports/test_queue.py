"""Reports whose pictures wait: the line, the turns of workers, and what is left of a report at each step."""

from __future__ import annotations

import datetime
import re
from http import HTTPStatus

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from reports import actions, pipeline, queue, storage, tasks, vault
from reports.models import ReaderRun, SealedReport, SealedUpload, SlowReading
from tests.reports import slow
from tests.reports.made_up import mark, report
from tests.reports.test_report_failures import FAILURES, breaks, log, printed  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports_open", "slowly")]
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def slowly(monkeypatch):
    """Pages of text take the way of pictures; one worker is alive."""
    monkeypatch.setattr(pipeline, "survey", slow.survey)
    monkeypatch.setattr(pipeline, "read_pages", slow.read_pages)
    queue.renew_reader("worker")


def put(*pages: str, key: str = "") -> storage.Received:
    return actions.receive(content=slow.pictures(*(pages or (report(),))), held={}, form_key=key)


def follow(received: storage.Received) -> actions.Followed | actions.Waiting:
    return actions.follow(report_id=received.id, key=received.key, language="en")


def work_off() -> int:
    """What a worker does with all that it finds, in this process."""
    ready = list(DBTaskResult.objects.ready().order_by(*DBTaskResult._meta.ordering))
    for one in ready:
        one.claim("worker")
        tasks.read_report.func(*one.args_kwargs["args"])
        one.set_successful(None)
    return len(ready)


def everything_stored() -> str:
    """Every value of every table of reports and tasks; bytes as hexadecimal digits and as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("reports_", "django_tasks")):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [value for row in cursor.fetchall() for value in row]
    return "\n".join(f"{value.hex()} {value!r}" if isinstance(value, bytes) else str(value) for value in found)


def test_it_works():
    words = mark()
    received = put(report(words), "ki-67: 20 %")
    waiting = follow(received)
    assert isinstance(waiting, actions.Waiting)
    assert (waiting.state, waiting.pages_done, waiting.pages_total) == ("waiting", 0, 2)
    assert work_off() == 1
    followed = follow(received)
    assert isinstance(followed, actions.Followed)
    assert words in "".join(page.text for page in followed.pages)
    assert not SlowReading.objects.exists() and not SealedUpload.objects.exists()


def test_the_same_with_the_immediate_backend(settings):
    """The interface of tasks is the standard one: another backend is a setting."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert isinstance(follow(put()), actions.Followed)
    assert not DBTaskResult.objects.exists()


def test_no_word_and_no_key_is_stored_at_any_step(monkeypatch):
    words, seen = mark(), []

    def watched(content, pending):
        for page in slow.read_pages(content, pending):
            seen.append(everything_stored())
            yield page

    monkeypatch.setattr(pipeline, "read_pages", watched)
    received = put(report(words), "second page")
    seen.append(everything_stored())
    work_off()
    seen.append(everything_stored())
    raw = vault._decoded(received.key)
    assert len(seen) == 4
    for stored in seen:
        assert received.id in stored
        for secret in (words, words.encode().hex(), received.key, raw.hex(), "carcinoma"):
            assert secret not in stored


def test_the_wrapped_key_and_the_file_go_when_the_reading_ends():
    received = put()
    reading = SlowReading.objects.get()
    wrapped = bytes(reading.wrapped or b"")
    assert vault.unwrap(received.id, wrapped) == received.key
    work_off()
    assert wrapped.hex() not in everything_stored()


def test_a_wrapped_key_opens_for_its_own_report_and_server_alone(settings):
    first, second = put(), put()
    wrapped = {one.report_id: bytes(one.wrapped or b"") for one in SlowReading.objects.all()}
    with pytest.raises(vault.Gone):
        vault.unwrap(second.id, wrapped[first.id])
    settings.SECRET_KEY = "another" * 9
    with pytest.raises(vault.Gone):
        vault.unwrap(first.id, wrapped[first.id])


def test_an_upload_does_not_open_as_a_document():
    received = put()
    sealed = bytes(SealedUpload.objects.get().ciphertext)
    assert vault.unseal(received.id, received.key, sealed, vault.UPLOAD).startswith(slow.MARK)
    with pytest.raises(vault.Gone):
        vault.unseal(received.id, received.key, sealed)


# The line


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_only_so_many_wait(workers):
    for number in range(1, workers):
        queue.renew_reader(f"worker {number}")
    for _ in range(2 * workers):
        assert send(Client()).status_code == HTTPStatus.SEE_OTHER
    stored = everything_stored()
    refused = send(Client())
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert 20 <= int(refused["Retry-After"]) <= 60
    assert "Nothing was kept" in refused.content.decode()
    assert everything_stored() == stored
    assert Client().post("/reports/", {"text": report()}).status_code == HTTPStatus.SEE_OTHER  # text never waits
    tasks.read_report.func(SlowReading.objects.order_by("queued_at")[0].report_id)
    assert send(Client()).status_code == HTTPStatus.SEE_OTHER


def send(client: Client, *pages: str, **fields: str):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/reports/", {"file": SimpleUploadedFile("f", slow.pictures(*pages or (report(),))), **fields})


def test_without_a_worker_no_picture_is_taken():
    ReaderRun.objects.all().delete()
    refused = send(Client())
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Pictures and scans" in refused.content.decode()
    assert not SealedReport.objects.exists()
    assert Client().post("/reports/", {"text": report()}).status_code == HTTPStatus.SEE_OTHER


def test_a_site_that_reads_no_pictures_says_so(settings):
    settings.READ_PICTURES = False
    refused = send(Client())
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not SealedReport.objects.exists()


def test_the_place_in_line_is_true():
    received = []
    for _ in range(2):
        queue.renew_reader(f"worker {_}")
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        for _ in range(4):
            received.append(put())
            clock.shift(1)
        assert [follow(one).before for one in received] == [0, 1, 2, 3]
        assert follow(received[3]).sentences == ("Your report waits in line. 3 reports are before yours.",)
        queue.start(received[0].id)  # one that is read is still before the others
        assert [follow(one).before for one in received] == [0, 1, 2, 3]
        storage.end(received[1].id, received[1].key)
        tasks.read_report.func(received[2].id)
        assert follow(received[3]).before == 1
        assert follow(received[3]).sentences == ("Your report waits in line. 1 report is before yours.",)


# One job for one upload


def form_key() -> str:
    match = re.search(r'name="form_key" value="([\w-]{43})"', Client().get("/reports/").content.decode())
    assert match
    return match[1]


def test_one_form_sent_twice_is_one_report():
    """The second answer is the one that a browser keeps: it brings the same address and the same key."""
    key = form_key()
    answers = [send(Client(), "a page of words", form_key=key) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert len({(name, cookie.value) for answer in answers for name, cookie in answer.cookies.items()}) == 1
    assert SealedReport.objects.count() == SlowReading.objects.count() == DBTaskResult.objects.count() == 1
    work_off()
    again = send(Client(), "a page of words", form_key=key)
    assert again["Location"] == answers[0]["Location"]
    assert SealedReport.objects.count() == DBTaskResult.objects.count() == 1


def test_pasted_text_sent_twice_is_one_report():
    key = form_key()
    answers = [Client().post("/reports/", {"text": report(), "form_key": key}) for _ in range(2)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert SealedReport.objects.count() == 1


def test_the_same_browser_sending_twice_does_not_end_its_own_report():
    client, key = Client(), form_key()
    for _ in range(storage.KEPT_AT_ONCE):
        client.post("/reports/", {"text": report(mark()), "form_key": form_key()})
    for _ in range(2):
        address = client.post("/reports/", {"text": report("the newest"), "form_key": key})["Location"]
        assert client.get(address).status_code == HTTPStatus.OK


def test_another_report_from_the_same_form_is_another_report():
    """Back, another file, send: nobody may see the report before instead."""
    key = form_key()
    assert (
        send(Client(), "a page", form_key=key)["Location"] != send(Client(), "another page", form_key=key)["Location"]
    )


@pytest.mark.parametrize("key", ["", "short", "A" * 43, "é" * 43, "x" * 1000])
def test_a_form_without_a_key_makes_a_report_each_time(key):
    assert send(Client(), form_key=key)["Location"] != send(Client(), form_key=key)["Location"]


def test_each_form_has_a_key_of_its_own():
    assert len({form_key() for _ in range(50)}) == 50


# Workers that die, stop or are too late


def test_a_report_of_a_dead_worker_is_taken_up_once_and_then_lost():
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        received = put()
        for attempt in (1, 2):
            assert queue.start(received.id).attempt == attempt
            DBTaskResult.objects.update(status="RUNNING")
            clock.shift(29)
            actions.purge(every_seconds=30)
            assert follow(received).state == "reading"
            clock.shift(2)
            actions.purge(every_seconds=30)
            queue.renew_reader("worker")
        waiting = follow(received)
        assert (waiting.state, waiting.sentences[0][:21]) == ("ended", "The computer stopped ")
        assert not SealedUpload.objects.exists()
        assert SlowReading.objects.get().wrapped is None
        assert not DBTaskResult.objects.ready().exists()


def test_a_report_of_a_dead_worker_is_read_by_another():
    received = put()
    later = put()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + MINUTE):
        queue.renew_reader("another")
        taken = DBTaskResult.objects.ready().order_by("enqueued_at")[0]
        taken.claim("dead")
        dead = queue.start(received.id)
        SlowReading.objects.filter(report_id=received.id).update(heartbeat=datetime.datetime.now(datetime.UTC) - MINUTE)
        actions.purge(every_seconds=30)
        ready = list(DBTaskResult.objects.ready().order_by(*DBTaskResult._meta.ordering))
        assert [one.args_kwargs["args"][0] for one in ready] == [received.id, later.id]  # it keeps its place
        assert queue.start(received.id).attempt == 2
        # The worker that was thought dead comes back: nothing that it does counts.
        assert not queue.beat(dead, pages_done=5)
        assert not queue.finish(dead, b"words of the dead")
        queue.fail(dead, "damaged")
        queue.give_back(dead, tasks.send_again)
        waiting = follow(received)
        assert (waiting.state, waiting.pages_done) == ("reading", 0)


def test_a_worker_that_dies_as_it_takes_a_report_up():
    """The task is claimed, the report not yet."""
    received = put()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + MINUTE):
        actions.purge(every_seconds=30)
        assert DBTaskResult.objects.count() == 1  # it waits where a worker finds it: long, but not lost
        DBTaskResult.objects.update(status="RUNNING")
        actions.purge(every_seconds=30)
        assert work_off() == 1
        assert isinstance(follow(received), actions.Followed)


def test_a_heartbeat_of_the_future_is_none():
    """The clock was set back."""
    received = put()
    queue.start(received.id)
    SlowReading.objects.update(heartbeat=datetime.datetime.now(datetime.UTC) + 5 * MINUTE)
    assert queue.sweep(tasks.sent(), tasks.send_again) == 1


def test_a_worker_that_is_told_to_stop_gives_its_report_back(monkeypatch):
    received = put("first page", report())
    monkeypatch.setattr(tasks.stopping, "is_set", lambda: True)
    work_off()
    waiting = follow(received)
    assert (waiting.state, waiting.pages_done, SlowReading.objects.get().attempts) == ("waiting", 0, 0)
    monkeypatch.undo()
    monkeypatch.setattr(pipeline, "survey", slow.survey)
    monkeypatch.setattr(pipeline, "read_pages", slow.read_pages)
    assert work_off() == 1
    assert isinstance(follow(received), actions.Followed)


def test_signs_of_life_end_where_no_page_ends(monkeypatch):
    received = put()
    work = queue.start(received.id)
    old = datetime.datetime.now(datetime.UTC) - MINUTE
    monkeypatch.setattr(tasks.Current, "work", work)
    for age, beats in ((0, True), (tasks.PAGE_PATIENCE_SECONDS + 1, False)):
        SlowReading.objects.update(heartbeat=old)
        monkeypatch.setattr(tasks.Current, "last_page", tasks.monotonic() - age)
        tasks.Current.beat()
        assert (SlowReading.objects.get().heartbeat != old) is beats


def test_a_key_that_changed_loses_the_report_and_nothing_else(settings):
    received, key = put(), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 9
    work_off()
    settings.SECRET_KEY = key
    assert follow(received).state == "reading"  # until its heartbeat is old
    assert {one.status for one in DBTaskResult.objects.all()} == {"SUCCESSFUL"}


# Ends


@pytest.mark.parametrize("taken_up", [False, True])
def test_deleting_ends_the_job_and_leaves_nothing(taken_up):
    received = put(report(), "more", "more")
    work = queue.start(received.id) if taken_up else None
    storage.end(received.id, received.key)
    for model in (SealedReport, SlowReading, SealedUpload):
        assert not model.objects.exists()
    if work:
        assert not queue.beat(work)
        assert not queue.finish(work, b"words")
    assert work_off() == 1  # the task is still found, and finds nothing
    assert not SealedReport.objects.exists()
    actions.purge(every_seconds=30)
    assert not DBTaskResult.objects.exists()


def test_a_report_deleted_between_two_pages_ends_the_reading(monkeypatch):
    received, read = put("one", "two", "three"), []

    def watched(content, pending):
        try:
            for page in slow.read_pages(content, pending):
                read.append(page.number)
                if page.number == 2:
                    storage.end(received.id, received.key)
                yield page
        finally:
            read.append("closed")

    monkeypatch.setattr(pipeline, "read_pages", watched)
    work_off()
    assert read == [1, 2, "closed"]
    assert not SealedReport.objects.exists()


def test_the_hour_counts_for_what_waits():
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        received = put()
        clock.shift(61 * MINUTE)
        assert queue.start(received.id) is None
        assert actions.purge(every_seconds=10**8) == 1
        for model in (SealedReport, SlowReading, SealedUpload, DBTaskResult):
            assert not model.objects.exists()


def test_what_nobody_looks_at_is_given_up(settings):
    """Looked at, it stays for as long as it waits; then the file goes, the reason stays, and it does not count."""
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        received = put()
        for _ in range(3):
            clock.shift((settings.UNASKED_MINUTES - 1) * MINUTE)
            queue.renew_reader("worker")
            actions.purge(every_seconds=10**8)
            assert follow(received).state == "waiting"
        clock.shift(settings.UNASKED_MINUTES * MINUTE)
        assert queue.progress(received.id).state == "waiting"
        actions.purge(every_seconds=10**8)
        assert not SealedUpload.objects.exists() and SlowReading.objects.get().wrapped is None
        waiting = follow(received)
        assert (waiting.state, waiting.sentences) == ("ended", (actions.progressing("left", "en", minutes=10),))
        queue.renew_reader("worker")
        work_off()
        assert follow(received).state == "ended"
        assert isinstance(follow(put()), actions.Waiting)


def test_a_stranger_who_asks_keeps_nothing_waiting(settings):
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        received = put()
        clock.shift((settings.UNASKED_MINUTES - 1) * MINUTE)
        with pytest.raises(actions.Gone):
            actions.follow(report_id=received.id, key=vault.new_key(), language="en")
        clock.shift(MINUTE)
        actions.purge(every_seconds=10**8)
        assert not SealedUpload.objects.exists()


def test_a_worker_ends_with_what_nobody_looks_at(settings, monkeypatch):
    received, read = put("one", "two", "three"), []

    def watched(content, pending):
        for page in slow.read_pages(content, pending):
            read.append(page.number)
            if page.number == 2:
                long_ago = datetime.datetime.now(datetime.UTC) - settings.UNASKED_MINUTES * MINUTE
                SlowReading.objects.update(asked_at=long_ago)
                actions.purge(every_seconds=10**8)
            yield page

    monkeypatch.setattr(pipeline, "read_pages", watched)
    work_off()
    assert read == [1, 2]
    assert follow(received).state == "ended"


def test_what_the_database_forgot_to_read_is_told_as_lost():
    """After a crash of PostgreSQL the tables of what waits are empty, and the sealed row holds nothing."""
    received = put()
    SlowReading.objects.all().delete()
    waiting = follow(received)
    assert (waiting.state, waiting.sentences) == ("ended", (actions.progressing("lost", "en"),))
    with pytest.raises(actions.Gone):
        actions.correct(report_id=received.id, key=received.key, texts=["words"])


@pytest.mark.parametrize("reason", list(pipeline.Reason))
def test_a_file_that_cannot_be_read_says_why_and_is_not_kept(reason, monkeypatch):
    def refusing(content, pending):
        raise pipeline.Unreadable(reason)
        yield

    monkeypatch.setattr(pipeline, "read_pages", refusing)
    received = put()
    work_off()
    waiting = follow(received)
    assert (waiting.state, waiting.sentences) == ("ended", (actions.refusal(reason.value, "en"),))
    assert not SealedUpload.objects.exists() and SlowReading.objects.get().wrapped is None


# Failures


@pytest.mark.parametrize("kind", FAILURES)
@pytest.mark.parametrize("layer", ["survey", "read_pages", "assemble"])
def test_a_failure_tells_its_kind_to_the_log_and_nothing_to_the_queue(layer, kind, log, monkeypatch):  # noqa: F811
    words = mark()
    received = put(report(words))
    monkeypatch.setattr(pipeline, layer, breaks(kind, words))
    work_off()
    assert follow(received).state == "ended"
    assert words not in everything_stored()
    assert words not in printed(log)
    assert "ReadingFailed" in printed(log) and kind.__qualname__ in printed(log)
    assert [(one.return_value, one.traceback) for one in DBTaskResult.objects.all()] == [(None, "")]


def test_a_worker_ended_in_the_middle_leaves_no_words_in_the_queue(monkeypatch):
    """Told to stop a second time, it raises SystemExit wherever it is, even while it handles an error of ours."""
    words = mark()
    put(report(words))

    def ended(*_):
        try:
            raise ValueError(words)
        except ValueError:
            raise SystemExit(1)  # noqa: B904

    monkeypatch.setattr(pipeline, "survey", ended)
    one = DBTaskResult.objects.get()
    with pytest.raises(SystemExit) as caught:
        tasks.read_report.func(*one.args_kwargs["args"])
    one.set_failed(caught.value)
    assert words not in everything_stored()


def test_a_database_in_trouble_leaves_the_report_to_the_next(monkeypatch):
    received = put()

    def locked(*_, **__):
        raise DatabaseError

    monkeypatch.setattr(queue, "finish", locked)
    work_off()
    assert follow(received).state == "reading"
    monkeypatch.undo()
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + MINUTE):
        monkeypatch.setattr(pipeline, "survey", slow.survey)
        monkeypatch.setattr(pipeline, "read_pages", slow.read_pages)
        call_command("purge_reports")
        assert work_off() == 1
        assert isinstance(follow(received), actions.Followed)


def test_rows_in_print_tell_no_id():
    received = put()
    for row in (SlowReading.objects.get(), SealedUpload.objects.get(), ReaderRun.objects.get()):
        assert received.id not in str(row)
