"""What a Chatwoot event is about: its company, found by account and never guessed."""

from collections.abc import Mapping
from typing import Any

from app.config.company_config import CompanyConfig, CompanyManager
from app.models.errors import CompanyConflictError, CompanyIdInvalidError
from app.utils.logger import get_logger
from app.utils.validators import validate_company_id

log = get_logger("webhook")


class WebhookService:
    """Accepts events of companies it knows."""

    def __init__(self, companies: CompanyManager) -> None:
        self._companies = companies

    def receive(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """`accepted` with the company, or `ignored` with a reason; events of unknown accounts change nothing.

        Raises: CompanyConflictError when `meta.company_id` names another company than the account's.
        """
        account_id = account_of(event)
        company = self._companies.by_account(account_id) if account_id else None
        if company is None:
            log.warning("event of an unknown account ignored")
            return {"company_id": None, "status": "ignored", "reason": "unknown_account"}
        _confirm(event, company)
        return {"company_id": company.company_id, "status": "accepted"}


def account_of(event: Mapping[str, Any]) -> str | None:
    """The account's id: at the root, in the conversation, or in its first message."""
    conversation = _object(event.get("conversation"))
    messages = event.get("messages") or conversation.get("messages")
    first = _object(messages[0]) if isinstance(messages, list) and messages else {}
    candidates = (
        _object(event.get("account")).get("id"),
        _object(conversation.get("account")).get("id"),
        conversation.get("account_id"),
        first.get("account_id"),
    )
    return next((str(value) for value in candidates if isinstance(value, int | str) and value != ""), None)


def _confirm(event: Mapping[str, Any], company: CompanyConfig) -> None:
    """A company named in the event's meta may confirm the account, never override it."""
    meta = _object(_object(event.get("conversation")).get("meta"))
    named = meta.get("company_id")
    if named is None:
        return
    try:
        agrees = validate_company_id(named) == company.company_id
    except CompanyIdInvalidError:
        agrees = False
    if not agrees:
        raise CompanyConflictError()


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
