"""Corners of the blob service, by Microsoft's library where it reaches them, and by plain requests where it does not."""

import http.client
import time
import uuid

from azure.storage.blob import (
    BlobBlock, BlobClient, BlobSasPermissions, BlobServiceClient, ContainerClient, RetentionPolicy, StandardBlobTier,
    generate_blob_sas,
)

from .emulator import ACCOUNT, KEY, wait
from .sdk_blob_cases import SECTOR, later

LAST = (1 << 63) - 1


class ReviewCases:
    def __init__(self, emulator):
        self.emulator = emulator
        self.service = BlobServiceClient.from_connection_string(emulator.connection_string, retry_total=0)

    def all(self):
        for name in sorted(dir(self)):
            if name.startswith("case_"):
                yield name[5:].replace("_", " "), getattr(self, name)

    def container(self) -> ContainerClient:
        return self.service.create_container(f"r-{uuid.uuid4().hex[:12]}")

    def case_numbers_at_their_ends(self, check):
        container = self.container()
        disk = container.get_blob_client("disk")
        disk.create_page_blob(4096, sequence_number=LAST)
        pages = disk._client.page_blob
        check.error("pages up to the last number", "InvalidPageRange",
                    lambda: pages.clear_pages(0, range=f"bytes=0-{LAST}"), 416)
        check.error("a sequence number that cannot grow", "SequenceNumberIncrementTooLarge",
                    lambda: disk.set_sequence_number("increment"), 409)
        check.equal("it is as it was", disk.get_blob_properties().page_blob_sequence_number, LAST)
        stream = disk._client.blob.download(range=f"bytes=4000-{LAST}")
        check.equal("a range up to the last number", b"".join(stream), bytes(96))
        check.equal("ranges up to it", list(pages.get_page_ranges(range=f"bytes=0-{LAST}").page_range or []), [])
        text = container.upload_blob("text", b"text")
        check.error("from the last number on", "InvalidRange",
                    lambda: text._client.blob.download(range=f"bytes={LAST}-{LAST}"), 416)

    def case_a_tebibyte_is_read_as_it_goes(self, check):
        container = self.container()
        disk = container.get_blob_client("disk")
        disk.create_page_blob(1 << 40)
        disk.upload_page(bytes([7]) * SECTOR, offset=0, length=SECTOR)
        query = generate_blob_sas(ACCOUNT, container.container_name, "disk", account_key=KEY,
                                  permission=BlobSasPermissions(read=True), expiry=later())
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=20)
        connection.request("GET", f"/{ACCOUNT}/{container.container_name}/disk?{query}")
        reply = connection.getresponse()
        check.equal("its length", reply.getheader("Content-Length"), str(1 << 40))
        check.equal("its beginning", reply.read(SECTOR), bytes([7]) * SECTOR)
        read = sum(len(reply.read(1 << 20)) for _ in range(64))
        check.equal("more of it", read, 64 << 20)
        check.true("in little memory", self.emulator.resident_bytes < 600 << 20)
        connection.close()
        check.equal("it serves on", disk.get_blob_properties().size, 1 << 40)

    def case_history_is_not_taken_for_the_blob(self, check):
        container = self.container()
        blob = container.upload_blob("a", b"one", tags={"t": "1"})
        time_of = blob.create_snapshot()["snapshot"]
        blob.upload_blob(b"second", overwrite=True, tags={"t": "2"})
        old = container.get_blob_client("a", snapshot=time_of)
        old.set_standard_blob_tier(StandardBlobTier.COOL)
        check.equal("a snapshot's tier", old.get_blob_properties().blob_tier, "Cool")
        check.equal("the blob's stays", blob.get_blob_properties().blob_tier, "Hot")
        check.equal("so do its bytes", blob.download_blob().readall(), b"second")
        client = old._client.blob
        check.equal("a snapshot's tags are read", old._client.blob.get_tags(snapshot=time_of).blob_tag_set[0].value, "1")
        for what, change in [
            ("tags of a snapshot", ("tags", b"<Tags><TagSet></TagSet></Tags>", {})),
            ("a lease on a snapshot", ("lease", b"", {"x-ms-lease-action": "acquire", "x-ms-lease-duration": "15"})),
            ("metadata of a snapshot", ("metadata", b"", {"x-ms-meta-a": "b"})),
        ]:
            component, body, fields = change
            check.equal(what, self.put(container, "a", f"comp={component}&snapshot={time_of}", body, fields),
                        (400, "InvalidQueryParameterValue"))
        check.equal("the blob's tags stay", blob.get_blob_tags(), {"t": "2"})
        check.true("the client is one", client is not None)
        old.delete_blob()
        check.error("a snapshot that is gone", "BlobNotFound", old.delete_blob, 404)

    def put(self, container, name, query, body, fields):
        """A request that the library does not make, by a signature."""
        permission = BlobSasPermissions(read=True, write=True, delete=True, tag=True, create=True)
        signature = generate_blob_sas(ACCOUNT, container.container_name, name, account_key=KEY, permission=permission,
                                      expiry=later())
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=20)
        connection.request("PUT", f"/{ACCOUNT}/{container.container_name}/{name}?{query}&{signature}", body,
                           {"x-ms-version": "2021-12-02", **fields})
        reply = connection.getresponse()
        reply.read()
        connection.close()
        return reply.status, reply.getheader("x-ms-error-code")

    def case_rehydration_at_once(self, check):
        blob = self.container().upload_blob("a", b"text")
        blob.set_standard_blob_tier(StandardBlobTier.ARCHIVE)
        blob.set_standard_blob_tier(StandardBlobTier.HOT)
        check.equal("the tier", blob.get_blob_properties().blob_tier, "Hot")
        check.equal("the bytes", blob.download_blob().readall(), b"text")

    def case_soft_delete_in_full(self, check):
        container = self.container()
        self.service.set_service_properties(delete_retention_policy=RetentionPolicy(enabled=True, days=3))
        try:
            blob = container.upload_blob("a", b"one")
            first = blob.create_snapshot()["snapshot"]
            raw = []
            blob.delete_blob(delete_snapshots="include", raw_response_hook=lambda r: raw.append(r.http_response))
            check.equal("kept", raw[0].headers["x-ms-delete-type-permanent"], "false")
            deleted = [(b.snapshot, b.deleted) for b in container.list_blobs(include=["snapshots", "deleted"])]
            check.equal("both are listed", deleted, [(first, True), (None, True)])
            left = [b.remaining_retention_days for b in container.list_blobs(include=["deleted"])]
            check.true("with the days that are left", left[0] in (2, 3))
            query = f"?snapshot={first}&deletetype=permanent"
            check.equal("a snapshot for good", self.delete(container, "a", query), 202)
            check.equal("it is gone for good", self.delete(container, "a", query), 404)
            blob.undelete_blob()
            check.equal("the blob came back", blob.download_blob().readall(), b"one")
            check.equal("the snapshot did not", [b.snapshot for b in container.list_blobs(include=["snapshots"])], [None])
            blob.upload_blob(b"two", overwrite=True)
            kept = [b.snapshot for b in container.list_blobs(include=["snapshots", "deleted"]) if b.deleted]
            check.equal("what is overwritten is kept", len(kept), 1)
        finally:
            self.service.set_service_properties(delete_retention_policy=RetentionPolicy(enabled=False))
        raw = []
        blob.delete_blob(delete_snapshots="include", raw_response_hook=lambda r: raw.append(r.http_response))
        check.equal("not kept", raw[0].headers["x-ms-delete-type-permanent"], "true")

    def delete(self, container, name, query):
        from azure.core.rest import HttpRequest

        request = HttpRequest("DELETE", f"{container.url}/{name}{query}",
                              headers={"x-ms-version": "2021-12-02"})
        return container._client._client._pipeline.run(request).http_response.status_code

    def case_addresses_of_signatures(self, check):
        container = self.container()
        container.upload_blob("a", b"text")

        def status(ip):
            query = generate_blob_sas(ACCOUNT, container.container_name, "a", account_key=KEY, ip=ip,
                                      permission=BlobSasPermissions(read=True), expiry=later())
            url = f"{container.get_blob_client('a').url}?{query}"
            return lambda: BlobClient.from_blob_url(url, retry_total=0).download_blob().readall()

        check.equal("from one", status("127.0.0.1")(), b"text")
        check.equal("from a range", status("127.0.0.0-127.0.0.9")(), b"text")
        check.error("from another", "AuthorizationSourceIPMismatch", status("10.1.2.3"), 403)
        check.error("from another range", "AuthorizationSourceIPMismatch", status("127.0.0.2-127.0.0.9"), 403)

    def case_signatures_that_create(self, check):
        container = self.container()

        def blob(name):
            query = generate_blob_sas(ACCOUNT, container.container_name, name, account_key=KEY,
                                      permission=BlobSasPermissions(create=True), expiry=later())
            return BlobClient.from_blob_url(f"{container.get_blob_client(name).url}?{query}", retry_total=0)

        blob("a").upload_blob(b"text")
        check.equal("a blob", container.download_blob("a").readall(), b"text")
        check.error("not over another", "UnauthorizedBlobOverwrite",
                    lambda: blob("a").upload_blob(b"x", overwrite=True), 403)
        blob("b").stage_block("0001", b"block")
        blob("b").commit_block_list([BlobBlock("0001")])
        check.equal("by blocks", container.download_blob("b").readall(), b"block")

    def case_documents_with_references(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        name = "~~~~>>>?"
        blob.stage_block(name, b"text")
        encoded = blob.get_block_list("uncommitted")[1][0].id
        check.equal("the block's id", encoded, name)
        body = b"<BlockList><Latest>fn5+fj4&#62;Pj8=</Latest></BlockList>"
        check.equal("an id that is none", self.put(container, "a", "comp=blocklist", body, {}), (400, "InvalidBlockId"))
        body = b"<BlockList><Latest>fn5&#x2B;fj4&#43;Pj8&#61;</Latest></BlockList>"
        check.equal("an id in references", self.put(container, "a", "comp=blocklist", body, {}), (201, None))
        check.equal("its bytes", blob.download_blob().readall(), b"text")
        body = b"<Tags><TagSet><Tag><Key>a&#45;b</Key><Value>c &#x2e; d</Value></Tag></TagSet></Tags>"
        check.equal("tags in references", self.put(container, "a", "comp=tags", body, {}), (204, None))
        check.equal("the tags", blob.get_blob_tags(), {"a-b": "c . d"})
        check.error("letters that tags cannot have", "InvalidTag", lambda: blob.set_blob_tags({"a": "ä"}), 400)

    def case_bodies(self, check):
        container = self.container()
        old = ContainerClient.from_connection_string(
            self.emulator.connection_string, container.container_name, api_version="2019-07-07", retry_total=0)
        append = old.get_blob_client("log")
        append.create_append_blob()
        check.error("5 MiB appended in an old version", "RequestBodyTooLarge",
                    lambda: append._client.append_blob.append_block(5 << 20, bytes(5 << 20)), 413)
        new = container.get_blob_client("log")
        check.equal("and in a new one", new.append_block(bytes(5 << 20))["blob_append_offset"], "0")
        check.equal("more than 256 MiB in an old version",
                    self.raw_put(container, "old", "2019-07-07", (256 << 20) + 1), 413)
        check.equal("no length", self.raw_put(container, "large", "2021-12-02", None), 411)
        before = self.emulator.resident_bytes
        check.equal("a block of 600 MiB",
                    self.raw_put(container, "block", "2021-12-02", 600 << 20, "comp=block&blockid=MDAwMQ%3D%3D&"), 201)
        large = container.get_blob_client("block")
        large.commit_block_list([BlobBlock("0001")])
        check.equal("its size", large.get_blob_properties().size, 600 << 20)
        check.true("in about that much memory", self.emulator.resident_bytes - before < 800 << 20)
        check.equal("its end", large.download_blob(offset=(600 << 20) - 4, length=4).readall(), b"text")
        large.delete_blob()
        check.true("which is given back", wait(lambda: self.emulator.resident_bytes - before < 300 << 20))

    def raw_put(self, container, name, version, length, query=""):
        """Without a length in pieces; else of that many bytes, the last of them `text`."""
        signature = generate_blob_sas(ACCOUNT, container.container_name, name, account_key=KEY,
                                      permission=BlobSasPermissions(create=True), expiry=later())
        connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=60)
        connection.putrequest("PUT", f"/{ACCOUNT}/{container.container_name}/{name}?{query}{signature}")
        connection.putheader("x-ms-version", version)
        connection.putheader("x-ms-blob-type", "BlockBlob")
        if length is None:
            connection.putheader("Transfer-Encoding", "chunked")
        else:
            connection.putheader("Content-Length", str(length))
        connection.endheaders()
        if length is None:
            connection.send(b"4\r\ntext\r\n0\r\n\r\n")
        else:
            block = bytes((1 << 20) - 4) + b"text"
            for start in range(0, length, len(block)):
                connection.send(block[:min(len(block), length - start)])
        reply = connection.getresponse()
        reply.read()
        connection.close()
        return reply.status

    def case_many_blocks_and_pages(self, check):
        container = self.container()
        blob = container.get_blob_client("blocks")
        begun = time.monotonic()
        for number in range(1000):
            blob.stage_block(f"{number:06}", b"x")
        blob.commit_block_list([BlobBlock(f"{n:06}") for n in range(1000)])
        check.equal("a thousand blocks", blob.get_blob_properties().size, 1000)
        disk = container.get_blob_client("disk")
        disk.create_page_blob(1 << 40)
        for number in range(300):
            disk.upload_page(bytes([1]) * SECTOR, offset=number << 31, length=SECTOR)
        disk.clear_page(offset=0, length=SECTOR)
        check.equal("pages far apart", len(list(disk.list_page_ranges())), 299)
        check.true("in time", time.monotonic() - begun < 60)

    def case_incremental_copies(self, check):
        container = self.container()
        disk, backup = container.get_blob_client("disk"), container.get_blob_client("backup")
        disk.create_page_blob(1 << 20)
        disk.upload_page(bytes([1]) * SECTOR, offset=0, length=SECTOR)
        first = disk.create_snapshot()["snapshot"]
        disk.upload_page(bytes([2]) * SECTOR, offset=4 * SECTOR, length=SECTOR)
        disk.upload_page(bytes([1]) * SECTOR, offset=0, length=SECTOR)
        second = disk.create_snapshot()["snapshot"]

        def copy(snapshot, source=disk):
            return backup.start_copy_from_url(f"{source.url}?snapshot={snapshot}", incremental_copy=True)

        copy(first)
        one = backup.get_blob_properties().copy.destination_snapshot
        copy(second)
        two = backup.get_blob_properties().copy.destination_snapshot
        listed = [b.snapshot for b in container.list_blobs(name_starts_with="backup", include=["snapshots"])]
        check.equal("a snapshot each", listed, [one, two, None])
        later_one = container.get_blob_client("backup", snapshot=two)
        changes = [(r.start, r.end, r.cleared) for r in later_one.list_page_ranges(previous_snapshot=one)]
        check.equal("what differs between them", changes, [(4 * SECTOR, 5 * SECTOR - 1, False)])
        data = later_one.download_blob(offset=0, length=5 * SECTOR).readall()
        check.equal("the bytes of the later", data, bytes([1]) * SECTOR + bytes(3 * SECTOR) + bytes([2]) * SECTOR)
        check.error("the earlier one again", "IncrementalCopyOfEarlierVersionSnapshotNotAllowed", lambda: copy(first), 409)
        other = container.get_blob_client("other")
        other.create_page_blob(4096)
        third = other.create_snapshot()["snapshot"]
        check.error("of another blob", "IncrementalCopyBlobMismatch", lambda: copy(third, other), 409)
        check.error("not of a snapshot", "IncrementalCopySourceMustBeSnapshot",
                    lambda: backup.start_copy_from_url(disk.url, incremental_copy=True), 409)
        check.error("written to", "OperationNotAllowedOnIncrementalCopyBlob",
                    lambda: backup.upload_page(bytes(SECTOR), offset=0, length=SECTOR), 409)
        check.error("read without a snapshot", "OperationNotAllowedOnIncrementalCopyBlob",
                    lambda: backup.download_blob(offset=0, length=SECTOR), 409)
        check.error("a later snapshot as the earlier", "PreviousSnapshotCannotBeNewer",
                    lambda: list(container.get_blob_client("backup", snapshot=one).list_page_ranges(previous_snapshot=two)),
                    409)


def rehydration(check, emulator) -> None:
    """On an account where it takes a second."""
    service = BlobServiceClient.from_connection_string(emulator.connection_string, retry_total=0)
    blob = service.create_container("archive").upload_blob("a", b"text")
    blob.set_standard_blob_tier(StandardBlobTier.ARCHIVE)
    check.equal("archived", blob.get_blob_properties().blob_tier, "Archive")
    check.error("reading an archived blob", "BlobArchived", lambda: blob.download_blob(), 409)
    blob.set_standard_blob_tier(StandardBlobTier.HOT)
    check.equal("on its way", blob.get_blob_properties().archive_status, "rehydrate-pending-to-hot")
    check.equal("still archived", blob.get_blob_properties().blob_tier, "Archive")
    check.error("to yet another tier", "BlobBeingRehydrated", lambda: blob.set_standard_blob_tier("Cool"), 409)
    check.true("it ends", wait(lambda: blob.get_blob_properties().archive_status is None))
    check.equal("in the tier", blob.get_blob_properties().blob_tier, "Hot")
    check.equal("with its bytes", blob.download_blob().readall(), b"text")
