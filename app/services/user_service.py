"""People of the installation, as far as each administrator may see and change them."""

from collections.abc import Collection, Mapping
from typing import Any

from app.config.company_config import CompanyManager
from app.models.errors import (
    LastAdministratorError,
    UserNotFoundError,
    ValidationFailedError,
)
from app.models.identity import AccessRole, Identity
from app.models.login import LoginRepository
from app.models.user import User, UserRepository
from app.services.audit_service import AuditService
from app.services.authenticator import Authenticator
from app.services.grants import check_grant, within
from app.services.login_service import LoginParts
from app.services.passwords import Passwords, check_password


class UserService:
    """A company's administrator deals with people of own companies alone; anybody else does not exist."""

    def __init__(self, parts: LoginParts, companies: CompanyManager) -> None:
        self._users, self._logins = UserRepository(parts.database), LoginRepository(parts.database)
        self._passwords: Passwords = parts.passwords
        self._authenticator: Authenticator = parts.authenticator
        self._audit: AuditService = parts.audit
        self._companies, self._config = companies, parts.config

    def list(self, identity: Identity) -> list[User]:
        return [user for user in self._users.all() if within(identity, user.role, user.companies)]

    def get(self, identity: Identity, user_id: str) -> User:
        """Raises: UserNotFoundError."""
        user = self._users.get(user_id)
        if not within(identity, user.role, user.companies):
            raise UserNotFoundError()
        return user

    def create(self, identity: Identity, values: Mapping[str, Any]) -> User:
        """Raises: ForbiddenError, UserExistsError, ValidationFailedError."""
        role = AccessRole(values["role"])
        companies = check_grant(identity, self._companies, role, values["companies"])
        check_password(values["password"], values["email"])
        hashed = self._passwords.hash(values["password"])
        user = self._users.add(values["email"], hashed, role, name=values["name"], companies=companies)
        self._note(identity, "user.created", user, ("email", "role", "companies"))
        return user

    def change(self, identity: Identity, user_id: str, values: Mapping[str, Any]) -> User:
        """Whatever changes, the person signs in again.

        Raises: UserNotFoundError, ForbiddenError, LastAdministratorError, ValidationFailedError.
        """
        known = self.get(identity, user_id)
        role = AccessRole(values.get("role", known.role))
        companies = check_grant(identity, self._companies, role, values.get("companies", known.companies))
        active = values.get("is_active", known.is_active)
        self._keep_one_administrator(known, stays=active and role is AccessRole.PLATFORM_ADMIN)
        columns = {"role": role.value, "is_active": active, "name": values.get("name", known.name)}
        if "password" in values:
            if identity.user_id == user_id:  # proves the present one at /api/auth/password
                raise ValidationFailedError(details={"password": ["Change your own at /api/auth/password."]})
            check_password(values["password"], known.email)
            columns["password_hash"] = self._passwords.hash(values["password"])
        user = self._users.change(user_id, columns, companies)
        self._end_access(user_id)
        self._note(identity, "user.changed", user, values)
        return user

    def delete(self, identity: Identity, user_id: str) -> None:
        """Raises: UserNotFoundError, LastAdministratorError."""
        user = self.get(identity, user_id)
        self._keep_one_administrator(user, stays=False)
        self._users.delete(user_id)
        self._authenticator.forget_all()
        self._note(identity, "user.deleted", user, ())

    def create_administrator(self, email: str, password: str, name: str) -> User:
        """By the command line. Raises: UserExistsError, ValidationFailedError."""
        check_password(password, email)
        hashed = self._passwords.hash(password)
        user = self._users.add(email, hashed, AccessRole.PLATFORM_ADMIN, name=name)
        self._audit.record(
            "command:admin create", "user.created", None, user.user_id, {"fields": ["email", "role"]}
        )
        return user

    def reset_password(self, email: str, password: str) -> User:
        """By the command line. Raises: UserNotFoundError, ValidationFailedError."""
        found = self._users.by_email(email)
        if found is None:
            raise UserNotFoundError()
        check_password(password, email)
        user = self._users.change(found[0].user_id, {"password_hash": self._passwords.hash(password)}, None)
        self._end_access(user.user_id)
        self._audit.record("command:admin password", "user.changed", None, user.user_id, {"fields": ["password"]})
        return user

    def _keep_one_administrator(self, user: User, *, stays: bool) -> None:
        if stays or user.role is not AccessRole.PLATFORM_ADMIN or not user.is_active:
            return
        if not self._config.admin_api_key and not self._users.count_administrators(but=user.user_id):
            raise LastAdministratorError()

    def _end_access(self, user_id: str) -> None:
        self._logins.end_everything(user_id)
        self._authenticator.forget_all()

    def _note(self, identity: Identity, action: str, user: User, changed: Collection[str]) -> None:
        for company_id in user.companies or (None,):
            self._audit.record(identity, action, company_id, user.user_id, {"fields": sorted(changed)})
