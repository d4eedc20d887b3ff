// Checksums that S3 knows, as fast as the processor allows. Both are given and taken as the final value: begin with 0,
// go on with what came out.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// CRC-32/ISCSI (RFC 3720, section 12.1), with the processor's instruction where there is one.
uint32_t elasto_crc32c(uint32_t crc, const void *bytes, size_t count);
/// The same by tables.
uint32_t elasto_crc32c_by_tables(uint32_t crc, const void *bytes, size_t count);

/// CRC-64/NVME (NVM Express command set specification, section 5.2.1.3.4), by carry-less multiplication where the
/// processor has it.
uint64_t elasto_crc64nvme(uint64_t crc, const void *bytes, size_t count);
/// The same by tables.
uint64_t elasto_crc64nvme_by_tables(uint64_t crc, const void *bytes, size_t count);
