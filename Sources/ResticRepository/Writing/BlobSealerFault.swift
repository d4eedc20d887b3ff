/// What was sealed did not open to the same bytes.
struct BlobSealerFault: Error {}
