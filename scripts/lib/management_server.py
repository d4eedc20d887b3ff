"""Stands in for Azure Resource Manager's storage accounts, for tests. Microsoft's library judges it.

    management_server.py PORT

Takes any token that begins with `token-of-`. Two accounts stand on a page of a listing; an account that is made is
first accepted, then seen without being whole, and then whole.
"""

import http.server
import json
import re
import sys
import urllib.parse

ACCOUNT = re.compile(
    r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\.Storage/storageAccounts/([^/]+)(/listKeys)?$"
)
LIST = re.compile(r"/subscriptions/([^/]+)/providers/Microsoft\.Storage/storageAccounts$")
OPERATION = re.compile(r"/subscriptions/([^/]+)/providers/Microsoft\.Storage/operations/(.+)$")
PAGE = 2

accounts = {}


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, document=None, **fields):
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            self.dispatch(body)
        except Refused as refusal:
            self.answer(refusal.status, {"error": {"code": refusal.code, "message": str(refusal)}})

    do_GET = do_PUT = do_POST = do_DELETE = handle_request

    def dispatch(self, body):
        parts = urllib.parse.urlsplit(self.path)
        path, query = urllib.parse.unquote(parts.path), dict(urllib.parse.parse_qsl(parts.query))
        if not self.headers.get("Authorization", "").startswith("Bearer token-of-"):
            raise Refused(401, "InvalidAuthenticationToken", "The access token is invalid.")
        if not re.match(r"20\d\d-\d\d-\d\d$", query.get("api-version", "")):
            raise Refused(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
        if found := LIST.match(path):
            return self.list(found[1], int(query.get("$skiptoken", "0")))
        if found := OPERATION.match(path):
            return self.operation(found[2])
        found = ACCOUNT.match(path)
        if not found:
            raise Refused(404, "InvalidResourceType", "There is no such resource type.")
        subscription, group, name, keys = found.groups()
        key = (subscription, group.lower(), name)
        if self.command == "PUT":
            return self.create(key, group, json.loads(body))
        if self.command == "DELETE":
            return self.answer(200 if accounts.pop(key, None) else 204)
        if key not in accounts:
            raise Refused(404, "ResourceNotFound", f"The account {name} was not found.")
        if keys:
            names = ["key1", "key2"]
            values = [{"keyName": n, "value": "a2V5" + n[-1] + "AA=", "permissions": "FULL"} for n in names]
            return self.answer(200, {"keys": values})
        self.answer(200, self.seen(accounts[key]))

    def list(self, subscription, start):
        own = [document for (owner, _, _), document in sorted(accounts.items()) if owner == subscription]
        reply = {"value": [dict(account) for account in own[start : start + PAGE]]}
        if start + PAGE < len(own):
            host = self.headers["Host"]
            path = urllib.parse.urlsplit(self.path).path
            reply["nextLink"] = f"http://{host}{path}?api-version=2023-05-01&$skiptoken={start + PAGE}"
        self.answer(200, reply)

    def create(self, key, group, document):
        subscription, _, name = key
        if not re.match(r"[a-z0-9]{3,24}$", name):
            raise Refused(400, "AccountNameInvalid", f"{name} is not a valid storage account name.")
        if not {"sku", "kind", "location"} <= document.keys() or "name" not in document["sku"]:
            raise Refused(400, "InvalidRequestContent", "sku, kind and location are required.")
        if key in accounts:
            return self.answer(200, self.seen(accounts[key]))
        accounts[key] = {
            "id": f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}",
            "type": "Microsoft.Storage/storageAccounts",
            "name": name,
            **{field: document[field] for field in ("sku", "kind", "location")},
            "properties": {
                "provisioningState": "ResolvingDNS",
                "primaryEndpoints": {"blob": f"https://{name}.blob.core.windows.net/"},
            },
        }
        where = f"http://{self.headers['Host']}/subscriptions/{subscription}/providers/Microsoft.Storage/operations/"
        self.answer(202, Location=f"{where}{group}/{name}?api-version=2023-05-01", Retry_After="0")

    def operation(self, name):
        subscription = self.path.split("/")[2]
        group, account = name.split("/")
        document = self.seen(accounts[(subscription, group.lower(), account)])
        if document["properties"]["provisioningState"] == "Succeeded":
            return self.answer(200, document)
        self.answer(202, Location=f"http://{self.headers['Host']}{self.path}", Retry_After="0")

    def seen(self, account):
        """As it is now; whole from the next time on."""
        seen = json.loads(json.dumps(account))
        account["properties"]["provisioningState"] = "Succeeded"
        return seen


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
