"""What Microsoft's library for blobs must find at the emulated account, each case in a container of its own."""

import base64
import datetime
import hashlib
import uuid

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import (
    AccessPolicy,
    BlobBlock,
    BlobClient,
    BlobServiceClient,
    BlobType,
    ContainerClient,
    ContainerSasPermissions,
    ContentSettings,
    BlobSasPermissions,
    RetentionPolicy,
    StandardBlobTier,
    generate_account_sas,
    generate_blob_sas,
    generate_container_sas,
    AccountSasPermissions,
    ResourceTypes,
)

from .emulator import ACCOUNT, KEY

SECTOR = 512


def later(minutes: int = 10) -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)


def md5(data: bytes) -> bytearray:
    return bytearray(hashlib.md5(data).digest())


class Cases:
    def __init__(self, emulator):
        self.emulator = emulator
        self.service = BlobServiceClient.from_connection_string(emulator.connection_string, retry_total=0)

    def container(self) -> ContainerClient:
        return self.service.create_container(f"c-{uuid.uuid4().hex[:12]}")

    def all(self):
        for name in sorted(dir(self)):
            if name.startswith("case_"):
                yield name[5:].replace("_", " "), getattr(self, name)

    # Containers

    def case_containers(self, check):
        name = f"c-{uuid.uuid4().hex[:12]}"
        created = self.service.create_container(name, metadata={"site": "fra1"})
        properties = created.get_container_properties()
        check.equal("the name", properties.name, name)
        check.equal("metadata", properties.metadata, {"site": "fra1"})
        check.true("an ETag", properties.etag.startswith('"0x'))
        check.equal("the lease's state", properties.lease.state, "available")
        check.equal("no public access", properties.public_access, None)
        check.error("created twice", "ContainerAlreadyExists", lambda: self.service.create_container(name), 409)
        check.error("a name in capitals", "InvalidResourceName", lambda: self.service.create_container("Not-Allowed"), 400)
        check.error("a name of two letters", "InvalidResourceName", lambda: self.service.create_container("ab"), 400)
        created.set_container_metadata({"a": "1", "b": "2"})
        changed = created.get_container_properties()
        check.equal("metadata set anew", changed.metadata, {"a": "1", "b": "2"})
        check.true("setting it changes the ETag", changed.etag != properties.etag)
        created.delete_container()
        check.error("deleted", "ContainerNotFound", created.get_container_properties, 404)
        check.true("it does not exist", not created.exists())

    def case_listing_containers(self, check):
        stem = f"l-{uuid.uuid4().hex[:8]}"
        for number in range(5):
            self.service.create_container(f"{stem}-{number}", metadata={"n": str(number)})
        names = [c.name for c in self.service.list_containers(name_starts_with=stem)]
        check.equal("by prefix", names, [f"{stem}-{n}" for n in range(5)])
        pages = self.service.list_containers(name_starts_with=stem, results_per_page=2).by_page()
        check.equal("pages", [len(list(page)) for page in pages], [2, 2, 1])
        first = next(iter(self.service.list_containers(name_starts_with=stem, include_metadata=True)))
        check.equal("with metadata", first.metadata, {"n": "0"})
        check.true("with a time", first.last_modified is not None)

    def case_container_access_policies(self, check):
        container = self.container()
        policy = AccessPolicy(permission=ContainerSasPermissions(read=True, list=True), expiry=later(), start=later(-10))
        container.set_container_access_policy({"readers": policy}, public_access=None)
        found = container.get_container_access_policy()
        check.equal("the policy's name", [p.id for p in found["signed_identifiers"]], ["readers"])
        check.equal("its permissions", found["signed_identifiers"][0].access_policy.permission, "rl")
        container.upload_blob("a", b"text")
        query = generate_container_sas(ACCOUNT, container.container_name, KEY, policy_id="readers")
        reader = ContainerClient.from_container_url(f"{container.url}?{query}", retry_total=0)
        check.equal("reading by the policy", reader.download_blob("a").readall(), b"text")
        check.error("writing by it", "AuthorizationPermissionMismatch", lambda: reader.upload_blob("b", b"x"), 403)
        container.set_container_access_policy({})
        check.error("the policy is gone", "AuthenticationFailed", lambda: reader.download_blob("a"), 403)

    def case_container_leases(self, check):
        container = self.container()
        lease = container.acquire_lease(15)
        check.equal("leased", container.get_container_properties().lease.state, "leased")
        check.error("deleting without it", "LeaseIdMissing", container.delete_container, 412)
        check.error("a second lease", "LeaseAlreadyPresent", lambda: container.acquire_lease(15), 409)
        lease.release()
        check.equal("released", container.get_container_properties().lease.state, "available")
        container.acquire_lease(-1)
        check.equal("without an end", container.get_container_properties().lease.duration, "infinite")

    # Whole blobs

    def case_put_and_get(self, check):
        container = self.container()
        data = bytes(range(256)) * 40
        blob = container.upload_blob(
            "folder/a b+c%&=?#é.bin",
            data,
            metadata={"note": "first", "n": "2"},
            content_settings=ContentSettings(
                content_type="text/plain", content_language="de", cache_control="no-cache", content_encoding="identity",
                content_disposition="attachment"
            ),
        )
        properties = blob.get_blob_properties()
        check.equal("the name", properties.name, "folder/a b+c%&=?#é.bin")
        check.equal("the size", properties.size, len(data))
        check.equal("the type", properties.blob_type, BlobType.BLOCKBLOB)
        check.equal("metadata", properties.metadata, {"note": "first", "n": "2"})
        settings = properties.content_settings
        check.equal("content type", settings.content_type, "text/plain")
        check.equal("content language", settings.content_language, "de")
        check.equal("cache control", settings.cache_control, "no-cache")
        check.equal("content encoding", settings.content_encoding, "identity")
        check.equal("content disposition", settings.content_disposition, "attachment")
        check.equal("MD5 is kept", settings.content_md5, md5(data))
        check.equal("the tier is the account's", properties.blob_tier, "Hot")
        check.true("it is inferred", properties.blob_tier_inferred)
        check.equal("all bytes", blob.download_blob().readall(), data)
        check.equal("a range", blob.download_blob(offset=100, length=50).readall(), data[100:150])
        check.equal("the last byte", blob.download_blob(offset=len(data) - 1, length=10).readall(), data[-1:])
        check.error("beyond the end", "InvalidRange", lambda: blob.download_blob(offset=len(data) + 1, length=10), 416)
        check.error("no overwriting", "BlobAlreadyExists", lambda: container.upload_blob(blob.blob_name, b"x"), 409)
        container.upload_blob(blob.blob_name, b"x", overwrite=True)
        check.equal("overwritten", blob.download_blob().readall(), b"x")
        check.equal("metadata went with it", blob.get_blob_properties().metadata, {})
        blob.delete_blob()
        check.error("deleted", "BlobNotFound", lambda: blob.download_blob(), 404)
        check.error("deleted twice", "BlobNotFound", blob.delete_blob, 404)
        missing = self.service.get_blob_client("no-such-container", "x")
        check.error("no container", "ContainerNotFound", lambda: missing.upload_blob(b"x"), 404)

    def case_empty_and_odd_names(self, check):
        container = self.container()
        container.upload_blob("empty", b"")
        check.equal("an empty blob", container.download_blob("empty").readall(), b"")
        names = ["a/b/c", "ä/ö", "x y", "100%", "a+b", "q?m#h", "日本", "<&>\"'", "back\\slash", "😀", "tab\there"]
        for name in names:
            container.upload_blob(name, name.encode())
        listed = [blob.name for blob in container.list_blobs() if blob.name != "empty"]
        check.equal("odd names are listed", sorted(listed), sorted(names))
        check.equal("in the order of bytes", listed, sorted(names, key=lambda n: n.encode()))
        for name in names:
            check.equal(f"bytes of {name!r}", container.download_blob(name).readall(), name.encode())

    def case_names_are_bytes(self, check):
        container = self.container()
        composed, decomposed = "caf\u00e9/x", "cafe\u0301/x"
        for name in [composed, decomposed]:
            container.upload_blob(name, name.encode(), tags={"n": str(len(name))})
        check.equal("two blobs", [b.name for b in container.list_blobs()], [decomposed, composed])
        check.equal("two folders", [b.name for b in container.walk_blobs()], ["cafe\u0301/", "caf\u00e9/"])
        check.equal("by prefix", [b.name for b in container.list_blobs(name_starts_with="caf\u00e9")], [composed])
        pages = [[b.name for b in page] for page in container.list_blobs(results_per_page=1).by_page()]
        check.equal("in pages", pages, [[decomposed], [composed]])
        container.get_blob_client(decomposed).create_snapshot()
        check.equal("a snapshot of one of them",
                    [b.name for b in container.list_blobs(include=["snapshots"]) if b.snapshot], [decomposed])
        container.get_blob_client(composed).stage_block("0001", b"x")
        check.equal("a block of the other", container.get_blob_client(decomposed).get_block_list("all")[1], [])
        container.delete_blob(composed)
        check.equal("one is left", container.download_blob(decomposed).readall(), decomposed.encode())

    def case_validation(self, check):
        container = self.container()
        blob = container.get_blob_client("summed")
        blob.upload_blob(b"some bytes" * 1000, validate_content=True)
        check.equal("with MD5 both ways", blob.download_blob(validate_content=True).readall(), b"some bytes" * 1000)
        wrong = base64.b64encode(bytes(16)).decode()
        check.error(
            "a wrong MD5", "Md5Mismatch",
            lambda: blob._client.block_blob.upload(4, b"text", transactional_content_md5=bytes(16)), 400)
        check.error(
            "a wrong CRC-64", "Crc64Mismatch",
            lambda: blob._client.block_blob.upload(4, b"text", transactional_content_crc64=bytes(8)), 400)
        check.true("the old bytes stay", blob.get_blob_properties().size == 10_000 and wrong)

    def case_conditions(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"one")
        etag = blob.get_blob_properties().etag
        modified = blob.get_blob_properties().last_modified
        match = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
        blob.upload_blob(b"two", overwrite=True, **match)
        check.equal("put if the ETag matches", blob.download_blob().readall(), b"two")
        check.error(
            "put with the old ETag", "ConditionNotMet", lambda: blob.upload_blob(b"three", overwrite=True, **match), 412)
        check.error("get with the old ETag", "ConditionNotMet", lambda: blob.download_blob(**match), 412)
        check.error("delete with the old ETag", "ConditionNotMet", lambda: blob.delete_blob(**match), 412)
        now = blob.get_blob_properties().etag
        check.error(
            "get if none matches", "ConditionNotMet",
            lambda: blob.download_blob(etag=now, match_condition=MatchConditions.IfModified), 304)
        check.error(
            "get if modified since", "ConditionNotMet",
            lambda: blob.download_blob(if_modified_since=modified + datetime.timedelta(hours=1)), 304)
        check.error(
            "get if unmodified since", "ConditionNotMet",
            lambda: blob.download_blob(if_unmodified_since=modified - datetime.timedelta(hours=1)), 412)
        check.equal(
            "get if unmodified since later",
            blob.download_blob(if_unmodified_since=modified + datetime.timedelta(hours=1)).readall(), b"two")
        check.error(
            "put on nothing with an ETag", "ConditionNotMet",
            lambda: container.get_blob_client("new").upload_blob(b"x", overwrite=True, **match), 412)

    def case_properties_and_metadata(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"text", metadata={"old": "1"})
        before = blob.get_blob_properties().etag
        blob.set_blob_metadata({"new": "2"})
        check.equal("metadata is replaced", blob.get_blob_properties().metadata, {"new": "2"})
        check.true("that changes the ETag", blob.get_blob_properties().etag != before)
        blob.set_http_headers(ContentSettings(content_type="image/png"))
        check.equal("the type is set", blob.get_blob_properties().content_settings.content_type, "image/png")
        check.equal("the bytes stay", blob.download_blob().readall(), b"text")
        check.equal("metadata stays", blob.get_blob_properties().metadata, {"new": "2"})

    def case_tags(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"text", tags={"a b": "c+d=e/f"})
        check.equal("of the upload", blob.get_blob_tags(), {"a b": "c+d=e/f"})
        etag = blob.get_blob_properties().etag
        blob.set_blob_tags({"x": "1", "y": "2"})
        check.equal("set anew", blob.get_blob_tags(), {"x": "1", "y": "2"})
        check.equal("the ETag stays", blob.get_blob_properties().etag, etag)
        check.equal("counted", blob.get_blob_properties().tag_count, 2)
        listed = list(container.list_blobs(include=["tags"]))
        check.equal("listed", listed[0].tags, {"x": "1", "y": "2"})
        check.error("eleven of them", "TagsTooLarge", lambda: blob.set_blob_tags({str(n): "v" for n in range(11)}), 400)

    def case_tiers(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"text", standard_blob_tier=StandardBlobTier.COOL)
        check.equal("of the upload", blob.get_blob_properties().blob_tier, "Cool")
        blob.set_standard_blob_tier(StandardBlobTier.ARCHIVE)
        check.equal("archived", blob.get_blob_properties().blob_tier, "Archive")
        check.error("reading an archived blob", "BlobArchived", lambda: blob.download_blob(), 409)

    # Blocks

    def case_blocks(self, check):
        container = self.container()
        blob = container.get_blob_client("blocks")
        blob.stage_block("0001", b"first ")
        blob.stage_block("0002", b"second")
        check.true("it does not exist before", not blob.exists())
        committed, uncommitted = blob.get_block_list("all")
        check.equal("none is committed", committed, [])
        check.equal("two wait", [(b.id, b.size) for b in uncommitted], [("0001", 6), ("0002", 6)])
        listed = [b.name for b in container.list_blobs(include=["uncommittedblobs"])]
        check.equal("listed if asked for", listed, ["blocks"])
        check.equal("not listed else", list(container.list_blobs()), [])
        blob.commit_block_list([BlobBlock("0002"), BlobBlock("0001")], metadata={"k": "v"})
        check.equal("in the order of the list", blob.download_blob().readall(), b"secondfirst ")
        check.equal("with metadata", blob.get_blob_properties().metadata, {"k": "v"})
        committed, uncommitted = blob.get_block_list("all")
        check.equal("both are committed", [b.id for b in committed], ["0002", "0001"])
        check.equal("none waits", uncommitted, [])
        blob.stage_block("0003", b"third")
        check.error("a list with a block that is not there", "InvalidBlockList",
                    lambda: blob.commit_block_list([BlobBlock("0009")]), 400)
        blob.commit_block_list([BlobBlock("0001"), BlobBlock("0003")])
        check.equal("old and new blocks together", blob.download_blob().readall(), b"first third")
        check.error("an id of another length", "InvalidBlobOrBlock", lambda: blob.stage_block("0000004", b"x"), 400)
        check.error("an empty block", "InvalidHeaderValue",
                    lambda: blob._client.block_blob.stage_block("MDAwNQ==", 0, b""), 400)

    def case_a_large_upload(self, check):
        container = self.container()
        data = hashlib.sha256(b"seed").digest() * 1_000_000
        client = ContainerClient.from_connection_string(
            self.emulator.connection_string, container.container_name, max_single_put_size=1 << 20,
            max_block_size=4 << 20, max_single_get_size=4 << 20, max_chunk_get_size=4 << 20)
        blob = client.upload_blob("large", data, max_concurrency=4)
        check.equal("its size", blob.get_blob_properties().size, len(data))
        check.equal("its bytes", hashlib.md5(blob.download_blob(max_concurrency=4).readall()).digest(), hashlib.md5(data).digest())
        check.equal("its blocks", len(blob.get_block_list("committed")[0]), 8)

    # Append blobs

    def case_append_blobs(self, check):
        container = self.container()
        blob = container.get_blob_client("log")
        blob.create_append_blob()
        first = blob.append_block(b"one ")
        second = blob.append_block(b"two", appendpos_condition=4)
        check.equal("offsets", [first["blob_append_offset"], second["blob_append_offset"]], ["0", "4"])
        check.equal("the count", second["blob_committed_block_count"], 2)
        check.equal("the bytes", blob.download_blob().readall(), b"one two")
        check.equal("the type", blob.get_blob_properties().blob_type, BlobType.APPENDBLOB)
        check.error("at another place", "AppendPositionConditionNotMet",
                    lambda: blob.append_block(b"x", appendpos_condition=4), 412)
        check.error("too long", "MaxBlobSizeConditionNotMet", lambda: blob.append_block(b"x", maxsize_condition=7), 412)
        check.error("a block for it", "InvalidBlobType", lambda: blob.stage_block("0001", b"x"), 409)
        blob.seal_append_blob()
        check.error("sealed", "BlobIsSealed", lambda: blob.append_block(b"x"), 409)

    # Page blobs

    def case_page_blobs(self, check):
        container = self.container()
        blob = container.get_blob_client("disk")
        blob.create_page_blob(1 << 40, sequence_number=7)
        properties = blob.get_blob_properties()
        check.equal("a tebibyte", properties.size, 1 << 40)
        check.equal("the type", properties.blob_type, BlobType.PAGEBLOB)
        check.equal("the sequence number", properties.page_blob_sequence_number, 7)
        check.equal("no range yet", list(blob.list_page_ranges()), [])
        page = bytes([7]) * SECTOR
        blob.upload_page(page, offset=1 << 30, length=SECTOR)
        ranges = [(r.start, r.end) for r in blob.list_page_ranges()]
        check.equal("exactly one range", ranges, [(1 << 30, (1 << 30) + SECTOR - 1)])
        read = blob.download_blob(offset=(1 << 30) - SECTOR, length=3 * SECTOR).readall()
        check.equal("zeros around it", read, bytes(SECTOR) + page + bytes(SECTOR))
        blob.upload_page(page * 8, offset=0, length=8 * SECTOR)
        blob.clear_page(offset=2 * SECTOR, length=SECTOR)
        ranges = [(r.start, r.end) for r in blob.list_page_ranges(offset=0, length=1 << 20)]
        check.equal("a hole", ranges, [(0, 2 * SECTOR - 1), (3 * SECTOR, 8 * SECTOR - 1)])
        pages = list(blob.list_page_ranges(results_per_page=1).by_page())
        check.equal("ranges in pages", len(pages), 3)
        check.error("beyond the end", "InvalidPageRange", lambda: blob.upload_page(page, offset=1 << 40, length=SECTOR), 416)
        check.error("a sequence number", "SequenceNumberConditionNotMet",
                    lambda: blob.upload_page(page, offset=0, length=SECTOR, if_sequence_number_lt=7), 412)
        blob.set_sequence_number("increment")
        check.equal("incremented", blob.get_blob_properties().page_blob_sequence_number, 8)
        blob.resize_blob(1 << 20)
        check.equal("resized", blob.get_blob_properties().size, 1 << 20)
        check.equal("what was beyond is gone", len(list(blob.list_page_ranges())), 2)
        client = blob._client.page_blob
        check.error("more than 4 MiB at once", "RequestBodyTooLarge",
                    lambda: client.upload_pages(5 << 20, bytes(5 << 20), range=f"bytes=0-{(5 << 20) - 1}"), 413)
        check.error("no whole pages", "InvalidPageRange",
                    lambda: client.upload_pages(100, bytes(100), range="bytes=0-99"), 416)
        odd = container.get_blob_client("odd")
        check.error("an odd size", "InvalidHeaderValue",
                    lambda: odd._client.page_blob.create(0, 1000), 400)

    def case_page_differences(self, check):
        container = self.container()
        blob = container.get_blob_client("disk")
        blob.create_page_blob(1 << 20)
        page = bytes([1]) * SECTOR
        blob.upload_page(page * 4, offset=0, length=4 * SECTOR)
        snapshot = blob.create_snapshot()["snapshot"]
        blob.upload_page(bytes([2]) * SECTOR, offset=SECTOR, length=SECTOR)
        blob.clear_page(offset=3 * SECTOR, length=SECTOR)
        blob.upload_page(page, offset=100 * SECTOR, length=SECTOR)
        changes = [(r.start, r.end, r.cleared) for r in blob.list_page_ranges(previous_snapshot=snapshot)]
        check.equal("what changed since", changes, [
            (SECTOR, 2 * SECTOR - 1, False), (3 * SECTOR, 4 * SECTOR - 1, True),
            (100 * SECTOR, 101 * SECTOR - 1, False)])
        old = BlobClient.from_connection_string(
            self.emulator.connection_string, container.container_name, "disk", snapshot=snapshot)
        check.equal("the snapshot is as it was", old.download_blob(offset=0, length=4 * SECTOR).readall(), page * 4)
        check.error("no such snapshot", "PreviousSnapshotNotFound",
                    lambda: list(blob.list_page_ranges(previous_snapshot="2020-01-01T00:00:00.0000000Z")), 409)

    # Snapshots, leases, copies

    def case_snapshots(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"one", metadata={"v": "1"})
        first = blob.create_snapshot()["snapshot"]
        blob.upload_blob(b"two", overwrite=True)
        second = blob.create_snapshot(metadata={"v": "2"})["snapshot"]
        check.true("times ascend", first < second)
        old = container.get_blob_client("a", snapshot=first)
        check.equal("the old bytes", old.download_blob().readall(), b"one")
        check.equal("the old metadata", old.get_blob_properties().metadata, {"v": "1"})
        listed = [(b.name, b.snapshot) for b in container.list_blobs(include=["snapshots"])]
        check.equal("listed before the blob", listed, [("a", first), ("a", second), ("a", None)])
        check.error("deleting the blob alone", "SnapshotsPresent", blob.delete_blob, 409)
        old.delete_blob()
        check.error("one snapshot is gone", "BlobNotFound", lambda: old.download_blob(), 404)
        blob.delete_blob(delete_snapshots="only")
        check.equal("only the blob is left", [b.snapshot for b in container.list_blobs(include=["snapshots"])], [None])
        blob.create_snapshot()
        blob.delete_blob(delete_snapshots="include")
        check.equal("all is gone", list(container.list_blobs(include=["snapshots"])), [])

    def case_leases(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"one")
        mine, other = str(uuid.uuid4()), str(uuid.uuid4())
        lease = blob.acquire_lease(15, lease_id=mine)
        check.equal("its id", lease.id, mine)
        check.equal("state", blob.get_blob_properties().lease.state, "leased")
        check.equal("status", blob.get_blob_properties().lease.status, "locked")
        check.error("writing without it", "LeaseIdMissing", lambda: blob.upload_blob(b"x", overwrite=True), 412)
        check.error("writing with another", "LeaseIdMismatchWithBlobOperation",
                    lambda: blob.upload_blob(b"x", overwrite=True, lease=other), 412)
        blob.upload_blob(b"two", overwrite=True, lease=lease)
        check.equal("writing with it", blob.download_blob().readall(), b"two")
        check.error("deleting without it", "LeaseIdMissing", blob.delete_blob, 412)
        check.error("acquired by another", "LeaseAlreadyPresent", lambda: blob.acquire_lease(15, lease_id=other), 409)
        lease.renew()
        lease.change(other)
        check.equal("changed", lease.id, other)
        check.error("renewing with the old id", "LeaseIdMismatchWithLeaseOperation",
                    lambda: blob._client.blob.renew_lease(mine), 409)
        check.equal("broken after 15 s at most", lease.break_lease(lease_break_period=30) <= 15, True)
        check.equal("breaking", blob.get_blob_properties().lease.state, "breaking")
        check.equal("broken at once", lease.break_lease(lease_break_period=0), 0)
        check.equal("broken", blob.get_blob_properties().lease.state, "broken")
        blob.upload_blob(b"three", overwrite=True)
        check.equal("anyone writes", blob.download_blob().readall(), b"three")
        check.error("a lease that is not there", "LeaseNotPresentWithBlobOperation",
                    lambda: blob.upload_blob(b"x", overwrite=True, lease=mine), 412)
        lease = blob.acquire_lease(-1)
        check.equal("without an end", blob.get_blob_properties().lease.duration, "infinite")
        lease.release()
        check.equal("released", blob.get_blob_properties().lease.state, "available")
        check.error("of 14 seconds", "InvalidHeaderValue", lambda: blob.acquire_lease(14), 400)

    def case_copies(self, check):
        container = self.container()
        source = container.upload_blob("from/a b", b"text", metadata={"k": "v"},
                                       content_settings=ContentSettings(content_type="text/x"))
        copy = container.get_blob_client("to")
        done = copy.start_copy_from_url(source.url)
        check.equal("status", done["copy_status"], "success")
        check.equal("bytes", copy.download_blob().readall(), b"text")
        properties = copy.get_blob_properties()
        check.equal("metadata is the source's", properties.metadata, {"k": "v"})
        check.equal("so is the type", properties.content_settings.content_type, "text/x")
        check.equal("progress", properties.copy.progress, "4/4")
        check.equal("id", properties.copy.id, done["copy_id"])
        check.error("aborting what is done", "NoPendingCopyOperation", lambda: copy.abort_copy(done["copy_id"]), 409)
        other = container.get_blob_client("other")
        other.start_copy_from_url(source.url, metadata={"n": "1"})
        check.equal("metadata of its own", other.get_blob_properties().metadata, {"n": "1"})
        check.error("no source", "CannotVerifyCopySource",
                    lambda: other.start_copy_from_url(container.get_blob_client("none").url), 404)
        check.error(
            "the source's ETag", "SourceConditionNotMet",
            lambda: other.start_copy_from_url(source.url, source_etag='"0x0"',
                                              source_match_condition=MatchConditions.IfNotModified), 412)
        synchronous = container.get_blob_client("sync")
        synchronous.upload_blob_from_url(source.url)
        check.equal("put from a URL", synchronous.download_blob().readall(), b"text")
        blocks = container.get_blob_client("blocks")
        blocks.stage_block_from_url("0001", source.url, source_offset=1, source_length=2)
        blocks.commit_block_list([BlobBlock("0001")])
        check.equal("a block from a URL", blocks.download_blob().readall(), b"ex")
        log = container.get_blob_client("log")
        log.create_append_blob()
        log.append_block_from_url(source.url)
        check.equal("appended from a URL", log.download_blob().readall(), b"text")
        disk, target = container.get_blob_client("disk"), container.get_blob_client("disk2")
        disk.create_page_blob(4096)
        disk.upload_page(bytes([5]) * SECTOR, offset=0, length=SECTOR)
        target.create_page_blob(4096)
        target.upload_pages_from_url(disk.url, offset=1024, length=SECTOR, source_offset=0)
        check.equal("pages from a URL", [(r.start, r.end) for r in target.list_page_ranges()], [(1024, 1535)])
        snapshot = disk.create_snapshot()["snapshot"]
        backup = container.get_blob_client("backup")
        backup.start_copy_from_url(f"{disk.url}?snapshot={snapshot}", incremental_copy=True)
        check.true("an incremental copy", backup.get_blob_properties().copy.incremental_copy)

    # Listing

    def case_listing(self, check):
        container = self.container()
        names = ["a", "b/1", "b/2", "b/c/3", "b0", "z"]
        for name in names:
            container.upload_blob(name, name.encode(), metadata={"n": name})
        check.equal("all", [b.name for b in container.list_blobs()], names)
        check.equal("by prefix", [b.name for b in container.list_blobs(name_starts_with="b/")], ["b/1", "b/2", "b/c/3"])
        pages = [[b.name for b in page] for page in container.list_blobs(results_per_page=2).by_page()]
        check.equal("pages", pages, [["a", "b/1"], ["b/2", "b/c/3"], ["b0", "z"]])
        check.equal("one level", sorted(i.name for i in container.walk_blobs()), ["a", "b/", "b0", "z"])
        check.equal("the level below", sorted(i.name for i in container.walk_blobs(name_starts_with="b/")),
                    ["b/1", "b/2", "b/c/"])
        check.equal("with metadata", next(iter(container.list_blobs(include=["metadata"]))).metadata, {"n": "a"})
        check.equal("from a name on", [b.name for b in container.list_blobs(start_from="b/2")],
                    ["b/2", "b/c/3", "b0", "z"])
        first = next(iter(container.list_blobs()))
        check.equal("size", first.size, 1)
        check.equal("MD5", first.content_settings.content_md5, md5(b"a"))
        check.true("times", first.last_modified is not None and first.creation_time is not None)
        check.equal("a page of 0", self._status(lambda: list(container.list_blobs(results_per_page=0))), 400)

    @staticmethod
    def _status(body):
        try:
            body()
            return 200
        except HttpResponseError as error:
            return error.status_code

    # Access

    def case_shared_access(self, check):
        container = self.container()
        container.upload_blob("a", b"text")
        name = container.container_name
        blob_url = container.get_blob_client("a").url

        def blob(**options):
            query = generate_blob_sas(ACCOUNT, name, "a", account_key=KEY, **options)
            return BlobClient.from_blob_url(f"{blob_url}?{query}", retry_total=0)

        read = BlobSasPermissions(read=True)
        check.equal("reading", blob(permission=read, expiry=later()).download_blob().readall(), b"text")
        check.error("writing with it", "AuthorizationPermissionMismatch",
                    lambda: blob(permission=read, expiry=later()).upload_blob(b"x", overwrite=True), 403)
        check.error("expired", "AuthenticationFailed",
                    lambda: blob(permission=read, expiry=later(-1)).download_blob(), 403)
        check.error("not begun", "AuthenticationFailed",
                    lambda: blob(permission=read, expiry=later(60), start=later(30)).download_blob(), 403)
        check.error("over https only", "AuthorizationProtocolMismatch",
                    lambda: blob(permission=read, expiry=later(), protocol="https").download_blob(), 403)
        typed = blob(permission=read, expiry=later(), content_type="text/css").download_blob()
        check.equal("another content type", typed.properties.content_settings.content_type, "text/css")
        query = generate_blob_sas(ACCOUNT, name, "a", account_key=KEY, permission=read, expiry=later())
        other = BlobClient.from_blob_url(f"{container.get_blob_client('b').url}?{query}", retry_total=0)
        check.error("another blob", "AuthenticationFailed", lambda: other.download_blob(), 403)
        forged = BlobClient.from_blob_url(f"{blob_url}?{query.replace('sp=r', 'sp=rw')}", retry_total=0)
        check.error("forged permissions", "AuthenticationFailed", lambda: forged.download_blob(), 403)

        whole = generate_container_sas(ACCOUNT, name, KEY, permission=ContainerSasPermissions(list=True), expiry=later())
        lister = ContainerClient.from_container_url(f"{container.url}?{whole}", retry_total=0)
        check.equal("listing a container", [b.name for b in lister.list_blobs()], ["a"])
        check.error("reading with that", "AuthorizationPermissionMismatch", lambda: lister.download_blob("a"), 403)

        account = generate_account_sas(
            ACCOUNT, KEY, ResourceTypes(service=True), AccountSasPermissions(list=True), later())
        service = BlobServiceClient(self.emulator.url, credential=account, retry_total=0)
        check.true("listing an account", name in [c.name for c in service.list_containers()])
        check.error("another resource", "AuthorizationResourceTypeMismatch",
                    lambda: list(service.get_container_client(name).list_blobs()), 403)

    def case_keys(self, check):
        wrong = base64.b64encode(b"another key").decode()
        service = BlobServiceClient(self.emulator.url, credential={"account_name": ACCOUNT, "account_key": wrong}, retry_total=0)
        check.error("a wrong key", "AuthenticationFailed", lambda: list(service.list_containers()), 403)
        nobody = BlobServiceClient(self.emulator.url, retry_total=0)
        check.error("no key", "NoAuthenticationInformation", lambda: list(nobody.list_containers()), 401)
        container = self.container()
        container.upload_blob("a", b"text")
        container.set_container_access_policy({}, public_access="blob")
        public = nobody.get_blob_client(container.container_name, "a")
        check.equal("a public blob", public.download_blob().readall(), b"text")
        check.error("its container", "NoAuthenticationInformation",
                    lambda: list(nobody.get_container_client(container.container_name).list_blobs()), 401)

    # Account

    def case_batches(self, check):
        container = self.container()
        for number in range(20):
            container.upload_blob(str(number), b"x")
        replies = list(container.delete_blobs(*[str(n) for n in range(10)], "missing", raise_on_any_failure=False))
        check.equal("statuses", [r.status_code for r in replies], [202] * 10 + [404])
        check.equal("ten are left", len(list(container.list_blobs())), 10)
        replies = list(container.set_standard_blob_tier_blobs("Cool", "10", "11"))
        check.equal("tiers", [r.status_code for r in replies], [200, 200])
        check.equal("set", container.get_blob_client("11").get_blob_properties().blob_tier, "Cool")

    def case_soft_delete(self, check):
        container = self.container()
        self.service.set_service_properties(delete_retention_policy=RetentionPolicy(enabled=True, days=7))
        try:
            found = self.service.get_service_properties()["delete_retention_policy"]
            check.equal("the policy", (found.enabled, found.days), (True, 7))
            blob = container.upload_blob("a", b"text")
            blob.delete_blob()
            check.true("it is gone", not blob.exists())
            deleted = list(container.list_blobs(include=["deleted"]))
            check.equal("listed as deleted", [(b.name, b.deleted) for b in deleted], [("a", True)])
            blob.undelete_blob()
            check.equal("back again", blob.download_blob().readall(), b"text")
        finally:
            self.service.set_service_properties(delete_retention_policy=RetentionPolicy(enabled=False))

    def case_account(self, check):
        information = self.service.get_account_information()
        check.equal("kind", information["account_kind"], "StorageV2")
        check.equal("replication", information["sku_name"], "Standard_LRS")
        check.equal("stats", self.service._client.service.get_statistics().geo_replication.status, "live")

    def case_old_versions(self, check):
        for version in ["2019-02-02", "2020-10-02", "2021-12-02"]:
            service = BlobServiceClient.from_connection_string(self.emulator.connection_string, api_version=version)
            container = service.create_container(f"v-{uuid.uuid4().hex[:12]}")
            container.upload_blob("a", b"text")
            check.equal(f"{version} reads", container.download_blob("a").readall(), b"text")
            check.equal(f"{version} lists", [b.name for b in container.list_blobs()], ["a"])
