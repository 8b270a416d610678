"""Log lines: `[time] [company] [agent] message`, a level per company, nothing private."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.utils import logger
from tests.conftest import MakeApp

LINE = re.compile(r"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \[([^\]]+)\] \[([^\]]+)\] (.+)$")


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "app.log"
    logger.set_company_levels({})
    logger.configure_logging("INFO", None)


def lines(path: Path) -> list[tuple[str, ...]]:
    found = [LINE.match(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [match.groups() for match in found if match]


def test_a_line_names_company_and_agent_of_its_context(log_file: Path) -> None:
    logger.configure_logging("INFO", log_file)
    log = logger.get_logger("http")
    log.info("fuera")
    with logger.log_context(company="benova", agent="router"):
        log.info("dentro")
    log.info("fuera otra vez")
    assert lines(log_file) == [
        ("-", "http", "fuera"),
        ("benova", "router", "dentro"),
        ("-", "http", "fuera otra vez"),
    ]


def test_the_context_ends_with_an_error(log_file: Path) -> None:
    logger.configure_logging("INFO", log_file)
    with pytest.raises(ValueError, match="x"), logger.log_context(company="benova"):
        raise ValueError("x")
    logger.get_logger("http").info("después")
    assert lines(log_file) == [("-", "http", "después")]


def test_one_company_may_be_louder_than_the_rest(log_file: Path) -> None:
    logger.configure_logging("WARNING", log_file)
    logger.set_company_levels({"benova": "DEBUG", "rara": "LOUD"})
    for company in ("benova", "medispa", "rara"):
        with logger.log_context(company=company, agent="sales"):
            logger.get_logger("sales").debug("detalle de %s", company)
    assert lines(log_file) == [("benova", "sales", "detalle de benova")]


def test_configuring_again_writes_each_line_once(log_file: Path) -> None:
    logger.configure_logging("INFO", log_file)
    logger.configure_logging("INFO", log_file)
    logger.get_logger("x").info("una vez")
    assert len(lines(log_file)) == 1


def test_a_conversation_is_logged_as_specified_and_without_its_text(make_app: MakeApp, tmp_path: Path) -> None:
    client: FlaskClient = make_app().test_client()
    message = "¿Cuánto cuesta un botox? Soy Zoraida Quimbayo, 310 987 6543"
    client.post("/api/conversations/u/test", json={"message": message}, headers={"X-Company-ID": "benova"})
    path = tmp_path / "instance" / "app.log"
    found = {(company, agent): text for company, agent, text in lines(path)}
    assert found["benova", "router"].startswith("message classified as: sales")
    assert found["benova", "orchestrator"].startswith("combined response generated")
    for private in ("Zoraida", "987", "cuesta un botox"):
        assert private not in path.read_text(encoding="utf-8")
