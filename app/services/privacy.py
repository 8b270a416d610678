"""Takes personal data out of customers' texts before they are kept for another purpose."""

import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w$€])\+?\d(?:[\s().-]{0,2}\d){6,}(?!\w)")  # phones, identity documents, cards
_NAME = re.compile(
    r"\b((?:soy|me llamo|mi nombre es|habla|my name is|i am|i'm|meu nome é|me chamo|sou)\s+)"
    r"((?:[A-ZÁÉÍÓÚÑ][\wáéíóúñ'-]+)(?:\s+(?:de|del|da|la|[A-ZÁÉÍÓÚÑ][\wáéíóúñ'-]+))*)",
)
_NAME_ANY_CASE = re.compile(
    r"\b((?:me llamo|mi nombre es|my name is|meu nome é|me chamo)\s+)([^\W\d_]+)(?:\s+[^\W\d_]+)?", re.IGNORECASE
)


def mask_personal_data(text: str) -> str:
    """Phones, numbers of documents, mail and web addresses and introduced names become `[…]`."""
    text = _LINK.sub("[enlace]", _EMAIL.sub("[correo]", text))
    text = _NUMBER.sub("[número]", text)
    return _NAME_ANY_CASE.sub(r"\1[nombre]", _NAME.sub(r"\1[nombre]", text))
