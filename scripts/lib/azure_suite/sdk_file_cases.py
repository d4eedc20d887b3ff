"""What Microsoft's library for files must find at the emulated account, each case in a share of its own."""

import datetime
import hashlib
import uuid

from azure.storage.blob import BlobServiceClient
from azure.storage.fileshare import (
    AccessPolicy, AccountSasPermissions, ContentSettings, FileSasPermissions, ResourceTypes, ShareClient, ShareFileClient,
    ShareSasPermissions, ShareServiceClient, generate_account_sas, generate_file_sas, generate_share_sas,
)

from .emulator import ACCOUNT, KEY, wait
from .sdk_blob_cases import SECTOR, later, md5


class FileCases:
    def __init__(self, emulator):
        self.emulator = emulator
        self.service = ShareServiceClient.from_connection_string(emulator.connection_string, retry_total=0)

    def all(self):
        for name in sorted(dir(self)):
            if name.startswith("case_"):
                yield name[5:].replace("_", " "), getattr(self, name)

    def share(self) -> ShareClient:
        return self.service.create_share(f"s-{uuid.uuid4().hex[:12]}")

    # Shares

    def case_shares(self, check):
        name = f"s-{uuid.uuid4().hex[:12]}"
        share = self.service.create_share(name, metadata={"site": "fra1"}, quota=10)
        properties = share.get_share_properties()
        check.equal("quota", properties.quota, 10)
        check.equal("metadata", properties.metadata, {"site": "fra1"})
        check.equal("tier", properties.access_tier, "TransactionOptimized")
        check.equal("lease", properties.lease.state, "available")
        check.error("created twice", "ShareAlreadyExists", lambda: self.service.create_share(name), 409)
        check.error("a name in capitals", "InvalidResourceName", lambda: self.service.create_share("Not-Allowed"), 400)
        check.error("no quota at all", "InvalidHeaderValue", lambda: self.service.create_share("abcd", quota=0), 400)
        share.set_share_quota(20)
        share.set_share_metadata({"a": "1"})
        changed = share.get_share_properties()
        check.equal("another quota", changed.quota, 20)
        check.equal("other metadata", changed.metadata, {"a": "1"})
        check.true("another ETag", changed.etag != properties.etag)
        share.get_file_client("a").upload_file(b"x" * 1000)
        check.equal("statistics", share.get_share_stats(), 1000)
        share.delete_share()
        check.error("deleted", "ShareNotFound", share.get_share_properties, 404)
        check.error("deleted twice", "ShareNotFound", share.delete_share, 404)
        check.error("a file of none", "ShareNotFound", lambda: share.get_file_client("a").upload_file(b"x"), 404)

    def case_listing_shares(self, check):
        stem = f"l-{uuid.uuid4().hex[:8]}"
        for number in range(5):
            self.service.create_share(f"{stem}-{number}", metadata={"n": str(number)}, quota=number + 1)
        listed = list(self.service.list_shares(name_starts_with=stem, include_metadata=True))
        check.equal("names", [s.name for s in listed], [f"{stem}-{n}" for n in range(5)])
        check.equal("quotas", [s.quota for s in listed], [1, 2, 3, 4, 5])
        check.equal("metadata", listed[3].metadata, {"n": "3"})
        pages = self.service.list_shares(name_starts_with=stem, results_per_page=2).by_page()
        check.equal("pages", [len(list(page)) for page in pages], [2, 2, 1])
        taken = self.service.get_share_client(f"{stem}-0").create_snapshot()["snapshot"]
        listed = list(self.service.list_shares(name_starts_with=f"{stem}-0", include_snapshots=True))
        check.equal("snapshots", [s.snapshot for s in listed], [taken, None])

    def case_share_snapshots(self, check):
        share = self.share()
        file = share.get_file_client("a")
        file.upload_file(b"one")
        taken = share.create_snapshot()["snapshot"]
        file.upload_file(b"other")
        old = ShareClient.from_connection_string(
            self.emulator.connection_string, share.share_name, snapshot=taken, retry_total=0)
        check.equal("the old bytes", old.get_file_client("a").download_file().readall(), b"one")
        check.equal("the new bytes", file.download_file().readall(), b"other")
        check.equal("listed", [i["name"] for i in old.list_directories_and_files()], ["a"])
        check.error("deleting the share alone", "ShareHasSnapshots", share.delete_share, 409)
        old.delete_share()
        check.error("the snapshot is gone", "ShareSnapshotNotFound", lambda: old.get_file_client("a").download_file(), 404)
        share.create_snapshot()
        share.delete_share(delete_snapshots=True)
        check.error("the share is gone", "ShareNotFound", share.get_share_properties, 404)

    def case_share_policies_and_leases(self, check):
        share = self.share()
        policy = AccessPolicy(permission=ShareSasPermissions(read=True), expiry=later(), start=later(-10))
        share.set_share_access_policy({"readers": policy})
        check.equal("the policy", [p.id for p in share.get_share_access_policy()["signed_identifiers"]], ["readers"])
        share.get_file_client("a").upload_file(b"text")
        query = generate_share_sas(ACCOUNT, share.share_name, KEY, policy_id="readers")
        reader = ShareClient.from_share_url(f"{share.url}?{query}", retry_total=0)
        check.equal("reading by it", reader.get_file_client("a").download_file().readall(), b"text")
        lease = share.acquire_lease(lease_duration=-1)
        check.error("deleting under a lease", "LeaseIdMissing", share.delete_share, 412)
        lease.release()
        share.delete_share()
        check.true("released", True)

    # Directories

    def case_directories(self, check):
        share = self.share()
        folder = share.create_directory("folder", metadata={"k": "v"})
        properties = folder.get_directory_properties()
        check.equal("metadata", properties.metadata, {"k": "v"})
        check.true("attributes", "Directory" in str(properties.file_attributes))
        check.true("an id", int(properties.file_id) > 0)
        check.error("made twice", "ResourceAlreadyExists", lambda: share.create_directory("folder"), 409)
        check.error("case does not matter", "ResourceAlreadyExists", lambda: share.create_directory("FOLDER"), 409)
        check.error("without its parent", "ParentNotFound", lambda: share.create_directory("no/such"), 404)
        inner = folder.create_subdirectory("inner")
        folder.set_directory_metadata({"k": "w"})
        check.equal("other metadata", folder.get_directory_properties().metadata, {"k": "w"})
        check.error("not empty", "DirectoryNotEmpty", folder.delete_directory, 409)
        inner.delete_directory()
        folder.delete_directory()
        check.error("gone", "ResourceNotFound", folder.get_directory_properties, 404)
        check.error("deleted twice", "ResourceNotFound", folder.delete_directory, 404)
        check.true("it does not exist", not folder.exists())
        share.get_file_client("file").upload_file(b"x")
        check.error("of a file", "ResourceTypeMismatch",
                    lambda: share.get_directory_client("file").get_directory_properties(), 409)
        check.error("a name that Windows forbids", "InvalidResourceName", lambda: share.create_directory("a*b"), 400)

    def case_listing_directories(self, check):
        share = self.share()
        for name in ["b", "d"]:
            share.create_directory(name)
        for name in ["a", "c", "ä ö", "x&y 1", "E"]:
            share.get_file_client(name).upload_file(name.encode())
        listed = list(share.list_directories_and_files())
        check.equal("names", sorted(i["name"] for i in listed), sorted(["a", "b", "c", "d", "E", "x&y 1", "ä ö"]))
        check.equal("directories", sorted(i["name"] for i in listed if i["is_directory"]), ["b", "d"])
        check.equal("sizes", {i["name"]: i["size"] for i in listed if not i["is_directory"]}["ä ö"], 5)
        found = [i["name"] for i in share.list_directories_and_files(name_starts_with="x")]
        check.equal("by prefix", found, ["x&y 1"])
        check.equal("in any case", [i["name"] for i in share.list_directories_and_files(name_starts_with="e")], ["E"])
        pages = [[i["name"] for i in page] for page in share.list_directories_and_files(results_per_page=3).by_page()]
        check.equal("pages", [len(page) for page in pages], [3, 3, 1])
        check.equal("nothing twice", len({name for page in pages for name in page}), 7)
        details = list(share.list_directories_and_files(
            name_starts_with="a", include=["timestamps", "Etag", "Attributes", "PermissionKey"]))
        check.true("with times", details[0].last_modified is not None and details[0].last_write_time is not None)
        check.equal("with the ETag", details[0].etag, share.get_file_client("a").get_file_properties().etag)
        check.true("with attributes", "Archive" in str(details[0].file_attributes))
        check.equal("an empty one", list(share.get_directory_client("b").list_directories_and_files()), [])
        check.error("one that is not there", "ResourceNotFound",
                    lambda: list(share.get_directory_client("no").list_directories_and_files()), 404)

    # Files

    def case_files(self, check):
        share = self.share()
        share.create_directory("folder")
        file = share.get_file_client("folder/a b+c%&=#é.bin")
        data = bytes(range(256)) * 40
        file.upload_file(data, metadata={"n": "1"}, content_settings=ContentSettings(
            content_type="text/plain", content_language="de", cache_control="no-cache", content_disposition="attachment",
            content_md5=md5(data)))
        properties = file.get_file_properties()
        check.equal("the size", properties.size, len(data))
        check.equal("metadata", properties.metadata, {"n": "1"})
        check.equal("the type", properties.content_settings.content_type, "text/plain")
        check.equal("the language", properties.content_settings.content_language, "de")
        check.equal("cache control", properties.content_settings.cache_control, "no-cache")
        check.equal("the MD5", properties.content_settings.content_md5, md5(data))
        check.equal("kind", properties.file_type, "File")
        check.true("times", properties.creation_time is not None and properties.last_write_time is not None)
        check.equal("all bytes", file.download_file().readall(), data)
        check.equal("a range", file.download_file(offset=100, length=50).readall(), data[100:150])
        check.equal("a range, with its sum",
                    file.download_file(offset=100, length=50, validate_content=True).readall(), data[100:150])
        check.error("beyond the end", "InvalidRange", lambda: file.download_file(offset=len(data) + 1, length=10), 416)
        file.set_file_metadata({"n": "2"})
        check.equal("other metadata", file.get_file_properties().metadata, {"n": "2"})
        file.set_http_headers(ContentSettings(content_type="image/png"))
        changed = file.get_file_properties().content_settings
        check.equal("another type", changed.content_type, "image/png")
        check.equal("the rest is cleared", changed.content_language, None)
        file.resize_file(100)
        check.equal("shorter", file.download_file().readall(), data[:100])
        file.resize_file(200)
        check.equal("longer again, with zeros", file.download_file().readall(), data[:100] + bytes(100))
        check.error("without its directory", "ParentNotFound",
                    lambda: share.get_file_client("no/such").upload_file(b"x"), 404)
        check.error("where a directory is", "ResourceTypeMismatch",
                    lambda: share.get_file_client("folder").upload_file(b"x"), 409)
        file.delete_file()
        check.error("gone", "ResourceNotFound", file.get_file_properties, 404)
        check.error("deleted twice", "ResourceNotFound", file.delete_file, 404)

    def case_ranges(self, check):
        share = self.share()
        file = share.get_file_client("disk")
        file.create_file(1 << 40)
        check.equal("a tebibyte", file.get_file_properties().size, 1 << 40)
        check.equal("no range yet", file.get_ranges(), [])
        block = bytes([7]) * SECTOR
        file.upload_range(block, offset=1 << 30, length=SECTOR)
        file.upload_range(block * 8, offset=0, length=8 * SECTOR)
        file.clear_range(offset=2 * SECTOR, length=SECTOR)
        check.equal("ranges", [(r["start"], r["end"]) for r in file.get_ranges()],
                    [(0, 2 * SECTOR - 1), (3 * SECTOR, 8 * SECTOR - 1), (1 << 30, (1 << 30) + SECTOR - 1)])
        check.equal("within some", [(r["start"], r["end"]) for r in file.get_ranges(offset=4 * SECTOR, length=SECTOR)],
                    [(4 * SECTOR, 5 * SECTOR - 1)])
        read = file.download_file(offset=SECTOR, length=3 * SECTOR).readall()
        check.equal("zeros between", read, block + bytes(SECTOR) + block)
        file.upload_range(b"odd", offset=1001, length=3)
        check.equal("at any place", file.download_file(offset=1000, length=5).readall(), b"\x07odd\x07")
        file.upload_range(b"summed", offset=0, length=6, validate_content=True)
        check.equal("with a sum", file.download_file(offset=0, length=6).readall(), b"summed")
        check.error("a wrong sum", "Md5Mismatch", lambda: file._client.file.upload_range(
            b"text", range="bytes=0-3", content_length=4, content_md5=bytes(16)), 400)
        check.error("beyond the end", "InvalidRange", lambda: file.upload_range(block, offset=1 << 40, length=SECTOR), 416)
        taken = share.create_snapshot()["snapshot"]
        file.upload_range(bytes([2]) * SECTOR, offset=3 * SECTOR, length=SECTOR)
        file.clear_range(offset=5 * SECTOR, length=SECTOR)
        written, cleared = file.get_ranges_diff(previous_sharesnapshot=taken)
        check.equal("written since", [(r["start"], r["end"]) for r in written], [(3 * SECTOR, 4 * SECTOR - 1)])
        check.equal("cleared since", [(r["start"], r["end"]) for r in cleared], [(5 * SECTOR, 6 * SECTOR - 1)])

    def case_a_large_file(self, check):
        share = self.share()
        data = hashlib.sha256(b"seed").digest() * 400_000
        file = share.get_file_client("large")
        file.upload_file(data, max_concurrency=2)
        check.equal("its bytes", hashlib.md5(file.download_file(max_concurrency=2).readall()).digest(),
                    hashlib.md5(data).digest())

    def case_properties_of_smb(self, check):
        share = self.share()
        then = datetime.datetime(2020, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
        file = share.get_file_client("a")
        file.create_file(0, file_attributes="ReadOnly|Hidden", file_creation_time=then, file_last_write_time=then)
        properties = file.get_file_properties()
        check.true("attributes", "ReadOnly" in str(properties.file_attributes))
        check.equal("made", properties.creation_time.replace(tzinfo=None), then.replace(tzinfo=None))
        check.equal("written", properties.last_write_time.replace(tzinfo=None), then.replace(tzinfo=None))
        file.set_file_metadata({"k": "v"})
        after = file.get_file_properties()
        check.equal("metadata leaves that", after.last_write_time.replace(tzinfo=None), then.replace(tzinfo=None))
        check.true("but not the ETag", after.etag != properties.etag)

    def case_copies(self, check):
        share = self.share()
        source = share.get_file_client("source")
        source.upload_file(b"some text", metadata={"k": "v"})
        copy = share.get_file_client("copy")
        done = copy.start_copy_from_url(source.url)
        check.equal("status", done["copy_status"], "success")
        check.equal("bytes", copy.download_file().readall(), b"some text")
        properties = copy.get_file_properties()
        check.equal("metadata", properties.metadata, {"k": "v"})
        check.equal("progress", properties.copy.progress, "9/9")
        check.error("aborting what is done", "NoPendingCopyOperation", lambda: copy.abort_copy(done["copy_id"]), 409)
        check.error("no source", "ResourceNotFound",
                    lambda: copy.start_copy_from_url(share.get_file_client("none").url), 404)
        blobs = BlobServiceClient.from_connection_string(self.emulator.connection_string, retry_total=0)
        blob = blobs.create_container(f"c-{uuid.uuid4().hex[:8]}").upload_blob("b", b"of a blob")
        copy.start_copy_from_url(blob.url)
        check.equal("of a blob", copy.download_file().readall(), b"of a blob")
        query = generate_file_sas(ACCOUNT, share.share_name, ["source"], KEY,
                                  permission=FileSasPermissions(read=True), expiry=later())
        target = share.get_file_client("target")
        target.create_file(100)
        target.upload_range_from_url(f"{source.url}?{query}", offset=10, length=4, source_offset=5)
        check.equal("a range from a URL", target.download_file(offset=9, length=6).readall(), b"\0text\0")

    def case_renaming(self, check):
        share = self.share()
        share.create_directory("one")
        share.create_directory("two")
        file = share.get_file_client("one/a")
        file.upload_file(b"text", metadata={"k": "v"})
        moved = file.rename_file("two/b")
        check.equal("its bytes", moved.download_file().readall(), b"text")
        check.equal("its metadata", moved.get_file_properties().metadata, {"k": "v"})
        check.error("gone from there", "ResourceNotFound", file.get_file_properties, 404)
        other = share.get_file_client("two/c")
        other.upload_file(b"other")
        check.error("where one is", "ResourceAlreadyExists", lambda: other.rename_file("two/b"), 409)
        replaced = other.rename_file("two/b", overwrite=True)
        check.equal("over it", replaced.download_file().readall(), b"other")
        check.error("no directory there", "ParentNotFound", lambda: replaced.rename_file("no/b"), 404)
        folder = share.get_directory_client("two").rename_directory("one/two")
        check.equal("a directory", [i["name"] for i in folder.list_directories_and_files()], ["b"])
        check.equal("with what is in it", share.get_file_client("one/two/b").download_file().readall(), b"other")
        cased = share.get_file_client("one/two/b").rename_file("one/two/B")
        check.equal("another case", [i["name"] for i in folder.list_directories_and_files()], ["B"])
        check.equal("the same file", cased.download_file().readall(), b"other")

    def case_leases(self, check):
        share = self.share()
        file = share.get_file_client("a")
        file.upload_file(b"text")
        lease = file.acquire_lease()
        check.equal("leased", file.get_file_properties().lease.state, "leased")
        check.equal("without an end", file.get_file_properties().lease.duration, "infinite")
        check.error("writing without it", "LeaseIdMissing", lambda: file.upload_range(b"x", offset=0, length=1), 412)
        check.error("deleting without it", "LeaseIdMissing", file.delete_file, 412)
        file.upload_range(b"n", offset=0, length=1, lease=lease)
        check.equal("writing with it", file.download_file().readall(), b"next")
        lease.break_lease()
        file.delete_file()
        check.true("broken", not file.exists())

    # Access

    def case_shared_access(self, check):
        share = self.share()
        share.create_directory("folder")
        file = share.get_file_client("folder/a")
        file.upload_file(b"text")

        def signed(permission, **options):
            query = generate_file_sas(ACCOUNT, share.share_name, ["folder", "a"], KEY, permission=permission,
                                      expiry=options.pop("expiry", later()), **options)
            return ShareFileClient(self.emulator.file_url, share_name=share.share_name, file_path="folder/a",
                                   credential=query, retry_total=0)

        read = FileSasPermissions(read=True)
        check.equal("reading", signed(read).download_file().readall(), b"text")
        check.error("writing with that", "AuthorizationPermissionMismatch",
                    lambda: signed(read).upload_range(b"x", offset=0, length=1), 403)
        check.error("expired", "AuthenticationFailed", lambda: signed(read, expiry=later(-1)).download_file(), 403)
        check.error("from another address", "AuthorizationSourceIPMismatch",
                    lambda: signed(read, ip="10.0.0.1").download_file(), 403)
        typed = signed(read, content_type="text/css").download_file()
        check.equal("another content type", typed.properties.content_settings.content_type, "text/css")
        whole = generate_share_sas(ACCOUNT, share.share_name, KEY, expiry=later(),
                                   permission=ShareSasPermissions(read=True, list=True, create=True, write=True))
        client = ShareClient.from_share_url(f"{share.url}?{whole}", retry_total=0)
        check.equal("listing a share", [i["name"] for i in client.list_directories_and_files()], ["folder"])
        client.get_file_client("folder/b").upload_file(b"new")
        check.equal("making a file", client.get_file_client("folder/b").download_file().readall(), b"new")
        check.error("deleting it", "AuthorizationPermissionMismatch", client.get_file_client("folder/b").delete_file, 403)
        account = generate_account_sas(
            ACCOUNT, KEY, ResourceTypes(service=True), AccountSasPermissions(list=True), later())
        service = ShareServiceClient(self.emulator.file_url, credential=account, retry_total=0)
        check.true("listing an account", share.share_name in [s.name for s in service.list_shares()])
        wrong = ShareServiceClient(
            self.emulator.file_url, credential={"account_name": ACCOUNT, "account_key": "d3Jvbmc="}, retry_total=0)
        check.error("a wrong key", "AuthenticationFailed", lambda: list(wrong.list_shares()), 403)


def pending_file_copies(check, emulator) -> None:
    service = ShareServiceClient.from_connection_string(emulator.connection_string, retry_total=0)
    share = service.create_share("pending")
    source, copy = share.get_file_client("a"), share.get_file_client("b")
    source.upload_file(b"text")
    begun = copy.start_copy_from_url(source.url)
    check.equal("begun", begun["copy_status"], "pending")
    check.error("writing meanwhile", "PendingCopyOperation", lambda: copy.set_file_metadata({"a": "b"}), 409)
    check.true("it ends", wait(lambda: copy.get_file_properties().copy.status == "success"))
    check.equal("its bytes", copy.download_file().readall(), b"text")
    other = share.get_file_client("c")
    begun = other.start_copy_from_url(source.url)
    check.error("another id", "CopyIdMismatch", lambda: other.abort_copy(str(uuid.uuid4())), 409)
    other.abort_copy(begun["copy_id"])
    check.equal("aborted", other.get_file_properties().copy.status, "aborted")
    check.equal("and empty", other.get_file_properties().size, 0)
