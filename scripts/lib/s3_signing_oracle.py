"""Signs requests with botocore: a JSON object a line in, a JSON object a line out.

The tests of S3Signer compare what it signs with what comes out here.
"""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.utils import percent_encode


def url_of(spec):
    query = [
        percent_encode(name) if value is None else f"{percent_encode(name)}={percent_encode(value)}"
        for name, value in spec["query"]
    ]
    path = percent_encode(spec["path"], safe="/~")
    return f"{spec['scheme']}://{spec['host']}{path}" + ("?" + "&".join(query) if query else "")


def sign(spec):
    now = datetime.datetime.fromtimestamp(spec["time"], datetime.timezone.utc).replace(tzinfo=None)
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: now
    request = AWSRequest(spec["method"], url_of(spec), data=bytes.fromhex(spec["body"]))
    for name, value in spec["headers"]:
        request.headers[name] = value
    request.context["client_config"] = Config(s3={"payload_signing_enabled": not spec["unsigned"]})
    credentials = Credentials(spec["access"], spec["secret"], spec.get("token"))
    if spec["presign"]:
        # A body would be taken for form fields.
        request.data = ""
        botocore.auth.S3SigV4QueryAuth(credentials, "s3", spec["region"], spec["expires"]).add_auth(request)
        return {"url": request.url}
    botocore.auth.S3SigV4Auth(credentials, "s3", spec["region"]).add_auth(request)
    return {
        "url": request.url,
        "authorization": request.headers["Authorization"],
        "date": request.headers["X-Amz-Date"],
        "payload": request.headers["X-Amz-Content-SHA256"],
    }


for line in sys.stdin:
    print(json.dumps(sign(json.loads(line))))
