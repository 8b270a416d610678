"""Access tokens: one algorithm, one issuer, one audience, fifteen minutes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from app.config.config import Config
from app.models.identity import AccessRole
from app.models.user import User
from app.services.access_tokens import AUDIENCE, ISSUER, LIFETIME_S, AccessTokens
from app.services.credential_cache import FRESH_S, CredentialCache
from app.services.installation_key import InstallationKey

SECRET = "0123456789abcdef0123456789abcdef"
ANA = User("usr_1", "ana@clinica.example", "Ana", AccessRole.VIEWER, ("benova",), True, 3, datetime.now(UTC), None)


@pytest.fixture
def key() -> InstallationKey:
    settings: Any = None  # the key is given, so nothing is read
    return InstallationKey(Config(secret_key=SECRET), settings)


@pytest.fixture
def tokens(key: InstallationKey) -> AccessTokens:
    return AccessTokens(key)


def claims(**values: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    base = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "usr_1",
        "jti": "j",
        "fam": "f",
        "ver": 3,
        "iat": now,
        "nbf": now,
        "exp": now + timedelta(minutes=5),
    }
    return {name: value for name, value in {**base, **values}.items() if value is not None}


def signed(key: InstallationKey, algorithm: str = "HS256", purpose: str = "access-token", **values: Any) -> str:
    return jwt.encode(claims(**values), key.derive(purpose), algorithm=algorithm)


def test_a_token_of_ours_is_read(tokens: AccessTokens, key: InstallationKey) -> None:
    read = tokens.read(tokens.make(ANA, "fam_1"))
    assert read is not None
    assert (read.user_id, read.family_id, read.token_version) == ("usr_1", "fam_1", 3)
    assert read.expires_at - datetime.now(UTC) <= timedelta(seconds=LIFETIME_S)
    assert LIFETIME_S <= 15 * 60
    assert tokens.read(signed(key)) is not None  # the refusals below are about what they change


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody else"},
        {"aud": "another api"},
        {"exp": timedelta(seconds=-5)},
        {"nbf": timedelta(minutes=5)},
        *({name: None} for name in ("iss", "aud", "sub", "jti", "fam", "ver", "iat", "nbf", "exp")),
        {"jti": 7},
        {"ver": "x"},
    ],
)
def test_any_other_claim_is_refused(tokens: AccessTokens, key: InstallationKey, change: dict[str, Any]) -> None:
    now = datetime.now(UTC)  # moments are counted from here: the cases are made long before the last of them runs
    change = {name: now + value if isinstance(value, timedelta) else value for name, value in change.items()}
    try:
        token = signed(key, **change)
    except TypeError:  # the library itself refuses to make it
        return
    assert tokens.read(token) is None


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_is_refused(tokens: AccessTokens, key: InstallationKey, algorithm: str) -> None:
    assert tokens.read(signed(key, algorithm)) is None


def test_an_unsigned_token_is_refused(tokens: AccessTokens) -> None:
    assert tokens.read(jwt.encode(claims(), "", algorithm="none")) is None


def test_a_key_for_another_purpose_signs_nothing(tokens: AccessTokens, key: InstallationKey) -> None:
    assert tokens.read(signed(key, purpose="company-secrets")) is None
    assert tokens.read(jwt.encode(claims(), SECRET, algorithm="HS256")) is None


@pytest.mark.parametrize("token", ["", "a.b.c", "..", "ñ.ñ.ñ", "a" * 10_000])
def test_rubbish_is_refused(tokens: AccessTokens, token: str) -> None:
    assert tokens.read(token) is None


class _Version:
    """A shared token that can be out of reach."""

    def __init__(self) -> None:
        self.value, self.away = "1", False

    def current(self) -> str:
        from app.models.errors import WorkingMemoryUnavailableError

        if self.away:
            raise WorkingMemoryUnavailableError()
        return self.value

    def bump(self) -> None:
        self.value += "1"


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shared() -> _Version:
    return _Version()


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


def known(cache: CredentialCache[str], value: str | None) -> str | None:
    return cache.get("d", lambda: value)


def test_a_credential_is_read_once_while_it_is_fresh(shared: _Version, clock: _Clock) -> None:
    cache: CredentialCache[str] = CredentialCache(shared, clock)
    assert known(cache, "ana") == "ana"
    clock.now += FRESH_S - 0.1
    assert known(cache, None) == "ana"  # not read again
    clock.now += 0.2
    assert known(cache, None) is None


def test_a_change_elsewhere_is_seen_within_a_second(shared: _Version, clock: _Clock) -> None:
    cache: CredentialCache[str] = CredentialCache(shared, clock)
    known(cache, "ana")
    shared.bump()
    clock.now += 0.6
    assert known(cache, None) is None


def test_with_redis_away_a_change_is_seen_within_the_freshness(shared: _Version, clock: _Clock) -> None:
    cache: CredentialCache[str] = CredentialCache(shared, clock)
    shared.away = True
    known(cache, "ana")
    clock.now += FRESH_S
    assert known(cache, None) is None
    assert FRESH_S < 5


def test_with_the_record_away_a_known_credential_goes_on(shared: _Version, clock: _Clock) -> None:
    from app.models.errors import RecordUnavailableError

    cache: CredentialCache[str] = CredentialCache(shared, clock)
    known(cache, "ana")

    def away() -> str:
        raise RecordUnavailableError()

    clock.now += 60
    assert cache.get("d", away) == "ana"
    shared.bump()  # something was revoked meanwhile: nobody can tell what
    clock.now += 1
    with pytest.raises(RecordUnavailableError):
        cache.get("d", away)
    with pytest.raises(RecordUnavailableError):
        cache.get("another", away)
