"""The stand-in for Azure Resource Manager, driven by Microsoft's own library."""

import socket
import subprocess
import sys
import time

from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.mgmt.storage import StorageManagementClient

from .emulator import HOUSE


class Token(SansIOHTTPPolicy):
    """Shows a token over plain http, which the library's own policy does not."""

    def __init__(self, token: str):
        self.token = token

    def on_request(self, request):
        request.http_request.headers["Authorization"] = f"Bearer {self.token}"


class Management:
    """Runs while the `with` block does."""

    def __enter__(self) -> "Management":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        server = [sys.executable, str(HOUSE / "scripts" / "lib" / "management_server.py"), str(self.port)]
        self.process = subprocess.Popen(server)
        for _ in range(100):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        raise RuntimeError("the management server does not start")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def client(self, token: str = "token-of-judge") -> StorageManagementClient:
        return StorageManagementClient(
            credential=object(), subscription_id="sub-1", base_url=f"http://127.0.0.1:{self.port}",
            credential_scopes=["x"], authentication_policy=Token(token), polling_interval=0, retry_total=0,
            api_version="2023-05-01",
        )


def management(check) -> None:
    with Management() as server:
        accounts = server.client().storage_accounts
        wanted = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2", "location": "westeurope"}
        for name in ["one1", "two2", "three3"]:
            made = accounts.begin_create("group", name, wanted).result()
            check.equal(f"{name} is made", (made.name, made.provisioning_state), (name, "Succeeded"))
        check.equal("a listing has pages", sorted(a.name for a in accounts.list()), ["one1", "three3", "two2"])
        check.equal("two keys", [k.key_name for k in accounts.list_keys("group", "one1")["keys"]], ["key1", "key2"])
        check.equal("its place", accounts.get_properties("group", "two2").location, "westeurope")
        accounts.delete("group", "two2")
        accounts.delete("group", "two2")
        check.equal("one is deleted", len(list(accounts.list())), 2)
        check.error("one that is not there", "ResourceNotFound", lambda: accounts.get_properties("group", "two2"), 404)
        check.error("a name that is none", "AccountNameInvalid", lambda: accounts.begin_create("g", "A_b", wanted), 400)
        stranger = server.client("stranger").storage_accounts
        check.error("another's token", "InvalidAuthenticationToken", lambda: list(stranger.list()), 401)
