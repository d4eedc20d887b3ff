"""Stands in for the services that give credentials to machines and containers, for tests.

    metadata_server.py PORT

The first part of a path says how the service behaves: good, v1only, norole, failed, partial, broken, expired, empty,
down, slow. Behind it, instances are asked at /latest/… (IMDSv2: without a token from PUT there is nothing), containers
at /container (good for whoever shows no authorization or the right one). A POST asks the token service (STS), whose
credentials are made of all that the request says: two clients get the same if they asked for the same. Entra ID is
asked by a POST to /TENANT/oauth2/v2.0/token, a managed identity at /metadata/identity/oauth2/token or, as on App
Service, at /app/token; the token names who it is for. GET /count/NAME gives how often NAME was asked for credentials.
"""

import collections
import hashlib
import http.server
import json
import re
import sys
import threading
import urllib.parse

TOKEN = "metadata-token"
AUTHORIZATION = "Bearer container"
STORAGE = "https://storage.azure.com/"
ROLES = "/latest/meta-data/iam/security-credentials/"

counts = collections.Counter()
never = threading.Event()


def credentials(name):
    document = {
        "Code": "Success",
        "LastUpdated": "2026-01-01T00:00:00Z",
        "Type": "AWS-HMAC",
        "AccessKeyId": f"ID-{name}",
        "SecretAccessKey": f"secret-{name}",
        "Token": f"token-{name}",
        "Expiration": "2099-01-01T00:00:00Z",
    }
    if name.startswith("failed"):
        return json.dumps({"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role"})
    if name.startswith("partial"):
        del document["SecretAccessKey"]
    if name.startswith("expired"):
        document["Expiration"] = "2020-01-01T00:00:00Z"
    if name.startswith("broken"):
        return '{"AccessKeyId": "ID", "SecretAccessKey": "secret-bro'
    if name.startswith("empty"):
        return ""
    return json.dumps(document)


def role(form, headers):
    """What a token service gives for a form and the header fields that it came with."""
    facts = dict(form)
    # Clients that are given no name for the session make one up.
    if re.match("(botocore-session|elasto-sync)-[0-9]+$", facts.get("RoleSessionName", "")):
        del facts["RoleSessionName"]
    scope = re.search("Credential=([^,]*)", headers.get("Authorization", ""))
    if scope:
        identity, _day, region, service, _end = scope.group(1).split("/")
        facts.update(identity=identity, region=region, service=service)
    facts["session"] = headers.get("x-amz-security-token", "")
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return f"""<{form["Action"]}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <{form["Action"]}Result>
        <AssumedRoleUser><Arn>{form["RoleArn"]}</Arn><AssumedRoleId>ID:x</AssumedRoleId></AssumedRoleUser>
        <Credentials>
          <AccessKeyId>ASIA{digest[:16]}</AccessKeyId><SecretAccessKey>secret-{digest[16:40]}</SecretAccessKey>
          <SessionToken>token-{digest[40:]}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
        </Credentials>
      </{form["Action"]}Result>
      <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>
    </{form["Action"]}Response>"""


def azure_token(name, whose):
    if name.startswith("broken"):
        return 200, "<html>"
    if name.startswith("denied"):
        return 401, json.dumps({"error": "invalid_client", "error_description": "AADSTS7000215: no.\nTrace: 1"})
    # Numbers in one reply, texts in the other: both are in use.
    lifetime = {"expires_in": 3599} if whose.startswith("app") else {"expires_in": "86399", "expires_on": "4070908800"}
    return 200, json.dumps({"token_type": "Bearer", "access_token": f"token-of-{whose}", **lifetime})


def application(form):
    """Whom Entra ID takes the sender of a form for; None is nobody."""
    if form.get("grant_type") != "client_credentials" or form.get("scope") != STORAGE + ".default":
        return None
    jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    if form.get("client_secret") == "s3cret/+=" or (
        form.get("client_assertion") == "a.b.c" and form.get("client_assertion_type") == jwt
    ):
        return form.get("client_id")
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, text=""):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def parts(self):
        name, slash, rest = self.path.removeprefix("/").partition("/")
        if name.startswith("slow"):
            never.wait(30)
        return name, slash + rest

    def do_PUT(self):
        name, path = self.parts()
        if name == "v1only" or path != "/latest/api/token":
            return self.answer(403)
        if name == "down":
            return self.answer(503)
        if not self.headers.get("x-aws-ec2-metadata-token-ttl-seconds", "").isdigit():
            return self.answer(400)
        self.answer(200, TOKEN)

    def do_POST(self):
        name, path = self.parts()
        counts[name] += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        form = dict(urllib.parse.parse_qsl(body.decode()))
        if not path.endswith("/oauth2/v2.0/token"):
            return self.answer(200, role(form, self.headers))
        if name == "down":
            return self.answer(503)
        whose = application(form)
        if whose is None:
            return self.answer(*azure_token("denied", ""))
        self.answer(*azure_token(name, f"{whose}@{path.split('/')[1]}"))

    def managed_identity(self, name, path):
        counts[name] += 1
        where, _, query = path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query))
        is_app = where == "/app/token"
        header = ("X-IDENTITY-HEADER", "app-header") if is_app else ("Metadata", "true")
        version = "2019-08-01" if is_app else "2018-02-01"
        if name == "norole":
            return self.answer(404)
        if self.headers.get(header[0]) != header[1] or asked.get("api-version") != version:
            return self.answer(400, json.dumps({"error": "invalid_request", "error_description": "no such header"}))
        if asked.get("resource") != STORAGE:
            return self.answer(400, json.dumps({"error": "invalid_resource"}))
        self.answer(*azure_token(name, ("app-" if is_app else "machine-") + asked.get("client_id", "itself")))

    def do_GET(self):
        name, path = self.parts()
        if name == "count":
            return self.answer(200, str(counts[path.removeprefix("/")]))
        if name == "down":
            return self.answer(503, json.dumps({"code": "Busy", "message": "come back later"}))
        if path.startswith("/metadata/identity/oauth2/token") or path.startswith("/app/token"):
            return self.managed_identity(name, path)
        if path.startswith("/container"):
            counts[name] += 1
            if self.headers.get("Authorization", AUTHORIZATION) != AUTHORIZATION:
                return self.answer(401, json.dumps({"code": "Unauthorized", "message": "who are you?"}))
            return self.answer(200, credentials(name))
        if name != "v1only" and self.headers.get("x-aws-ec2-metadata-token") != TOKEN:
            return self.answer(401)
        if path == ROLES:
            return self.answer(404) if name == "norole" else self.answer(200, "backup-role")
        if path == ROLES + "backup-role":
            counts[name] += 1
            return self.answer(200, credentials(name))
        self.answer(404)


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
