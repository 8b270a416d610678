"""Prices as customers of a country read them."""

from decimal import Decimal

from babel.numbers import format_currency

from app.config.company_config import CompanyConfig


def format_price(amount: Decimal, company: CompanyConfig) -> str:
    """`$850.000`, `$1,200`, `120 €`: the company's currency in its country's form, cents only when there are."""
    digits = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    pattern = f"{digits} ¤" if company.currency == "EUR" else f"¤{digits}"
    text = format_currency(
        amount, company.currency, format=pattern, locale=_locale(company), currency_digits=False
    )
    return text.replace("\xa0", " ").replace("\u202f", " ")


def _locale(company: CompanyConfig) -> str:
    language = "pt" if company.country in ("BR", "PT") else "en" if company.country == "US" else "es"
    return f"{language}_{company.country}"
