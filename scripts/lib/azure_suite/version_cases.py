"""Versions of blobs, on an account that keeps them."""

import uuid

from azure.storage.blob import BlobBlock, BlobSasPermissions, BlobClient, BlobServiceClient, StandardBlobTier, generate_blob_sas

from .emulator import ACCOUNT, KEY
from .sdk_blob_cases import later


class VersionCases:
    def __init__(self, emulator):
        self.service = BlobServiceClient.from_connection_string(emulator.connection_string, retry_total=0)

    def all(self):
        for name in sorted(dir(self)):
            if name.startswith("case_"):
                yield name[5:].replace("_", " "), getattr(self, name)

    def container(self):
        return self.service.create_container(f"v-{uuid.uuid4().hex[:12]}")

    @staticmethod
    def listed(container):
        return [(b.name, b.version_id, b.is_current_version) for b in container.list_blobs(include=["versions"])]

    def case_writing(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        first = blob.upload_blob(b"one", metadata={"n": "1"})["version_id"]
        second = blob.upload_blob(b"two", overwrite=True)["version_id"]
        check.true("ids ascend", first < second)
        third = blob.set_blob_metadata({"n": "3"})["version_id"]
        blob.stage_block("0001", b"four")
        fourth = blob.commit_block_list([BlobBlock("0001")])["version_id"]
        check.equal("each write makes one", self.listed(container),
                    [("a", first, None), ("a", second, None), ("a", third, None), ("a", fourth, True)])
        check.equal("the blob alone else", [b.version_id for b in container.list_blobs()], [None])
        check.equal("the first", blob.download_blob(version_id=first).readall(), b"one")
        check.equal("its metadata", blob.get_blob_properties(version_id=first).metadata, {"n": "1"})
        check.equal("the third's metadata", blob.get_blob_properties(version_id=third).metadata, {"n": "3"})
        now = blob.get_blob_properties()
        check.equal("the current one", (now.version_id, now.is_current_version), (fourth, True))
        check.equal("by its id", blob.download_blob(version_id=fourth).readall(), b"four")
        check.true("an earlier one is not current", not blob.get_blob_properties(version_id=second).is_current_version)
        check.error("one that never was", "BlobNotFound",
                    lambda: blob.download_blob(version_id="2020-01-01T00:00:00.0000000Z"), 404)
        pages = [[b.version_id for b in page]
                 for page in container.list_blobs(include=["versions"], results_per_page=3).by_page()]
        check.equal("listed in pages", pages, [[first, second, third], [fourth]])

    def case_what_makes_none(self, check):
        container = self.container()
        log = container.get_blob_client("log")
        log.create_append_blob()
        log.append_block(b"x")
        disk = container.get_blob_client("disk")
        disk.create_page_blob(4096)
        disk.upload_page(bytes(512), offset=0, length=512)
        disk.resize_blob(8192)
        check.equal("appending and pages", len(self.listed(container)), 2)
        check.true("they have ids", all(version for _, version, _ in self.listed(container)))

    def case_deleting(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        first = blob.upload_blob(b"one")["version_id"]
        second = blob.upload_blob(b"two", overwrite=True)["version_id"]
        check.error("the current one by its id", "OperationNotAllowedOnRootBlob",
                    lambda: blob.delete_blob(version_id=second), 403)
        blob.delete_blob()
        check.error("the blob is gone", "BlobNotFound", lambda: blob.download_blob(), 404)
        check.equal("it is not listed", list(container.list_blobs()), [])
        check.equal("its versions are", self.listed(container), [("a", first, None), ("a", second, None)])
        check.equal("with their bytes", blob.download_blob(version_id=second).readall(), b"two")
        check.error("deleted again", "BlobNotFound", blob.delete_blob, 404)
        blob.delete_blob(version_id=first)
        check.equal("one is left", self.listed(container), [("a", second, None)])
        check.error("it is gone for good", "BlobNotFound", lambda: blob.delete_blob(version_id=first), 404)
        restored = blob.start_copy_from_url(f"{blob.url}?versionid={second}")
        check.equal("copied back", restored["copy_status"], "success")
        check.equal("the bytes are back", blob.download_blob().readall(), b"two")
        check.equal("as a version of its own", [(i[0], i[2]) for i in self.listed(container)], [("a", None), ("a", True)])

    def case_restoring_over_what_is_there(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        first = blob.upload_blob(b"one", metadata={"n": "1"})["version_id"]
        blob.upload_blob(b"two", overwrite=True)
        blob.start_copy_from_url(f"{blob.url}?versionid={first}")
        check.equal("bytes", blob.download_blob().readall(), b"one")
        check.equal("metadata", blob.get_blob_properties().metadata, {"n": "1"})
        check.equal("three of them", len(self.listed(container)), 3)

    def case_tiers_and_tags(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        first = blob.upload_blob(b"one")["version_id"]
        blob.upload_blob(b"two", overwrite=True)
        blob.set_standard_blob_tier(StandardBlobTier.COOL, version_id=first)
        blob.set_blob_tags({"t": "1"}, version_id=first)
        check.equal("a version's tier", blob.get_blob_properties(version_id=first).blob_tier, "Cool")
        check.equal("a version's tags", blob.get_blob_tags(version_id=first), {"t": "1"})
        check.equal("the blob's tier", blob.get_blob_properties().blob_tier, "Hot")
        check.equal("the blob's tags", blob.get_blob_tags(), {})

    def case_snapshots(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        first = blob.upload_blob(b"one")["version_id"]
        taken = blob.create_snapshot()
        check.true("a snapshot begins a version", taken["version_id"] > first)
        check.equal("both are there", [i[1] for i in self.listed(container)], [first, taken["version_id"]])
        check.error("both at once", "MutuallyExclusiveQueryParameters",
                    lambda: container.get_blob_client("a", snapshot=taken["snapshot"]).download_blob(version_id=first), 400)

    def case_signatures(self, check):
        container = self.container()
        blob = container.get_blob_client("a")
        first = blob.upload_blob(b"one")["version_id"]
        blob.upload_blob(b"two", overwrite=True)
        query = generate_blob_sas(ACCOUNT, container.container_name, "a", account_key=KEY, version_id=first,
                                  permission=BlobSasPermissions(read=True), expiry=later())
        reader = BlobClient.from_blob_url(f"{blob.url}?{query}", retry_total=0)
        check.equal("for one version", reader.download_blob(version_id=first).readall(), b"one")
