/// The sizes that `FastChunker` aims at, in bytes.
package struct FastSizes {
  package var minimum = 512 << 10
  package var maximum = 8 << 20
  /// Where the mean distance between cuts changes.
  package var change = 800 << 10
  /// One place in so many is a cut in a chunk that is shorter than `change`.
  package var distanceBefore = 3584 << 10
  /// One place in so many is a cut in a longer one.
  package var distanceAfter = 224 << 10

  /// 512 KiB, 8 MiB and 1 MiB on average: with L = 288 KiB before the change, D = 3,584 KiB and d = 224 KiB, the mean is
  /// 512 KiB + D · (1 − e^(−L/D)) + d · e^(−L/D) = 996 KiB on noise, and a little more on files with blanks and zeros.
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
