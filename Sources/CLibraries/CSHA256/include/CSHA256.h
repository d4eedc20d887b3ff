// SHA-256 (FIPS 180-4) of many messages at once: one message in each 32-bit lane of a vector register.
//
// For processors whose vectors are faster at it than anything that hashes one message after the other. In C because
// Swift has no way to compile one function for more than the oldest processor of an architecture.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A way to work on many messages.
typedef struct {
  int lanes;
  /// Adds `count` blocks of 64 bytes to each lane's message.
  ///
  /// `state` holds word 0 of all lanes, then word 1, up to word 7. `data` has a pointer for every lane, which is moved
  /// behind what was read.
  void (*blocks)(uint32_t *state, const uint8_t **data, size_t count);
} elasto_sha256_kernel;

/// Fills in the kernels that this processor can run, the one with most lanes first, and returns how many there are.
///
/// Whether they are faster than hashing one message after the other is another question.
int elasto_sha256_kernels(elasto_sha256_kernel kernels[2]);
