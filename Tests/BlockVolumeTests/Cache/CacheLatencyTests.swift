import Testing

@testable import BlockVolume

/// What a cache saves of the time that requests to a store take, counted in such times.
@Suite(.timeLimit(.minutes(10))) struct CacheLatencyTests {
  private static let size = 16 << 20
  private static let step = 64 << 10

  private func device(_ disk: RoundsDisk, _ mode: CacheSettings.Mode, readAhead: Int64) async throws -> CachedDevice {
    var settings = CacheSettings(place: .memory, size: 96 << 20, mode: mode)
    settings.readAhead = readAhead
    return try await CachedDevice.open(disk, settings, volumeID: "volume", clock: CacheClock().clock)
  }

  @Test func oneReaderInOrderIsTenTimesAsFastWithReadAhead() async throws {
    let disk = RoundsDisk((0..<Self.size).map { UInt8(truncatingIfNeeded: $0 >> 9 | 1) }, isInstant: false)
    var rounds: [Int] = []
    for readAhead in [0, 4 << 20] as [Int64] {
      let device = try await device(disk, .writeThrough, readAhead: readAhead)
      rounds.append(
        try await disk.rounds {
          let slice = IOBuffer(capacity: Self.step).whole
          for offset in stride(from: 0, to: Self.size, by: Self.step) {
            try await device.read(into: slice, at: Int64(offset))
          }
        })
    }
    #expect(rounds[0] == Self.size / Self.step)
    #expect(rounds[1] * 10 <= rounds[0], "\(rounds)")
  }

  @Test func oneWriterInOrderIsTwentyTimesAsFastWithWriteBack() async throws {
    let disk = RoundsDisk(Array(repeating: 0, count: Self.size), isInstant: false)
    var rounds: [Int] = []
    for mode in [.writeThrough, .writeBack(maxDirty: 64 << 20, maxDirtyAge: .seconds(3600))] as [CacheSettings.Mode] {
      let device = try await device(disk, mode, readAhead: 0)
      rounds.append(
        try await disk.rounds {
          let slice = IOBuffer(Array(repeating: UInt8(7), count: Self.step)).whole
          for offset in stride(from: 0, to: Self.size, by: Self.step) {
            try await device.write(slice, at: Int64(offset), .ordinary)
          }
          // With everything that is left to be stored.
          try await device.flush()
        })
    }
    #expect(rounds[0] == Self.size / Self.step + 1)
    #expect(rounds[1] * 20 <= rounds[0], "\(rounds)")
  }
}
