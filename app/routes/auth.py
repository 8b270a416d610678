"""Signing in and out, tokens, the first administrator, and who the caller is."""

from typing import Any

from flask import Response, g, jsonify, request
from flask_smorest import Blueprint

from app.models.auth_schemas import (
    IdentitySchema,
    LoginSchema,
    PasswordChangedSchema,
    PasswordChangeSchema,
    SessionSchema,
    SetupNeededSchema,
    SetupSchema,
    SignedInSchema,
    SignedOutSchema,
    TokenRequestSchema,
    TokenSchema,
)
from app.models.identity import Identity
from app.models.user import User
from app.services.login_service import SignedIn, csrf_token
from app.utils.access import SESSION_COOKIE, bearer_token, current_identity, session_token
from app.utils.helpers import client_address, services

bp = Blueprint("auth", __name__, url_prefix="/api/auth", description="Identity")


@bp.post("/login")
@bp.doc(security=[])
@bp.arguments(LoginSchema)
@bp.alt_response(200, schema=SignedInSchema)
def sign_in(args: dict[str, Any]) -> Response:
    """Open a panel session: the answer sets its cookie."""
    signed_in = services().identity.logins.sign_in(args["email"], args["password"], client_address())
    return _with_cookie({"user": _user(signed_in.user), "csrf_token": csrf_token(signed_in.token)}, signed_in)


@bp.post("/logout")
@bp.alt_response(200, schema=SignedOutSchema)
def sign_out() -> Response:
    """End the panel session, or the access token and its refresh tokens."""
    logins, identity = services().identity.logins, current_identity()
    if identity.method == "token":
        logins.end_token(bearer_token())
    elif session_token():
        logins.sign_out(session_token())
    response = jsonify({"logged_out": True})
    response.delete_cookie(SESSION_COOKIE, path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return response


@bp.get("/me")
@bp.response(200, IdentitySchema)
def get_me() -> dict[str, Any]:
    """The caller's role and companies; 401 without a valid credential wherever one is needed."""
    return _identity(current_identity())


@bp.get("/session")
@bp.doc(security=[])
@bp.response(200, SessionSchema)
def get_session() -> dict[str, Any]:
    """Who the caller is, or null: asking is no failure, so a page may ask before anybody has signed in."""
    identity: Identity | None = g.get("identity")
    return {"identity": _identity(identity) if identity else None}


@bp.post("/token")
@bp.doc(security=[])
@bp.arguments(TokenRequestSchema)
@bp.response(200, TokenSchema)
def issue_token(args: dict[str, Any]) -> dict[str, Any]:
    """An access token of fifteen minutes, and a refresh token that works once."""
    logins, address = services().identity.logins, client_address()
    if "refresh_token" in args:
        pair = logins.refresh(args["refresh_token"], address)
    else:
        pair = logins.tokens_for(args["email"], args["password"], address)
    return {
        "access_token": pair.access_token,
        "token_type": "bearer",
        "expires_in": pair.expires_in,
        "refresh_token": pair.refresh_token,
    }


@bp.get("/setup")
@bp.doc(security=[])
@bp.response(200, SetupNeededSchema)
def get_setup() -> dict[str, Any]:
    """Whether the installation waits for its first administrator; then the log has a link."""
    services().identity.offer_setup()
    return {"needed": services().identity.logins.setup_needed()}


@bp.post("/setup")
@bp.doc(security=[])
@bp.arguments(SetupSchema)
@bp.alt_response(200, schema=SignedInSchema)
def set_up(args: dict[str, Any]) -> Response:
    """Make the first administrator with the link of the log, and sign in."""
    logins = services().identity.logins
    signed_in = logins.set_up(args["token"], args["email"], args["password"], args["name"], client_address())
    return _with_cookie({"user": _user(signed_in.user), "csrf_token": csrf_token(signed_in.token)}, signed_in)


@bp.post("/password")
@bp.arguments(PasswordChangeSchema)
@bp.alt_response(200, schema=PasswordChangedSchema)
def change_password(args: dict[str, Any]) -> Response:
    """Change one's own password; every other session and token of the person ends."""
    signed_in = services().identity.logins.change_password(
        g.identity, args["current_password"], args["new_password"], client_address()
    )
    return _with_cookie({"changed": True, "csrf_token": csrf_token(signed_in.token)}, signed_in)


def _with_cookie(body: dict[str, Any], signed_in: SignedIn) -> Response:
    response = jsonify(body)
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.token,
        max_age=signed_in.lasts_s,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _user(user: User) -> dict[str, Any]:
    identity = user.identity("session")
    return {
        "user_id": user.user_id,
        "email": user.email,
        "name": user.name,
        "role": user.role.value,
        "companies": None if identity.companies is None else list(user.companies),
    }


def _identity(identity: Identity) -> dict[str, Any]:
    return {
        "role": identity.role.value,
        "open_access": services().config.open_access,
        "method": identity.method,
        "user_id": identity.user_id,
        "email": identity.email or None,
        "name": identity.name,
        "companies": None if identity.companies is None else sorted(identity.companies),
        "csrf_token": csrf_token(session_token()) if identity.method == "session" else None,
    }
