"""What Amazon's own client finds: reads environments, one JSON object a line, and writes what botocore finds in each.

An answer is {"id": …, "secret": …, "token": …}, or {"error": CLASS} where there is nothing or something is wrong.
"""

import json
import os
import sys

import botocore.session

for line in sys.stdin:
    os.environ.clear()
    os.environ.update(json.loads(line))
    try:
        found = botocore.session.Session().get_credentials()
        if found is None:
            raise LookupError
        keys = found.get_frozen_credentials()
        answer = {"id": keys.access_key, "secret": keys.secret_key, "token": keys.token or ""}
    except Exception as error:
        answer = {"error": type(error).__name__}
    print(json.dumps(answer), flush=True)
