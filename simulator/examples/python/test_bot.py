import json
import os
from urllib.request import Request, urlopen

import pytest
from bot import start_bot  # your bot


def simulator(method, path, body=None):
    url = f"{os.environ['LINE_API_BASE_URL']}/simulator/{path}"
    headers = {"content-type": "application/json"}
    return json.load(urlopen(Request(url, json.dumps(body or {}).encode(), headers, method=method)))


@pytest.fixture(scope="session", autouse=True)
def bot():
    simulator("PUT", "settings", {"webhookUrl": start_bot()})


@pytest.fixture(autouse=True)
def reset(bot):
    simulator("POST", "reset")


def test_echoes_text():
    sent = simulator("POST", "events", {"type": "text", "text": "hello"})
    assert sent["delivery"]["status"] == 200
    assert sent["replies"] == [{"type": "text", "text": "hello"}]


def test_pushes_the_message_when_the_reply_token_has_expired():
    now = simulator("PUT", "clock", {"advanceMs": 21 * 60_000})["now"]
    simulator("POST", "events", {"type": "text", "text": "hello", "timestamp": now - 21 * 60_000})
    log = json.load(urlopen(f"{os.environ['LINE_API_BASE_URL']}/simulator/log"))
    calls = [(one["operation"], one["status"]) for one in log if one["kind"] == "api"]
    assert calls == [("replyMessage", 400), ("pushMessage", 200)]
