#include "CChecksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

enum { slices = 8 };
static const uint32_t polynomial = 0x82f63b78; // 0x1edc6f41 with its bits reversed
static uint32_t tables[slices][256];

/// tables[k][b]: the state after byte b and k zero bytes.
__attribute__((constructor)) static void fill_tables(void) {
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t state = byte;
    for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (state & 1 ? polynomial : 0);
    tables[0][byte] = state;
  }
  for (int slice = 1; slice < slices; slice++)
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t state = tables[slice - 1][byte];
      tables[slice][byte] = state >> 8 ^ tables[0][state & 0xff];
    }
}

uint32_t elasto_crc32c_by_tables(uint32_t crc, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  uint32_t state = ~crc;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  for (; count >= 8; at += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    word ^= state;
    state = tables[7][word & 0xff] ^ tables[6][word >> 8 & 0xff] ^ tables[5][word >> 16 & 0xff] ^
            tables[4][word >> 24 & 0xff] ^ tables[3][word >> 32 & 0xff] ^ tables[2][word >> 40 & 0xff] ^
            tables[1][word >> 48 & 0xff] ^ tables[0][word >> 56];
  }
#endif
  for (; count > 0; at++, count--) state = state >> 8 ^ tables[0][(state ^ *at) & 0xff];
  return ~state;
}

#if defined(__x86_64__)
/// The state after 2^k zero bytes is linear in the state before: shifts[k][i] is what bit i becomes.
enum { lane_bytes = 1024, lane_shift = 10 };
static uint32_t lane_tables[4][256];

__attribute__((constructor)) static void fill_lane_tables(void) {
  uint32_t columns[32], squared[32];
  // One zero byte: state >> 8 ^ tables[0][state & 0xff], the table computed here since no order is promised.
  for (int bit = 0; bit < 32; bit++) {
    uint32_t state = 1U << bit;
    for (int step = 0; step < 8; step++) state = state >> 1 ^ (state & 1 ? polynomial : 0);
    columns[bit] = state;
  }
  for (int round = 0; round < lane_shift; round++) {
    for (int bit = 0; bit < 32; bit++) {
      uint32_t state = 0;
      for (int source = 0; source < 32; source++)
        if (columns[bit] >> source & 1) state ^= columns[source];
      squared[bit] = state;
    }
    memcpy(columns, squared, sizeof columns);
  }
  for (int byte = 0; byte < 4; byte++)
    for (uint32_t value = 0; value < 256; value++) {
      uint32_t state = 0;
      for (int bit = 0; bit < 8; bit++)
        if (value >> bit & 1) state ^= columns[8 * byte + bit];
      lane_tables[byte][value] = state;
    }
}

/// The state after lane_bytes zero bytes.
static inline uint64_t after_lane(uint64_t state) {
  return lane_tables[0][state & 0xff] ^ lane_tables[1][state >> 8 & 0xff] ^ lane_tables[2][state >> 16 & 0xff] ^
         lane_tables[3][state >> 24 & 0xff];
}

/// The instruction takes three cycles and a new one can begin each cycle: three stretches are computed side by side.
__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, const void *bytes, size_t count) {
  const unsigned char *at = bytes;
  uint64_t state = (uint32_t)~crc;
  for (; count >= 3 * lane_bytes; at += 3 * lane_bytes, count -= 3 * lane_bytes) {
    uint64_t second = 0, third = 0;
    for (size_t offset = 0; offset < lane_bytes; offset += 8) {
      uint64_t words[3];
      memcpy(&words[0], at + offset, 8);
      memcpy(&words[1], at + lane_bytes + offset, 8);
      memcpy(&words[2], at + 2 * lane_bytes + offset, 8);
      state = _mm_crc32_u64(state, words[0]);
      second = _mm_crc32_u64(second, words[1]);
      third = _mm_crc32_u64(third, words[2]);
    }
    state = after_lane(after_lane(state) ^ second) ^ third;
  }
  for (; count >= 8; at += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, at, 8);
    state = _mm_crc32_u64(state, word);
  }
  for (; count > 0; at++, count--) state = _mm_crc32_u8((uint32_t)state, *at);
  return ~(uint32_t)state;
}
#endif

uint32_t elasto_crc32c(uint32_t crc, const void *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return by_instruction(crc, bytes, count);
#endif
  return elasto_crc32c_by_tables(crc, bytes, count);
}
