"""Passwords: hashed by Argon2id, and refused where anyone would guess them."""

import re
import threading
from functools import cached_property
from typing import TYPE_CHECKING

from app.models.errors import ValidationFailedError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH = 10
MAX_LENGTH = 200
AT_ONCE = 4  # each takes 19 MB and 30 ms: a storm of sign-ins must not take the memory of the machine

# Words that lead the lists of the commonest passwords; whatever is hung on them helps nobody.
_COMMON_WORDS = frozenset(
    "password passw0rd contraseña contrasena contrasenia clave secreto secret qwerty qwertyuiop asdfghjkl zxcvbnm "
    "admin administrador administrator root usuario user invitado guest bienvenido bienvenida welcome hola hello "
    "iloveyou tequiero teamo letmein abc abcd abcdef abcdefghij changeme cambiame prueba test testing clinica "
    "recepcion recepcionista receptionist chatwoot dragon monkey football futbol barcelona realmadrid colombia "
    "mexico argentina princesa estrella jesus dios superman batman pokemon sunshine master trustno benova medispa "
    "senha bemvindo password1 p@ssword p@ssw0rd qazwsx 1q2w3e4r5t 1q2w3e4r q1w2e3r4t5 zaq12wsx".split()
)
_SEQUENCES = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
)
_TAIL = re.compile(r"[\d\W_]+$")


def check_password(password: str, email: str, field: str = "password") -> None:
    """Length, not the e-mail, not one of the commonest. Raises: ValidationFailedError."""
    problem = _problem(password, email.casefold())
    if problem:
        raise ValidationFailedError(details={field: [problem]})


def _problem(password: str, email: str) -> str:
    plain = password.casefold()
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return f"Use {MIN_LENGTH} to {MAX_LENGTH} characters."
    if plain == email or _TAIL.sub("", plain) in {email, email.partition("@")[0]}:
        return "Use something other than your e-mail."
    if _is_common(plain):
        return "This password is among the commonest: choose another."
    return ""


def _is_common(plain: str) -> bool:
    few = len(set(plain)) < 4
    sequence = any(plain in line for line in _SEQUENCES)
    return few or sequence or plain in _COMMON_WORDS or _TAIL.sub("", plain) in _COMMON_WORDS


class Passwords:
    """Hashes and checks; an unknown person costs the same time as a wrong password."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        with self._turns:
            return self._hasher.hash(password)

    def matches(self, hashed: str | None, password: str) -> bool:
        """Whether it is the password; without a hash the work is done all the same, and the answer is no."""
        from argon2.exceptions import InvalidHashError, VerificationError  # loaded with the hasher

        with self._turns:
            try:
                self._hasher.verify(hashed or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Made with other costs than today's."""
        return self._hasher.check_needs_rehash(hashed)

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher  # a compiled library, needed only where somebody signs in

        return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # Source: OWASP, Password Storage

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody signs in with this")
