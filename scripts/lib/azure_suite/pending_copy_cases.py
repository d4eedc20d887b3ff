"""A copy that takes its time, as those of the service may."""

import time

from azure.storage.blob import BlobServiceClient

from .emulator import wait


def pending_copies(check, emulator) -> None:
    service = BlobServiceClient.from_connection_string(emulator.connection_string, retry_total=0)
    container = service.create_container("pending")
    source = container.upload_blob("a", b"text")
    copy = container.get_blob_client("b")
    begun = copy.start_copy_from_url(source.url)
    check.equal("begun", begun["copy_status"], "pending")
    check.equal("its progress", copy.get_blob_properties().copy.progress, "0/4")
    check.error("writing meanwhile", "PendingCopyOperation", lambda: copy.set_blob_metadata({"a": "b"}), 409)
    check.error("overwriting meanwhile", "PendingCopyOperation", lambda: copy.upload_blob(b"x", overwrite=True), 409)
    check.true("it ends", wait(lambda: copy.get_blob_properties().copy.status == "success"))
    check.equal("its bytes", copy.download_blob().readall(), b"text")
    other = container.get_blob_client("c")
    begun = other.start_copy_from_url(source.url)
    other.abort_copy(begun["copy_id"])
    check.equal("aborted", other.get_blob_properties().copy.status, "aborted")
    check.equal("and empty", other.get_blob_properties().size, 0)
    third = container.get_blob_client("d")
    third.start_copy_from_url(source.url)

    def listed():
        return next(b for b in container.list_blobs(name_starts_with="d", include=["copy"])).copy.status

    check.equal("listed as pending", listed(), "pending")
    check.true("a listing sees the end", wait(lambda: listed() == "success"))
    fourth = container.get_blob_client("e")
    fourth.start_copy_from_url(source.url)
    time.sleep(2.1)
    fourth.upload_blob(b"new", overwrite=True)
    check.equal("a write sees the end", fourth.download_blob().readall(), b"new")
