"""Identifiers that sort by creation time."""

import secrets
import time


def new_id(prefix: str) -> str:
    """`doc_0199…`: 48 bits of milliseconds, then 80 random bits, in hex (the layout of UUID version 7)."""
    return f"{prefix}_{int(time.time() * 1000):012x}{secrets.token_hex(10)}"
