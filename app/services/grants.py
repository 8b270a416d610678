"""What one caller may give to another: never a higher role, never a company of others."""

from collections.abc import Collection

from app.config.company_config import CompanyManager
from app.models.errors import CompanyNotFoundError, ForbiddenError, ValidationFailedError
from app.models.identity import AccessRole, Identity


def within(identity: Identity, role: AccessRole, companies: Collection[str]) -> bool:
    """Whether somebody with this role and these companies is the caller's to manage."""
    if identity.companies is None:
        return True
    return role.rank <= identity.role.rank and bool(companies) and identity.companies.issuperset(companies)


def check_grant(
    identity: Identity, known: CompanyManager, role: AccessRole, companies: Collection[str]
) -> tuple[str, ...]:
    """The companies to bind: none for a platform administrator, at least one for anybody else.

    Raises: ForbiddenError for more than the caller has, ValidationFailedError.
    """
    if role.rank > identity.role.rank:
        raise ForbiddenError()
    if role is AccessRole.PLATFORM_ADMIN:
        return ()
    if not companies:
        raise ValidationFailedError(details={"companies": ["Name at least one company."]})
    if not all(identity.may_see(company) for company in companies):
        raise ForbiddenError()
    for company in companies:
        try:
            known.find(company)
        except CompanyNotFoundError as exc:
            raise ValidationFailedError(details={"companies": ["There is no such company."]}) from exc
    return tuple(sorted(set(companies)))
