"""A company's prompt templates: read, change, try, go back."""

from dataclasses import asdict
from typing import Any

from flask import g
from flask_smorest import Blueprint

from app.config.constants import AgentType
from app.models.errors import NotFoundError
from app.models.prompt_schemas import (
    OnePromptSchema,
    PromptListSchema,
    PromptPreviewRequestSchema,
    PromptPreviewSchema,
    PromptRestoreSchema,
    PromptTemplateSchema,
    PromptVersionListSchema,
)
from app.services.prompt_editor import PromptInForce, check_template
from app.utils.access import current_identity
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services
from app.utils.validators import validate_message

bp = Blueprint("prompts", __name__, url_prefix="/api/admin/prompts", description="Prompt templates")


@bp.get("")
@require_company_context
@bp.response(200, PromptListSchema)
def list_prompts() -> dict[str, Any]:
    """Every agent's template in force."""
    prompts = services().prompt_editor.all(g.company.company_id)
    return {"company_id": g.company.company_id, "prompts": {p.agent.value: _shown(p) for p in prompts}}


@bp.get("/<agent>")
@require_company_context
@bp.response(200, OnePromptSchema)
def get_prompt(agent: str) -> dict[str, Any]:
    """One agent's template in force."""
    return _one(services().prompt_editor.get(g.company.company_id, _agent(agent)))


@bp.put("/<agent>")
@require_company_context
@bp.arguments(PromptTemplateSchema)
@log_company_action("prompt changed")
@bp.response(200, OnePromptSchema)
def save_prompt(args: dict[str, Any], agent: str) -> dict[str, Any]:
    """Put a template in force, in every process; unknown placeholders are refused."""
    author = current_identity().actor
    saved = services().prompt_editor.save(g.company.company_id, _agent(agent), args["template"], author)
    return _one(saved)


@bp.delete("/<agent>")
@require_company_context
@log_company_action("prompt reset")
@bp.response(200, OnePromptSchema)
def reset_prompt(agent: str) -> dict[str, Any]:
    """Back to the default template."""
    author = current_identity().actor
    return _one(services().prompt_editor.reset(g.company.company_id, _agent(agent), author))


@bp.post("/<agent>/preview")
@require_company_context
@bp.arguments(PromptPreviewRequestSchema)
@bp.response(200, PromptPreviewSchema)
def preview_prompt(args: dict[str, Any], agent: str) -> dict[str, Any]:
    """What the agent would answer with a template; nothing is stored, booked or sent."""
    kind, template = _agent(agent), args["template"]
    if template is not None:
        check_template(kind, template)
    preview = services().prompt_preview.run(g.company, kind, validate_message(args["message"]), template)
    return {"company_id": g.company.company_id, "agent": kind.value, **asdict(preview)}


@bp.get("/<agent>/versions")
@require_company_context
@bp.response(200, PromptVersionListSchema)
def list_versions(agent: str) -> dict[str, Any]:
    """Who changed the template, when and how; newest first."""
    kind = _agent(agent)
    versions = services().prompt_editor.versions(g.company.company_id, kind)
    return {"company_id": g.company.company_id, "agent": kind.value, "versions": [asdict(v) for v in versions]}


@bp.post("/<agent>/restore")
@require_company_context
@bp.arguments(PromptRestoreSchema)
@log_company_action("prompt restored")
@bp.response(200, OnePromptSchema)
def restore_prompt(args: dict[str, Any], agent: str) -> dict[str, Any]:
    """An earlier version in force again."""
    author = current_identity().actor
    return _one(services().prompt_editor.restore(g.company.company_id, _agent(agent), args["version"], author))


def _agent(name: str) -> AgentType:
    """`sales`, or `sales_agent` as the JSON file has it. Raises: NotFoundError."""
    try:
        return AgentType(name.removesuffix("_agent"))
    except ValueError as exc:
        raise NotFoundError("No such agent") from exc


def _one(prompt: PromptInForce) -> dict[str, Any]:
    return {"company_id": g.company.company_id, "agent": prompt.agent.value, **_shown(prompt)}


def _shown(prompt: PromptInForce) -> dict[str, Any]:
    values = asdict(prompt) | {"placeholders": list(prompt.placeholders)}
    return {name: value for name, value in values.items() if name != "agent"}
