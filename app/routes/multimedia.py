"""Voice notes and pictures by upload: understood, then answered as a customer's message."""

from typing import Any

from flask import g, request
from flask_smorest import Blueprint

from app.models.errors import UnsupportedMediaTypeError, ValidationFailedError
from app.models.responses import ImageReplySchema, VoiceReplySchema
from app.routes.presenters import chat_reply
from app.services.media_reply import MediaReply
from app.utils.decorators import log_company_action, require_company_context
from app.utils.helpers import services
from app.utils.validators import validate_user_id

bp = Blueprint("multimedia", __name__, url_prefix="/api/multimedia", description="Voice notes and pictures")


def _form(**files_and_fields: str) -> dict[str, Any]:
    """The OpenAPI body of an upload; values are the fields' formats."""
    fields = {"company_id": "", "user_id": "", **files_and_fields}
    properties = {name: {"type": "string", **({"format": f} if f else {})} for name, f in fields.items()}
    return {"required": True, "content": {"multipart/form-data": {"schema": {"properties": properties}}}}


@bp.post("/process-voice")
@require_company_context
@log_company_action("voice note answered")
@bp.doc(requestBody=_form(audio="binary"))
@bp.response(200, VoiceReplySchema)
def process_voice() -> dict[str, Any]:
    """Transcribe a voice note (multipart `audio`) and answer it; 503 `speech_unavailable` without a model."""
    user_id, data = _user(), _upload("audio")
    reply = services().media_replies.voice(g.company, user_id, data)
    return {**_answer(user_id, reply), "transcript": reply.understood}


@bp.post("/process-image")
@require_company_context
@log_company_action("picture answered")
@bp.doc(requestBody=_form(image="binary", question=""))
@bp.response(200, ImageReplySchema)
def process_image() -> dict[str, Any]:
    """Describe a picture (multipart `image`, optional `question`) and answer; 503 `vision_unavailable`."""
    user_id, data = _user(), _upload("image")
    reply = services().media_replies.image(g.company, user_id, data, request.form.get("question", ""))
    return {**_answer(user_id, reply), "description": reply.understood}


def _answer(user_id: str, reply: MediaReply) -> dict[str, Any]:
    return chat_reply(g.company, user_id, reply.message, reply.result, reply.before)


def _user() -> str:
    return validate_user_id(request.form.get("user_id", ""))


def _upload(name: str) -> bytes:
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaTypeError(f"Send multipart/form-data with the file as '{name}'")
    upload = request.files.get(name)
    data = upload.read() if upload else b""
    if not data:
        raise ValidationFailedError(details={name: [f"Send the file as the field '{name}'."]})
    return data
