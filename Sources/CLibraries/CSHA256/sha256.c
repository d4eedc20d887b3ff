#include "CSHA256.h"

#if defined(__x86_64__)
#include <cpuid.h>

static const uint32_t rounds[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define ROTATED(v, n) (((v) >> (n)) | ((v) << (32 - (n))))

// Swaps halves of two rows: in each group of 2·D words, the second D of row A with the first D of row B.
#define EXCHANGE(A, B, FIRST, SECOND)                     \
  {                                                       \
    VECTOR first = __builtin_shufflevector(A, B, FIRST);  \
    B = __builtin_shufflevector(A, B, SECOND);            \
    A = first;                                            \
  }

#define BYTES_32 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, \
                 31, 30, 29, 28
#define BYTES_64 BYTES_32, 35, 34, 33, 32, 39, 38, 37, 36, 43, 42, 41, 40, 47, 46, 45, 44, 51, 50, 49, 48, 55, 54, 53, \
                 52, 59, 58, 57, 56, 63, 62, 61, 60
typedef uint8_t bytes32 __attribute__((vector_size(32)));
typedef uint8_t bytes64 __attribute__((vector_size(64)));

#define EIGHT_1A 0, 8, 2, 10, 4, 12, 6, 14
#define EIGHT_1B 1, 9, 3, 11, 5, 13, 7, 15
#define EIGHT_2A 0, 1, 8, 9, 4, 5, 12, 13
#define EIGHT_2B 2, 3, 10, 11, 6, 7, 14, 15
#define EIGHT_4A 0, 1, 2, 3, 8, 9, 10, 11
#define EIGHT_4B 4, 5, 6, 7, 12, 13, 14, 15
#define TRANSPOSE_8(r)                                                                             \
  for (int i = 0; i < 8; i += 2) EXCHANGE(r[i], r[i + 1], EIGHT_1A, EIGHT_1B)                      \
  for (int i = 0; i < 8; i += (i & 1) ? 3 : 1) EXCHANGE(r[i], r[i + 2], EIGHT_2A, EIGHT_2B)        \
  for (int i = 0; i < 4; i++) EXCHANGE(r[i], r[i + 4], EIGHT_4A, EIGHT_4B)

#define SIXTEEN_1A 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define SIXTEEN_1B 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
#define SIXTEEN_2A 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define SIXTEEN_2B 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define SIXTEEN_4A 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define SIXTEEN_4B 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define SIXTEEN_8A 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define SIXTEEN_8B 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define TRANSPOSE_16(r)                                                                            \
  for (int i = 0; i < 16; i += 2) EXCHANGE(r[i], r[i + 1], SIXTEEN_1A, SIXTEEN_1B)                 \
  for (int i = 0; i < 16; i += (i & 1) ? 3 : 1) EXCHANGE(r[i], r[i + 2], SIXTEEN_2A, SIXTEEN_2B)   \
  for (int i = 0; i < 16; i += (i & 3) == 3 ? 5 : 1) EXCHANGE(r[i], r[i + 4], SIXTEEN_4A, SIXTEEN_4B) \
  for (int i = 0; i < 8; i++) EXCHANGE(r[i], r[i + 8], SIXTEEN_8A, SIXTEEN_8B)

#define FUNCTION blocks_8
#define TARGET __attribute__((target("avx2")))
#define LANES 8
#define VECTOR vector8
#define UNALIGNED unaligned8
#define SWAP(v) ((VECTOR)__builtin_shufflevector((bytes32)(v), (bytes32)(v), BYTES_32))
#define TRANSPOSE(r) TRANSPOSE_8(r)
#include "lanes.h"

// With three operands, rotation in one instruction, and nothing of 512 bits, which fewer units can do.
#define FUNCTION blocks_8_avx512
#define TARGET __attribute__((target("avx2,avx512f,avx512vl")))
#define LANES 8
#define VECTOR vector8_avx512
#define UNALIGNED unaligned8_avx512
#define SWAP(v) ((VECTOR)__builtin_shufflevector((bytes32)(v), (bytes32)(v), BYTES_32))
#define TRANSPOSE(r) TRANSPOSE_8(r)
#include "lanes.h"

#define FUNCTION blocks_16
#define TARGET __attribute__((target("avx512f,avx512bw")))
#define LANES 16
#define VECTOR vector16
#define UNALIGNED unaligned16
#define SWAP(v) ((VECTOR)__builtin_shufflevector((bytes64)(v), (bytes64)(v), BYTES_64))
#define TRANSPOSE(r) TRANSPOSE_16(r)
#include "lanes.h"

int elasto_sha256_kernels(elasto_sha256_kernel kernels[2])
{
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    kernels[0] = (elasto_sha256_kernel){16, blocks_16};
    kernels[1] = (elasto_sha256_kernel){8, blocks_8_avx512};
    return 2;
  }
  if (!__builtin_cpu_supports("avx2")) return 0;
  kernels[0] = (elasto_sha256_kernel){8, blocks_8};
  return 1;
}

#else

int elasto_sha256_kernels(elasto_sha256_kernel kernels[2])
{
  (void)kernels;
  return 0;
}

#endif
