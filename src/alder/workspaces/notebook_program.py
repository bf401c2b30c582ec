"""The program that serves notebooks inside of the sandbox, with the JupyterLab of the Python that analyses use.

It is run by its text. It answers at a socket that was begun outside and is handed to it, and knows neither ticket nor
cookie nor key: who may come in was decided before anything reaches it.
"""

from __future__ import annotations

import socket
import sys

NEEDS = ("jupyterlab", "ipykernel")
"""What has to be installed beside the Python that serves notebooks."""
_SETTINGS = {
    "ServerApp.sock": "/tmp/notebooks.sock",  # a private /tmp: its own way of listening, instead of a port
    "ServerApp.root_dir": "/workspace/outputs",
    "ServerApp.open_browser": "False",
    "ServerApp.terminals_enabled": "False",
    "ServerApp.allow_remote_access": "True",
    "ServerApp.disable_check_xsrf": "True",  # the gateway looks at Origin
    "IdentityProvider.token": "",
    "PasswordIdentityProvider.password_required": "False",
    "KernelManager.transport": "ipc",
    "ContentsManager.allow_hidden": "False",
    "FileContentsManager.always_delete_dir": "False",
    "LabApp.extension_manager": "readonly",
    "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    "LabApp.news_url": "None",
}


def main(descriptor: int) -> None:  # pragma: no cover  # in the sandbox of a project
    """Serve until whoever works in it shuts it down, or the sandbox ends."""
    from jupyterlab.labapp import LabApp

    listening = socket.socket(fileno=descriptor)
    listening.setblocking(False)
    server = LabApp.initialize_server(argv=[f"--{name}={value}" for name, value in _SETTINGS.items()])
    server.http_server.add_socket(listening)
    server.start()


if __name__ == "__main__":  # pragma: no cover
    main(int(sys.argv[1]))
