"""Which addresses and files the gateway of notebooks opens to a browser, and which names it answers to."""

from __future__ import annotations

import json

import pytest
from tests.support import text_tables

from alder.errors import UsageError
from alder.workspaces.notebook_addresses import GatewayAddresses, is_open, may_be_shown, may_be_taken

ID = "0f6dd0b2-1a70-4f30-a2b6-2f6b1f0a5a11"
ASKED = """
what a browser asks for                           | open

GET /lab                                          | yes
GET /lab/tree/leavers.ipynb                       | yes
GET /static/lab/main.js?v=1                       | yes
GET /lab/api/settings/@jupyterlab/apputils        | yes
PUT /lab/api/workspaces/default                   | yes
GET /api/contents/leavers.ipynb?content=1         | yes
PUT /api/contents/50%25.ipynb                     | yes
POST /api/kernels/ID/interrupt                    | yes
SOCKET /api/kernels/ID/channels?session_id=1      | yes
POST /api/shutdown                                | yes
GET /files/records.parquet                        | no
GET /files/records.parquet?download=1             | no
GET /static/lab/main.js?download=1                | no
GET /static/lab/main.js?%64ownload=1              | no
GET /nbconvert/html/leavers.ipynb                 | no
POST /nbconvert/html                              | no
GET /lab/tree/../../files/records.parquet         | no
GET /static/..%2ffiles/records.parquet            | no
GET /static/%2e%2e/files/records.parquet          | no
GET /%66iles/records.parquet                      | no
GET //files/records.parquet                       | no
GET /static//x                                    | no
GET /static/..\\files/x                           | no
GET /view/report.html                             | no
GET /tree/records.parquet                         | no
GET /edit/records.csv                             | no
POST /api/terminals                               | no
SOCKET /terminals/websocket/1                     | no
SOCKET /api/kernels/ID/../../../files             | no
SOCKET /files/records.parquet                     | no
GET /lab/api/extensions                           | yes
POST /lab/api/extensions                          | no
POST /api/security/csp-report                     | no
GET /login                                        | no
GET /metrics                                      | no
GET /doc                                          | no
TRACE /lab                                        | no
"""


def test_what_is_not_in_the_list_is_closed_however_it_is_spelt() -> None:
    for row in text_tables.rows(ASKED):
        method, target = str(row["what a browser asks for"]).replace("ID", ID).split()
        socket = method == "SOCKET"
        assert is_open("GET" if socket else method, target, socket=socket) is (row["open"] == "yes"), row


FILES = """
file                                                                            | shown | taken

{"type": "directory", "format": "json", "content": [{"name": "records.parquet"}]} | yes | yes
{"type": "notebook", "format": "json", "path": "a.ipynb", "content": {}}        | yes   | yes
{"type": "file", "format": "text", "path": "a/notes.py", "content": "1"}        | yes   | yes
{"type": "file", "format": null, "path": "records.csv", "content": null}        | yes   | yes
{"path": "b.ipynb"}                                                             | yes   | yes
{"type": "file", "format": "text", "path": "records.csv", "content": "1"}       | no    | no
{"type": "file", "format": "base64", "path": "notes.py", "content": "MQ=="}     | no    | no
{"type": "notebook", "format": "base64", "path": "a.ipynb", "content": "MQ=="}  | no    | no
{"type": "file", "format": "text", "path": "long.py", "content": "LONG"}        | no    | no
{"type": "file", "format": "text", "path": "a.py", "content": "1", "chunk": 1}  | yes   | no
[{"id": "checkpoint", "last_modified": "2026-11-30"}]                           | yes   | no
[{"type": "file", "format": "base64", "path": "a", "content": "MQ=="}]          | no    | no
no JSON                                                                         | no    | no
"""


def test_files_that_are_no_text_of_code_are_neither_shown_nor_taken() -> None:
    for row in text_tables.rows(FILES):
        data = str(row["file"]).replace("LONG", "a" * (2 << 20)).encode()
        assert [may_be_shown(data), may_be_taken(data)] == [row["shown"] == "yes", row["taken"] == "yes"], row
    assert may_be_taken(b""), "a new notebook is asked for with nothing"
    assert not may_be_shown(json.dumps({"content": "1"}).encode())


def test_each_project_has_a_host_name_of_its_own() -> None:
    site = {"site": "https://alder.example.org", "access": "http://127.0.0.1:8000/notebooks/access"}
    addresses = GatewayAddresses(notebooks="https://{project}.notebooks.example.org", **site)
    assert addresses.origin_of("leavers") == "https://leavers.notebooks.example.org"
    hosts = ["leavers.notebooks.example.org", "notebooks.example.org", "..notebooks.example.org", "a.example.org", ""]
    assert [addresses.project_at(host) for host in hosts] == ["leavers", "", "", "", ""]
    with pytest.raises(UsageError, match="need a host name of their own"):
        GatewayAddresses(notebooks="https://notebooks.example.org", **site)
    with pytest.raises(UsageError, match="need a host name of their own"):
        GatewayAddresses(notebooks="https://notebooks.example.org/{project}", **site)
    with pytest.raises(UsageError, match="no address of a site"):
        GatewayAddresses(notebooks="ftp://{project}.example.org", **site)
    with pytest.raises(UsageError, match="more than the scheme and name"):
        GatewayAddresses(notebooks="https://{project}.example.org/", **site)
