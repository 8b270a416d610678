"""Commands that travel together, for every message: the client's own pipeline costs twice the CPU."""

from collections.abc import Sequence
from typing import Any

Command = tuple[Any, ...]


def sent_together(client: Any, commands: Sequence[Command]) -> list[Any]:
    """The replies in order, as a server gives them. Raises: RedisError."""
    from redis.exceptions import ConnectionError as LostError  # imported with the client, at first use

    try:
        return _by_connection(client.connection_pool, commands)
    except LostError:  # a kept connection the server has closed
        return piped(client, commands)


def piped(client: Any, commands: Sequence[Command]) -> list[Any]:
    """As `sent_together`, by the client's own pipeline, which the in-process stand-in has too."""
    with client.pipeline(transaction=False) as pipe:
        for command in commands:
            pipe.execute_command(*command)
        replies: list[Any] = pipe.execute()
        return replies


def _by_connection(pool: Any, commands: Sequence[Command]) -> list[Any]:
    connection = pool.get_connection()
    answered = False
    try:
        connection.send_packed_command(connection.pack_commands(commands))
        replies = [connection.read_response() for _ in commands]
        answered = True
        return replies
    finally:
        if not answered:
            connection.disconnect()  # what is still to come answers nobody
        pool.release(connection)
