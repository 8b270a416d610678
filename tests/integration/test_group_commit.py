"""Writes that come together are committed together, and one that fails takes no other with it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.channel_conversation import ChannelConversationRepository, ChannelConversationRow, ConversationKey
from app.models.database import Database
from app.services.group_commit import GroupCommit


@pytest.fixture
def record(app: Flask) -> Database:
    services = app.extensions["services"]
    services.companies.manager.find("benova")
    database: Database = services.database
    return database


def opening(number: int) -> Any:
    def job(session: Session) -> int:
        ChannelConversationRepository(session, "benova").open(ConversationKey("benova", "7", str(number)))
        return number

    return job


def stored(record: Database) -> int:
    with record.tenant("benova").reading() as session:
        return session.query(ChannelConversationRow).count()


def test_each_caller_gets_its_own_value_after_its_own_commit(record: Database) -> None:
    commits = GroupCommit(record)
    with ThreadPoolExecutor(32) as pool:
        values = list(pool.map(lambda n: commits.run("benova", opening(n)), range(100)))
    assert values == list(range(100))
    assert stored(record) == 100


def test_a_job_that_fails_fails_alone(record: Database) -> None:
    commits, together = GroupCommit(record), threading.Barrier(20)

    def collide(_session: Session) -> int:
        raise IntegrityError("insert", {}, ValueError("the same row"))

    def run(number: int) -> int:
        together.wait(10)
        return commits.run("benova", collide if number % 5 == 0 else opening(number))

    with ThreadPoolExecutor(20) as pool:
        jobs = [pool.submit(run, number) for number in range(20)]
    failed = [number for number, job in enumerate(jobs) if job.exception() is not None]
    assert failed == [0, 5, 10, 15]
    assert stored(record) == 16
