import BlockVolume
import Testing

@testable import ElastoSync

private let size: Int64 = 1 << 30

private func wish(_ format: VolumeFormat = .raw, key: [UInt8]? = nil) -> VolumeWish {
  VolumeWish(name: "d", location: "az:disks/d", format: format, size: size, preventDestroy: true, keyCheck: key)
}

private func found(
  _ format: VolumeFormat = .raw, size: Int64 = size, key: [UInt8]? = nil, id: String = "aaaa-1"
) -> VolumeFacts {
  VolumeFacts(id: id, format: format, size: size, keyCheck: key)
}

@Suite struct VolumeDecisionTests {
  @Test func whatIsNotThereIsCreated() throws {
    let planned = try #require(try VolumeDecision(wish: wish(.vhd), found: nil, pinned: nil).changes().first)
    #expect(planned.action == .create && planned.size == size && planned.format == "vhd")
    #expect(planned.id == nil && planned.sizeBefore == nil && planned.location == "az:disks/d")
  }

  @Test(arguments: [(size / 2, PlannedVolume.Action.grow), (size * 2, .shrink)])
  func anotherSizeIsPlannedFromTheOneThatIsThere(before: Int64, action: PlannedVolume.Action) throws {
    let decision = VolumeDecision(wish: wish(), found: found(size: before), pinned: "aaaa-1")
    let planned = try #require(try decision.changes().first)
    #expect(planned.action == action && planned.sizeBefore == before && planned.size == size && planned.id == "aaaa-1")
  }

  @Test func whatIsAsItShouldBeIsLeftAlone() throws {
    #expect(try VolumeDecision(wish: wish(), found: found(), pinned: nil).changes() == [])
    #expect(try VolumeDecision(wish: wish(.vhd, key: [1]), found: found(.vhd, key: [1]), pinned: nil).changes() == [])
  }

  @Test(arguments: [true, false])
  func whatIsRecordedFollowsTheManifestBeforeTheSizeDoes(isProtected: Bool) throws {
    var (wish, found) = (wish(), found(size: 512))
    (wish.preventDestroy, found.preventDestroy) = (isProtected, !isProtected)
    let changes = try VolumeDecision(wish: wish, found: found, pinned: nil).changes()
    #expect(changes.map(\.action) == [isProtected ? .protect : .unprotect, .grow])
  }

  /// Each with a way out, and whatever its size.
  @Test(arguments: [
    (wish(.raw), found(.vhd, size: 512) as VolumeFacts?, nil as String?, "write \"format: vhd\""),
    (wish(key: [1]), found(size: 512), nil, "leave \"encryption\" out"),
    (wish(), found(size: 512, key: [1]), nil, "say where the key is"),
    (wish(key: [2]), found(size: 512, key: [1]), nil, "name the key of then"),
    (wish(), nil, "bbbb-2", "mount the disk"),
    (wish(), found(), "bbbb-2", "mount the right disk"),
  ])
  func whatIsNotWhatTheManifestMeansIsRefused(
    wish: VolumeWish, found: VolumeFacts?, pinned: String?, words: String
  ) throws {
    let error = #expect(throws: RunError.self) {
      try VolumeDecision(wish: wish, found: found, pinned: pinned).changes()
    }
    #expect(error?.code == .refused && error?.message.contains(words) == true, "\(String(describing: error))")
    #expect(error?.location == "volume d")
  }

  @Test(arguments: PlannedVolume.Action.allCases)
  func aPlanFileKeepsEverythingOfIt(action: PlannedVolume.Action) throws {
    var volume = PlannedVolume(name: "d", action: action, format: "vhd", location: "az:x/ä", size: 1 << 40)
    if action != .create { (volume.sizeBefore, volume.id) = (0, "aaaa-1") }
    var fields = FieldEncoder()
    Operation.volume(volume).encode(into: &fields)
    try fields.bytes.withUnsafeBytes { bytes in
      var decoder = FieldDecoder(bytes)
      guard case .volume(let again) = try Operation(decoding: &decoder) else {
        Issue.record("another operation")
        return
      }
      #expect(again == volume && decoder.remaining == 0)
    }
  }

  @Test(arguments: [
    ("QFI\u{FB}\u{0}\u{0}\u{0}\u{3}", "qcow2"), ("vhdxfile", "VHDX"), ("KDMV", "VMDK"), ("conectix", "dynamic VHD"),
    ("\u{0}\u{0}", nil), ("", nil), ("QFI", nil),
  ])
  func imagesOfOtherProgramsAreKnownByTheirFirstBytes(first: String, name: String?) {
    #expect(ForeignImage.name(of: first.unicodeScalars.map { UInt8($0.value) }) == name)
  }
}
