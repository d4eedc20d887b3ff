// The compression function on LANES messages; included once for each width, with these defined:
//
//     FUNCTION   the name of what is defined here
//     TARGET     the attribute that says which processor it is for
//     LANES      8 or 16
//     SWAP(v)    the vector with the bytes of each word reversed
//     TRANSPOSE  of LANES vectors: word w of row l becomes word l of row w

typedef uint32_t VECTOR __attribute__((vector_size(4 * LANES)));
typedef uint32_t UNALIGNED __attribute__((vector_size(4 * LANES), aligned(1)));

TARGET
static void FUNCTION(uint32_t *state, const uint8_t **data, size_t count)
{
  VECTOR s[8];
  for (int word = 0; word < 8; word++) s[word] = *(const UNALIGNED *)(state + word * LANES);
  for (; count > 0; count--) {
    VECTOR w[16], before[8];
    for (int part = 0; part < 16; part += LANES) {
      for (int lane = 0; lane < LANES; lane++) w[part + lane] = SWAP(*(const UNALIGNED *)(data[lane] + 4 * part));
      TRANSPOSE((w + part));
    }
    for (int lane = 0; lane < LANES; lane++) data[lane] += 64;
    for (int word = 0; word < 8; word++) before[word] = s[word];
    for (int round = 0; round < 64; round += 16) {
#pragma clang loop unroll(full)
      for (int step = 0; step < 16; step++) {
        // The eight variables stay where they are; their names move on by one with every step.
#define S(name) s[(name - step) & 7]
        if (round > 0) {
          VECTOR early = w[(step + 1) & 15], late = w[(step + 14) & 15];
          w[step] += (ROTATED(early, 7) ^ ROTATED(early, 18) ^ (early >> 3)) + w[(step + 9) & 15]
                     + (ROTATED(late, 17) ^ ROTATED(late, 19) ^ (late >> 10));
        }
        VECTOR a = S(8), b = S(9), c = S(10), e = S(12), f = S(13), g = S(14);
        VECTOR sum = S(15) + (ROTATED(e, 6) ^ ROTATED(e, 11) ^ ROTATED(e, 25)) + ((e & f) | (~e & g))
                     + rounds[round + step] + w[step];
        S(11) += sum;
        S(15) = sum + (ROTATED(a, 2) ^ ROTATED(a, 13) ^ ROTATED(a, 22)) + ((a & b) | (c & (a | b)));
#undef S
      }
    }
    for (int word = 0; word < 8; word++) s[word] += before[word];
  }
  for (int word = 0; word < 8; word++) *(UNALIGNED *)(state + word * LANES) = s[word];
}

#undef FUNCTION
#undef TARGET
#undef LANES
#undef SWAP
#undef TRANSPOSE
#undef VECTOR
#undef UNALIGNED
