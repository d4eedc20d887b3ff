"""Signs requests with Microsoft's libraries: a JSON object a line in, a JSON object a line out.

The tests of Azure's signatures compare what they make with what comes out here. Shared Key Lite is not in the libraries
for blobs and files; there the text that is signed is put together here from the documentation's rules, and signed with
the library's function.
"""

import json
import sys
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, urlsplit

from azure.core.rest import HttpRequest
from azure.storage.blob import generate_account_sas, generate_blob_sas, generate_container_sas
from azure.storage.blob._shared import sign_string
from azure.storage.blob._shared.authentication import SharedKeyCredentialPolicy
from azure.storage.fileshare import generate_file_sas, generate_share_sas


def request_of(spec):
    query = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in spec["query"])
    url = f"https://{spec['host']}{quote(spec['path'], safe='/~')}" + ("?" + query if query else "")
    request = HttpRequest(spec["method"], url)
    request.headers.clear()
    for name, value in spec["headers"]:
        request.headers[name] = value
    if spec.get("length") is not None:
        request.headers["Content-Length"] = str(spec.get("length"))
    request.headers["x-ms-date"] = spec["date"]
    return request


def shared_key(spec):
    request = request_of(spec)
    # As the library's own pipeline hands it on: `query` are the parameters as they stand in the URL.
    query = urlsplit(request.url).query
    parameters = dict(pair.partition("=")[::2] for pair in query.split("&")) if query else {}
    wrapped = SimpleNamespace(method=request.method, url=request.url, headers=request.headers, query=parameters)
    pipeline = SimpleNamespace(http_request=wrapped, context=SimpleNamespace(transport=None))
    policy = SharedKeyCredentialPolicy(spec["account"], spec["key"])
    if spec["kind"] == "sharedKeyLite":
        comp = [value for name, value in spec["query"] if name == "comp"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        text = f"{spec['method']}\n{headers.get('content-md5', '')}\n{headers.get('content-type', '')}\n\n"
        text += policy._get_canonicalized_headers(pipeline) + policy._get_canonicalized_resource(pipeline)
        text += f"?comp={comp[0]}" if comp else ""
        return {"authorization": f"SharedKeyLite {spec['account']}:{sign_string(spec['key'], text)}"}
    policy.on_request(pipeline)
    return {"authorization": request.headers["Authorization"]}


def shared_access(spec):
    common = {
        "account_name": spec["account"],
        "account_key": spec["key"],
        "permission": spec["permissions"],
        "start": spec.get("start"),
        "expiry": spec["expiry"],
        "ip": spec.get("addresses"),
        "protocol": "https" if spec["tls"] else None,
    }
    reply = {name: value for name, value in spec["reply"].items() if value}
    policy = {"policy_id": spec.get("policy")}
    kind, names = spec["kind"], spec["names"]
    if kind == "account":
        token = generate_account_sas(
            services=names[0], resource_types=names[1], encryption_scope=spec.get("encryptionScope"), **common
        )
    elif kind == "container":
        token = generate_container_sas(
            container_name=names[0], encryption_scope=spec.get("encryptionScope"), **policy, **reply, **common
        )
    elif kind in ("blob", "snapshot", "version"):
        time = {"snapshot": {"snapshot": names[2]}, "version": {"version_id": names[2]}}.get(kind, {}) if names[2:] else {}
        token = generate_blob_sas(
            container_name=names[0],
            blob_name=names[1],
            encryption_scope=spec.get("encryptionScope"),
            **time,
            **policy,
            **reply,
            **common,
        )
    elif kind == "share":
        token = generate_share_sas(share_name=names[0], **policy, **reply, **common)
    else:
        token = generate_file_sas(share_name=names[0], file_path=names[1].split("/"), **policy, **reply, **common)
    return dict(parse_qsl(token, keep_blank_values=True, strict_parsing=True))


for line in sys.stdin:
    spec = json.loads(line)
    print(json.dumps(shared_key(spec) if spec["kind"].startswith("sharedKey") else shared_access(spec)))
