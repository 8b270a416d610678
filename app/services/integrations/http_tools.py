"""A company's tools: kept and tried."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.agents.language import detect_language
from app.agents.ports import Turn
from app.config.company_config import CompanyConfig
from app.models.database import Database
from app.models.errors import QuotaExceededError, ValidationFailedError
from app.models.http_tool import HttpTool, HttpToolRepository
from app.services.integrations.address_policy import check_address
from app.services.integrations.known import Known
from app.services.integrations.live_data import score_of
from app.services.integrations.tool_caller import ToolAnswer, ToolCaller
from app.services.integrations.tool_templates import names_in, problems_of
from app.services.question_match import SAME_QUESTION
from app.services.secret_box import SecretBox

MAX_TOOLS = 20


class HttpTools:
    """Use cases; each call names its company."""

    def __init__(
        self,
        database: Database,
        known: Known[Sequence[HttpTool]],
        caller: ToolCaller,
        box: Callable[[], SecretBox],
    ) -> None:
        self._database, self._known, self._caller, self._box = database, known, caller, box

    def list(self, company: CompanyConfig) -> Sequence[HttpTool]:
        return self._tools(company).all()

    def get(self, company: CompanyConfig, tool_id: str) -> HttpTool:
        """Raises: HttpToolNotFoundError."""
        return self._tools(company).get(tool_id)

    def save(self, company: CompanyConfig, tool_id: str, values: Mapping[str, Any]) -> HttpTool:
        """Add one (empty id) or change it; header values go in and never come out.

        Raises: HttpToolNotFoundError, ValidationFailedError, QuotaExceededError.
        """
        tools = self._tools(company)
        before = tools.get(tool_id) if tool_id else None
        if before is None and len(tools.all()) >= MAX_TOOLS:
            raise QuotaExceededError()
        _check(company, values, before)
        stored = {name: value for name, value in values.items() if name not in ("headers", "method")}
        if "headers" in values:
            stored |= {
                "header_names": sorted(values["headers"]),
                "sealed": {"headers": self._box().seal(json.dumps(values["headers"]))},
            }
        saved = tools.save(tool_id, stored)
        self._known.drop(company.company_id)
        return saved

    def delete(self, company: CompanyConfig, tool_id: str) -> None:
        """Raises: HttpToolNotFoundError."""
        self._tools(company).delete(tool_id)
        self._known.drop(company.company_id)

    def try_out(self, company: CompanyConfig, tool_id: str, message: str) -> tuple[bool, float, ToolAnswer]:
        """Whether this message would reach the tool, how surely, and what it says to it now.

        Raises: HttpToolNotFoundError.
        """
        tool = self.get(company, tool_id)
        language = detect_language(message, company.languages, company.language)
        turn = Turn(
            company=company,
            user_id="try",
            conversation_id="try",
            text=message,
            language=language,
            now=datetime.now(company.zone),
        )
        score = score_of(tool, message, language)
        return score >= SAME_QUESTION, score, self._caller.ask(tool, turn)

    def _tools(self, company: CompanyConfig) -> HttpToolRepository:
        return HttpToolRepository(self._database.tenant(company.company_id))


def _check(company: CompanyConfig, values: Mapping[str, Any], before: HttpTool | None) -> None:
    def final(name: str, default: Any) -> Any:
        return values[name] if name in values else getattr(before, name, default)

    url = final("url_template", "")
    found = problems_of(url, final("answer_template", ""), final("fields", {}))
    if found:
        raise ValidationFailedError(details={problem.field: [problem.message] for problem in found})
    if not (final("examples", ()) or final("keywords", ())):
        raise ValidationFailedError(details={"examples": ["Say when to use it: an example or a keyword."]})
    plain = url
    for name in names_in(url):
        plain = plain.replace("{" + name + "}", "x")
    check_address(company, plain, "url_template")
