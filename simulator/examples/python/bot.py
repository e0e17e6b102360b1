"""A bot for the tests of the examples. It echoes text, with a push where the reply token has expired."""
import base64
import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen


class Bot(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        secret = os.environ["LINE_CHANNEL_SECRET"].encode()
        signature = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest()).decode()
        is_signed = hmac.compare_digest(signature, self.headers["x-line-signature"] or "")
        for event in json.loads(body)["events"] if is_signed else []:
            if event.get("message", {}).get("type") == "text":
                echo(event)
        self.send_response(200 if is_signed else 403)
        self.end_headers()

    def log_message(self, *args):
        pass


def echo(event):
    messages = [{"type": "text", "text": event["message"]["text"]}]
    if call("reply", {"replyToken": event["replyToken"], "messages": messages}) == 400:
        call("push", {"to": event["source"]["userId"], "messages": messages})


def call(path, body):
    token = os.environ["LINE_CHANNEL_ACCESS_TOKEN"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    url = f"{os.environ['LINE_API_BASE_URL']}/v2/bot/message/{path}"
    try:
        return urlopen(Request(url, json.dumps(body).encode(), headers)).status
    except HTTPError as error:
        return error.code


def start_bot():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bot)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/callback"
