"""The least a message can cost: a bare Flask route, one with a Redis round trip too, one with a model call too."""

import json
import os

import redis
import urllib3
from flask import Flask, Response, request

app = Flask(__name__)
memory = redis.Redis.from_url(os.environ["REDIS_URL"], max_connections=200)
pool = urllib3.PoolManager(maxsize=128)
MODEL_URL = f"{os.environ['OPENAI_BASE_URL']}/chat/completions"
ANSWER = {"company_id": "benova", "bot_response": "Con gusto le ayudo."}


@app.post("/bare")
def bare() -> Response:
    """Read JSON, write JSON."""
    request.get_json()
    return _answer()


@app.post("/redis")
def with_redis() -> Response:
    """The same plus one GET and one SET."""
    message = request.get_json()["message"]
    memory.get("floor:conversation")
    memory.set("floor:conversation", message, ex=600)
    return _answer()


@app.post("/model")
def with_model() -> Response:
    """The same plus one model call over a kept connection."""
    message = request.get_json()["message"]
    memory.get("floor:conversation")
    memory.set("floor:conversation", message, ex=600)
    body = {"model": "stub", "messages": [{"role": "user", "content": message}]}
    pool.request("POST", MODEL_URL, body=json.dumps(body), headers={"Content-Type": "application/json"})
    return _answer()


def _answer() -> Response:
    return Response(json.dumps(ANSWER), mimetype="application/json")
