"""What an earlier session was about, in one line: topics and results, none of its words.

Raw turns of an old session make a bot act on them again (an old "I want a person" hands over every new session).
"""

from datetime import datetime
from typing import Any

from app.agents.phrases.handoff import TEXTS, handoff_phrase
from app.agents.wording import join_list
from app.config.company_config import CompanyConfig

ANSWERS = 20

Answered = tuple[datetime, list[Any], str]


def summarise(company: CompanyConfig, answers: list[Answered]) -> str:
    """`answers`: when, intents, action, oldest first. "" when there is nothing to tell."""
    if not answers:
        return ""
    return _told("session", company, answers, date=answers[-1][0].astimezone(company.zone).date().isoformat())


def so_far(company: CompanyConfig, answers: list[Answered]) -> str:
    """The present session in one line, for the person who takes it over; "" when there is nothing to tell."""
    return _told("note_so_far", company, answers)


def _told(key: str, company: CompanyConfig, answers: list[Answered], **values: str) -> str:
    language = company.language
    intents = dict.fromkeys(str(intent) for _, found, _ in answers for intent in found)
    topics = [handoff_phrase(f"topic_{name}", company, language) for name in intents if f"topic_{name}" in TEXTS]
    if not topics:
        return ""
    actions = dict.fromkeys(action for _, _, action in answers)
    done = "".join(handoff_phrase(f"done_{a}", company, language) for a in actions if f"done_{a}" in TEXTS)
    return handoff_phrase(key, company, language, topics=join_list(topics, language), done=done, **values)
