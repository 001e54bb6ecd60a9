"""While the database is coming back, a page says so and tries again, and a form is not sent twice by itself."""

import shutil

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def fall() -> None:
    """The server ends our connection, as it does when it is stopped."""
    parameters = connection.get_connection_params()
    words = {name: parameters[name] for name in ("host", "port", "user", "password", "dbname")}
    with psycopg.connect(**words, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def test_while_the_database_comes_back_a_page_answers_503_and_tries_again(owner: User) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(owner)
    fall()
    page = browser.get("/customers/")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "The shop’s database is coming back." in page.content.decode()
    assert '<meta http-equiv="refresh" content="5">' in page.content.decode()
    connection.close()  # as Django does after each request
    assert browser.get("/customers/").status_code != 503
    fall()
    sent = browser.post("/settings/staff/invite/", {"name": "Grace"})
    assert (sent.status_code, "http-equiv" in sent.content.decode()) == (503, False)
    assert "go back in a moment, look, and send it again if it is not there" in sent.content.decode()
    connection.close()


def test_where_the_disk_is_full_the_page_says_so_instead_of_in_a_moment(owner: User) -> None:
    """The server's own word for it, as it comes of a write that found no room."""
    browser = Client(raise_request_exception=False)
    browser.force_login(owner)
    with connection.cursor() as cursor:  # the next write to this table meets what a full disk makes of it
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END$$"
        )
        cursor.execute("CREATE TRIGGER no_room BEFORE INSERT ON segments_segment EXECUTE FUNCTION no_room()")
    try:
        sent = browser.post("/segments/new/", {"name": "Lapsed", "rule": "profile: {stage: lapsed}"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER no_room ON segments_segment; DROP FUNCTION no_room()")
    assert sent.status_code == 503 and "The disk is full" in sent.content.decode()


def test_where_the_database_went_away_because_the_disk_is_full_the_page_says_that(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(owner)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(100, 100, 0))
    fall()
    page = browser.get("/customers/").content.decode()
    connection.close()
    assert "The disk is full" in page and "In a moment" not in page
