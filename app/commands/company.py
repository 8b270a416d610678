"""The company a command names."""

import click

from app.config.company_config import CompanyConfig
from app.models.errors import DomainError
from app.utils.helpers import services
from app.utils.validators import validate_company_id


def company_of(company_id: str) -> CompanyConfig:
    """Raises: click.ClickException with what is wrong."""
    try:
        return services().companies.manager.find(validate_company_id(company_id))
    except DomainError as exc:
        raise click.ClickException(f"{company_id}: {exc}") from exc
