// SHA-256 (FIPS 180-4) of many messages at once: one message in each 32-bit lane of a vector register.
//
// For processors whose vectors are faster at it than anything that hashes one message after the other. In C because
// Swift has no way to compile one function for more than the oldest processor of an architecture.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Lanes that `elasto_sha256_blocks` works on: 16, 8, or 0 where hashing one after the other is faster.
int elasto_sha256_lanes(void);

/// Adds `count` blocks of 64 bytes to each lane's message; `lanes` is what `elasto_sha256_lanes` said, and not 0.
///
/// `state` holds word 0 of all lanes, then word 1, up to word 7. `data` has a pointer for every lane, which is moved
/// behind what was read.
void elasto_sha256_blocks(int lanes, uint32_t *state, const uint8_t **data, size_t count);
