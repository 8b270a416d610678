"""Working memory: one pool per process, and each company's own view of it.

Without `REDIS_URL` an in-process stand-in speaks the same commands. A server that stops answering is
left alone for a moment, so that its time-outs do not add up on every message.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TypeVar, cast

from app.config.constants import KeyKind
from app.models.errors import DependencyError, WorkingMemoryUnavailableError
from app.services.redis_commands import Command, piped, sent_together
from app.utils.logger import get_logger

T = TypeVar("T")
log = get_logger("redis")

CONNECT_TIMEOUT_S = 1.0
SOCKET_TIMEOUT_S = 2.0
RETRY_AFTER_S = 2.0
LOCK_TTL_MS = 120_000
LOCK_POLL_S = 0.02

_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"


_along: ContextVar[Mapping[str, bytes | None]] = ContextVar("read_along", default=MappingProxyType({}))


class RedisService:
    """The connection pool; connects at first use. Raises: WorkingMemoryUnavailableError."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client: Any = None
        self._down_until = 0.0
        self._lock = threading.Lock()

    @property
    def backend(self) -> str:
        return "redis" if self.url else "in-process"

    def run(self, command: Callable[[Any], T]) -> T:
        """Run one command on the client."""
        from redis.exceptions import RedisError  # imported with the client, at first use

        if time.monotonic() < self._down_until:
            raise WorkingMemoryUnavailableError()
        try:
            return command(self._connected())
        except RedisError as exc:
            self._down_until = time.monotonic() + RETRY_AFTER_S
            log.warning("redis is not reachable: %s", type(exc).__name__)
            raise WorkingMemoryUnavailableError() from exc

    def send(self, commands: Sequence[Command]) -> list[Any]:
        """Run commands in one round trip; their replies. Raises: WorkingMemoryUnavailableError."""
        return self.run(lambda client: (sent_together if self.url else piped)(client, commands))

    def ping(self) -> None:
        """Raises: WorkingMemoryUnavailableError."""
        self.run(lambda client: client.ping())

    def publish(self, channel: str, messages: Sequence[bytes]) -> None:
        """Raises: WorkingMemoryUnavailableError."""

        name = self.run(lambda client: _channel(client, channel))
        self.send([("PUBLISH", name, message) for message in messages])

    def messages(self, channel: str) -> Iterator[bytes | None]:
        """What is published from now on; None first, and after each second of silence.

        Raises: WorkingMemoryUnavailableError.
        """
        from redis.exceptions import RedisError  # imported with the client, at first use

        def subscribe(client: Any) -> Any:
            pubsub = client.pubsub(ignore_subscribe_messages=True)
            pubsub.subscribe(_channel(client, channel))
            pubsub.get_message(timeout=SOCKET_TIMEOUT_S)  # the server's word that it is done
            return pubsub

        pubsub = self.run(subscribe)
        try:
            yield None
            while True:
                message = pubsub.get_message(timeout=1.0)
                yield message["data"] if message else None
        except RedisError as exc:
            raise WorkingMemoryUnavailableError() from exc
        finally:
            pubsub.close()

    def company(self, prefix: str) -> "CompanyRedis":
        return CompanyRedis(self, prefix)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def _connected(self) -> Any:
        if self._client is None:
            with self._lock:
                if self._client is None:
                    self._client = _connect(self.url)
        return self._client


def _channel(client: Any, name: str) -> str:
    """Channels are the whole server's, so the number of the database is part of their names."""
    return f"platform:{client.connection_pool.connection_kwargs.get('db') or 0}:{name}"


def _connect(url: str) -> Any:
    if not url:
        import fakeredis  # the embedded default alone needs it

        return fakeredis.FakeRedis()
    import redis  # heavy for a process that never uses it

    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        socket_timeout=SOCKET_TIMEOUT_S,
        health_check_interval=30,
        max_connections=200,
    )


class CompanyRedis:
    """One company's view of Redis; keys look like `benova:conversation:user123`."""

    def __init__(self, redis: RedisService, prefix: str) -> None:
        self._redis, self.prefix = redis, prefix

    def key(self, kind: KeyKind, id_: str) -> str:
        return f"{self.prefix}{kind}:{id_}"

    def get(self, kind: KeyKind, id_: str) -> bytes | None:
        return cast("bytes | None", self._redis.run(lambda c: c.get(self.key(kind, id_))))

    def get_along(self, kind: KeyKind, id_: str) -> bytes | None:
        """As `get`; inside `holding` what was read as the lock was taken, where it read this key along."""
        key, along = self.key(kind, id_), _along.get()
        return along[key] if key in along else self.get(kind, id_)

    def set(self, kind: KeyKind, id_: str, value: str | bytes, *, ttl_s: int | None = None) -> None:
        self._redis.run(lambda c: c.set(self.key(kind, id_), value, ex=ttl_s))

    def delete(self, kind: KeyKind, id_: str) -> None:
        self._redis.run(lambda c: c.delete(self.key(kind, id_)))

    def increment(self, kind: KeyKind, id_: str) -> int:
        return cast(int, self._redis.run(lambda c: c.incr(self.key(kind, id_))))

    def add(self, kind: KeyKind, id_: str, amount: int, *, ttl_s: int) -> int:
        """Add to a counter that is forgotten `ttl_s` after its last change; its new value."""
        key = self.key(kind, id_)

        def run(client: Any) -> int:
            with client.pipeline(transaction=True) as pipe:
                return int(pipe.incrby(key, amount).expire(key, ttl_s).execute()[0])

        return self._redis.run(run)

    def counts(self, kind: KeyKind, ids: Sequence[str]) -> list[int]:
        """Counters' values; 0 for one that is not there."""
        found = self._redis.run(lambda c: c.mget([self.key(kind, id_) for id_ in ids]))
        return [int(value or 0) for value in found]

    def keys(self) -> Iterator[str]:
        """Every key of this company."""
        names = self._redis.run(lambda c: list(c.scan_iter(match=f"{_escape(self.prefix)}*", count=500)))
        return (name.decode() for name in names)

    def clear(self) -> int:
        """Remove every key of this company; returns how many."""
        names = list(self.keys())
        if names:
            self._redis.run(lambda c: c.delete(*names))
        return len(names)

    @contextmanager
    def lock(self, id_: str, *, wait_s: float) -> Iterator[bool]:
        """Hold `{prefix}lock:<id>` while inside; yields False when it could not be had in time."""
        with self.holding(id_, None, wait_s=wait_s) as held:
            yield held.is_held

    @contextmanager
    def holding(
        self,
        id_: str,
        key: tuple[KeyKind, str] | None,
        *,
        wait_s: float,
        along: Sequence[tuple[KeyKind, str]] = (),
    ) -> Iterator["Held"]:
        """As `lock`, with one key read as the lock is taken and written as it is given back.

        `along`: further keys to read on that way, for `get_along` in this thread.
        """
        held = Held(self.key(KeyKind.LOCK, id_), self.key(*key) if key else "", [self.key(*k) for k in along])
        self._acquire(held, wait_s)
        before = _along.set(held.along)
        try:
            yield held
        finally:
            _along.reset(before)
            self._let_go(held)

    def _acquire(self, held: "Held", wait_s: float) -> None:
        deadline = time.monotonic() + wait_s
        while not held.take(self._redis):
            if time.monotonic() >= deadline:
                return
            time.sleep(LOCK_POLL_S)

    def _let_go(self, held: "Held") -> None:
        try:
            held.give_back(self._redis)
        except WorkingMemoryUnavailableError:
            log.warning("a lock could not be released; it expires by itself")


class Held:
    """A lock and the key that it guards."""

    def __init__(self, lock: str, key: str, along: Sequence[str] = ()) -> None:
        self._lock, self._key, self._token = lock, key, uuid.uuid4().hex
        self._wanted = [*([key] if key else []), *along]
        self._new: tuple[bytes, int] | None = None
        self.is_held = False
        self.value: bytes | None = None  # of the key, as it was when the lock was taken or given up
        self.along: dict[str, bytes | None] = {}  # other keys' values of that moment

    def write(self, value: bytes, *, ttl_s: int) -> None:
        """Sent when the lock is given back."""
        self._new = (value, ttl_s)

    def take(self, redis: RedisService) -> bool:
        """Whether it could be had. Raises: WorkingMemoryUnavailableError."""
        commands: list[Command] = [("SET", self._lock, self._token, "NX", "PX", LOCK_TTL_MS)]
        if self._wanted:
            commands.append(("MGET", *self._wanted))
        taken, *found = redis.send(commands)
        self.is_held = bool(taken)
        self.along = dict(zip(self._wanted, found[0], strict=True)) if found else {}
        self.value = self.along.pop(self._key, None)
        return self.is_held

    def give_back(self, redis: RedisService) -> None:
        """Raises: WorkingMemoryUnavailableError."""
        commands: list[Command] = []
        if self._new is not None:
            commands.append(("SET", self._key, self._new[0], "EX", self._new[1]))
        if self.is_held:
            commands.append(("EVAL", _RELEASE, 1, self._lock, self._token))
        if commands:
            redis.send(commands)


class RedisVersion:
    """A token under one platform key; losing it counts as a change, so nobody keeps a stale copy."""

    def __init__(self, redis: RedisService, name: str) -> None:
        self._redis, self._key = redis, f"platform:{name}"

    def current(self) -> str:
        """Raises: DependencyError."""
        value = self._redis.run(lambda c: c.get(self._key))
        if value is None:
            self._redis.run(lambda c: c.set(self._key, uuid.uuid4().hex, nx=True))
            value = self._redis.run(lambda c: c.get(self._key))
        return bytes(value or b"").decode()

    def bump(self) -> None:
        """Tell every process. With Redis down the change waits for the next start of each process."""
        try:
            self._redis.run(lambda c: c.set(self._key, uuid.uuid4().hex))
        except DependencyError:
            log.warning("a change could not be announced to other processes")


def _escape(prefix: str) -> str:
    """SCAN patterns treat these characters as wildcards."""
    return "".join(f"\\{char}" if char in "*?[]^\\" else char for char in prefix)
