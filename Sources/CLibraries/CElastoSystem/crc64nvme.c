#include "CChecksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { slices = 16 };
static const uint64_t polynomial = 0x9a6c9329ac4bc9b5; // 0xad93d23594c93659 with its bits reversed
static uint64_t tables[slices][256];

/// tables[k][b]: the state after byte b and k zero bytes.
__attribute__((constructor)) static void fill_tables(void) {
  for (uint64_t byte = 0; byte < 256; byte++) {
    uint64_t state = byte;
    for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (state & 1 ? polynomial : 0);
    tables[0][byte] = state;
  }
  for (int slice = 1; slice < slices; slice++)
    for (uint64_t byte = 0; byte < 256; byte++) {
      uint64_t state = tables[slice - 1][byte];
      tables[slice][byte] = state >> 8 ^ tables[0][state & 0xff];
    }
}

static uint64_t advance(uint64_t state, const unsigned char *at, size_t count) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  for (; count >= 16; at += 16, count -= 16) {
    uint64_t first, second;
    memcpy(&first, at, 8);
    memcpy(&second, at + 8, 8);
    first ^= state;
    state = 0;
    for (int byte = 0; byte < 8; byte++) {
      state ^= tables[15 - byte][first >> 8 * byte & 0xff];
      state ^= tables[7 - byte][second >> 8 * byte & 0xff];
    }
  }
#endif
  for (; count > 0; at++, count--) state = state >> 8 ^ tables[0][(state ^ *at) & 0xff];
  return state;
}

uint64_t elasto_crc64nvme_by_tables(uint64_t crc, const void *bytes, size_t count) {
  return ~advance(~crc, bytes, count);
}

#if defined(__x86_64__)
// Folding by carry-less multiplication (V. Gopal and others, "Fast CRC Computation for Generic Polynomials Using
// PCLMULQDQ Instruction", Intel 2009): 64 bytes in four registers are replaced by their remainder 64 bytes further on.
// With reversed bits, the factor for a distance of d bits is x^(d-1) mod P; low and high halves are 64 bits apart.
static uint64_t fold_by_512[2], fold_by_128[2];

/// x^exponent mod P, bits reversed: the highest bit is x^0.
static uint64_t power_of_x(unsigned exponent) {
  uint64_t value = 1ULL << 63;
  while (exponent-- > 0) value = value >> 1 ^ (value & 1 ? polynomial : 0);
  return value;
}

__attribute__((constructor)) static void fill_factors(void) {
  fold_by_512[0] = power_of_x(512 + 64 - 1);
  fold_by_512[1] = power_of_x(512 - 1);
  fold_by_128[0] = power_of_x(128 + 64 - 1);
  fold_by_128[1] = power_of_x(128 - 1);
}

__attribute__((target("pclmul,sse2"))) static inline __m128i folded(__m128i value, __m128i factors, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(value, factors, 0x00);
  __m128i high = _mm_clmulepi64_si128(value, factors, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

__attribute__((target("pclmul,sse2"))) static uint64_t by_multiplication(uint64_t crc, const void *bytes,
                                                                       size_t count) {
  const unsigned char *at = bytes;
  uint64_t state = ~crc;
  if (count >= 128) {
    __m128i far = _mm_loadu_si128((const __m128i *)fold_by_512), near = _mm_loadu_si128((const __m128i *)fold_by_128);
    __m128i lanes[4];
    for (int lane = 0; lane < 4; lane++) lanes[lane] = _mm_loadu_si128((const __m128i *)(at + 16 * lane));
    lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi64_si128((long long)state));
    at += 64;
    count -= 64;
    for (; count >= 64; at += 64, count -= 64)
      for (int lane = 0; lane < 4; lane++)
        lanes[lane] = folded(lanes[lane], far, _mm_loadu_si128((const __m128i *)(at + 16 * lane)));
    for (int lane = 1; lane < 4; lane++) lanes[lane] = folded(lanes[lane - 1], near, lanes[lane]);
    // The 16 bytes left stand for all before them: the tables do the rest, from an empty state.
    unsigned char rest[16];
    _mm_storeu_si128((__m128i *)rest, lanes[3]);
    state = advance(0, rest, sizeof rest);
  }
  return ~advance(state, at, count);
}
#endif

uint64_t elasto_crc64nvme(uint64_t crc, const void *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("pclmul")) return by_multiplication(crc, bytes, count);
#endif
  return elasto_crc64nvme_by_tables(crc, bytes, count);
}
