"""A server of notebooks without Jupyter: what answers in the sandbox in tests of all that stands around it.

It speaks HTTP and websockets as far as a browser's page of notebooks does, answers with what a hostile server would
add, and does in the sandbox what a cell could be told to.
"""

PROGRAM = r"""
import base64, errno, hashlib, json, os, socket, socketserver, struct, sys, threading, time
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote

HOSTILE = {
    "Set-Cookie": "__Host-alder-notebooks=theirs; Path=/; Secure", "Content-Disposition": "attachment",
    "Access-Control-Allow-Origin": "*", "Content-Security-Policy": "default-src *", "Location": "//example.org/",
    "Refresh": "0; url=https://example.org/", "Link": "<https://example.org/>; rel=preload",
}
FILES = {
    "notes.py": {"type": "file", "format": "text", "content": "print(1)"},
    "leavers.ipynb": {"type": "notebook", "format": "json", "content": {"cells": []}},
    "records.parquet": {"type": "file", "format": "base64", "content": "UEFSMQ=="},
    "records.py": {"type": "file", "format": "base64", "content": "UEFSMQ=="},
    "long.txt": {"type": "file", "format": "text", "content": "record of SECRET " * 100_000},
    "": {"type": "directory", "format": "json", "content": []},
}

class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.headers.get("Upgrade"):
            return self.talk()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = unquote(self.path.split("?")[0])
        said = {"path": self.path, "headers": sorted(name.title() for name in self.headers), "body": len(body)}
        if path.startswith("/api/contents"):
            said = FILES.get(path[14:]) or {"type": "file", "format": "text", "content": ""}
            said = {"path": path[14:], **said}
        data = json.dumps(said).encode()
        self.send_response(200)
        for name, value in {**HOSTILE, "Content-Type": "application/json", "Content-Length": len(data)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        if path == "/api/shutdown":
            os._exit(0)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def talk(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        for name, value in {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept}.items():
            self.send_header(name, value)
        self.end_headers()
        while True:
            first, second = self.rfile.read(2)
            size = second & 127
            if size == 126:
                size = struct.unpack(">H", self.rfile.read(2))[0]
            mask = self.rfile.read(4)
            text = bytes(letter ^ mask[at % 4] for at, letter in enumerate(self.rfile.read(size))).decode()
            if first & 15 == 8:
                return
            verb, _, rest = text.partition(" ")
            if verb == "echo":
                self.say(rest.encode())
            if verb == "do":
                found = {"came": "it worked", "os": os}
                try:
                    exec(rest, found)
                except OSError as error:
                    found["came"] = errno.errorcode.get(error.errno, "refused")
                self.say(str(found["came"]).encode())
            while verb == "flood":
                self.say(b"record of SECRET" * 4096)
            if verb == "long":
                self.say(b"record of SECRET" * (1 << 20))

    def say(self, data):
        self.wfile.write(b"\x81\x7f" + struct.pack(">Q", len(data)) + data)

class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True

server = Server("unused", Answers, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever(0.01)
"""
