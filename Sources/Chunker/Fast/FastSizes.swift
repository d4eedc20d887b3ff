/// The sizes that `FastChunker` aims at, in bytes.
package struct FastSizes {
  package var minimum = 512 << 10
  package var maximum = 8 << 20
  /// Where the mean distance between cuts changes.
  package var change = 800 << 10
  /// One place in so many is a cut in a chunk that is shorter than `change`.
  package var distanceBefore = 4 << 20
  /// One place in so many is a cut in a longer one.
  package var distanceAfter = 256 << 10

  /// 512 KiB, 8 MiB and 1 MiB on average: with L = 288 KiB before the change, D = 4 MiB and d = 256 KiB, the mean is
  /// 512 KiB + D · (1 − e^(−L/D)) + d · e^(−L/D) = 1,029 KiB.
  package init() {}

  /// All of them 2ⁿ times smaller.
  package init(smallerBy n: Int) {
    minimum >>= n
    maximum >>= n
    change >>= n
    distanceBefore >>= n
    distanceAfter >>= n
  }
}
