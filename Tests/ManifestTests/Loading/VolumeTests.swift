import Secrets
import Testing

@testable import Manifest

/// A manifest of volumes alone.
private func manifest(_ volumes: String, top: String = "") -> String {
  """
  version: 1
  providers:
    az: { type: azure, account: acc }
    weed: { type: s3, endpoint: "https://s3.example" }
    usb: { type: file, path: /mnt/usb }
  volumes:
  \(volumes)
  \(top)

  """
}

private func volume(_ text: String) throws -> DeclaredVolume {
  try #require(
    testLoader.load(text: manifest("  d: { \(text) }"), name: "conf/elasto.yaml").volume(named: "d"))
}

@Suite struct VolumeTests {
  @Test func withoutMoreItIsRawUncachedAndProtected() throws {
    let plain = try volume("size: 1 GiB, backing: disks/d.img")
    #expect(plain.size == ByteSize(1 << 30) && plain.backing.place == .local(path: "/srv/conf/disks/d.img"))
    #expect(plain.format == .raw && plain.blockSize == nil && plain.encryption == nil && plain.cache == nil)
    #expect(plain.serve == nil && plain.preventDestroy && !plain.isReadOnly)
  }

  @Test func itsKeysBecomeValues() throws {
    let disk = try volume(
      """
      size: 2 GiB, backing: "weed:disks/d", block-size: 64 KiB, encryption: { key: { file: k } }, read-only: yes,
          cache: { path: c/d, size: 1 GiB, mode: write-back, max-dirty: 64 MiB, max-dirty-age: 30s },
          serve: { nbd: { listen: "[2001:db8::1]:10809" }, open: yes }, prevent-destroy: no
      """)
    #expect(disk.blockSize == ByteSize(64 << 10) && disk.encryption?.key == .file(path: "/srv/conf/k"))
    #expect(disk.cache?.path?.text == "/srv/conf/c/d" && disk.cache?.mode == .writeBack)
    #expect(disk.cache?.maxDirty == ByteSize(64 << 20) && disk.cache?.maxDirtyAge == TimeSpan(seconds: 30))
    #expect(disk.serve?.nbd?.listen == .tcp(host: "2001:db8::1", port: 10_809) && disk.serve?.isOpen == true)
    #expect(disk.isReadOnly && !disk.preventDestroy)
  }

  @Test(arguments: [
    "size: 1536 MiB, backing: \"az:disks/d.vhd\", format: vhd",
    "size: 512 B, backing: \"usb:disks/d\", cache: { size: 1 MiB }",
    "size: 1 TiB, backing: \"weed:a/b\", serve: { nbd: { listen: \"unix:d.nbd\" } }, encryption: { key: { env: K } }",
  ])
  func whatIsWrittenAgainIsTheSameManifest(text: String) throws {
    let first = try testLoader.load(text: manifest("  d: { \(text) }"), name: "elasto.yaml")
    let effective = try first.effectiveText()
    #expect(try testLoader.load(text: effective, name: "elasto.yaml").digest() == first.digest(), "\(effective)")
  }

  @Test func defaultsAreTakenOver() throws {
    let loaded = try testLoader.load(
      text: manifest("  d: { size: 1 GiB, backing: d }", top: "defaults: { volume: { read-only: yes } }"),
      name: "elasto.yaml")
    #expect(loaded.volume(named: "d")?.isReadOnly == true)
  }

  /// One message with these words at the place that the bar marks.
  @Test(arguments: [
    ("|backing: d", "\"size\" is missing: a volume needs it"),
    ("size: |0 B, backing: d", "a disk without bytes"),
    ("size: |1000 B, backing: d", "not a multiple of 512 B"),
    ("size: 1 GiB, backing: |d/", "is a folder"),
    ("size: 1 GiB, backing: |\"az:disks\"", "is a whole container"),
    ("size: 1 GiB, backing: |\"nas:disks/d\"", "no provider is named \"nas\""),
    ("size: 1 GiB, backing: d, format: |vdh", "did you mean \"vhd\"?"),
    ("size: |1000 KiB, backing: d, format: vhd", "write 1 MiB"),
    ("size: |3 TiB, backing: d, format: vhd", "a VHD has 2040 GiB at most"),
    ("size: 1 GiB, backing: \"weed:a/b\", format: |vhd", "S3 keeps a volume as many objects"),
    ("size: 1 GiB, backing: d, block-size: |1 MiB", "\"block-size\" belongs to volumes on S3"),
    ("size: 1 GiB, backing: \"weed:a/b\", block-size: |3 MiB", "not a power of two from 4 KiB to 64 MiB"),
    ("size: 1 GiB, backing: d, cache: { size: |4 KiB }", "not 1 MiB at least"),
    ("size: 1 GiB, backing: d, cache: { size: 1 GiB, max-dirty: |1 MiB }", "belongs to \"mode: write-back\""),
    ("size: 1 GiB, backing: d, cache: { size: 1 GiB, mode: |write-back, max-dirty: 1 MiB }", "needs both limits"),
    (
      "size: 1 GiB, backing: d, cache: { size: 2 MiB, mode: write-back, max-dirty-age: 1s, max-dirty: |2 MiB }",
      "more than three quarters"
    ),
    ("size: 1 GiB, backing: d, serve: |{}", "nothing is served"),
    ("size: 1 GiB, backing: d, serve: { nbd: { listen: |/run/d } }", "did you mean \"unix:/run/d\"?"),
    ("size: 1 GiB, backing: d, serve: { nbd: { listen: |\"10809\" } }", "is not an address such as"),
    ("size: 1 GiB, backing: d, serve: { nbd: { listen: |\"0.0.0.0:10809\" } }", "write \"open: yes\" beside"),
    ("size: 1 GiB, backing: d, serve: { nbd: { listen: |\"[::]:10809\" } }", "NBD asks for no password"),
    ("size: 1 GiB, backing: d, serve: { |iscsi: { portal: san } }", "\"iscsi\" of a service of a volume is recognised"),
    ("size: 1 GiB, backing: d, |replicas: [\"weed:x/y\"]", "\"replicas\" of a volume is recognised, but not yet built"),
    ("size: 1 GiB, backing: d, |snapshots: { at: hourly }", "\"snapshots\" of a volume is recognised"),
    ("size: 1 GiB, backing: d, encryption: { key: |abc }", "a secret is never written into the manifest"),
  ])
  func eachFaultIsOneClearMessageAtItsPlace(text: String, words: String) throws {
    let place = try #require(text.firstIndex(of: "|").map { text.distance(from: text.startIndex, to: $0) })
    let found = faults(of: manifest("  d: { \(text.replacing("|", with: "")) }"))
    // What is missing is looked for at the entry.
    let column = words.contains("is missing") ? 3 : place + 8
    #expect(found.hasPrefix("elasto.yaml:7:\(column): "), "\(found)")
    #expect(found.contains(words), "\(found)")
    #expect(!found.contains(" errors"), "\(found)")
  }

  @Test(arguments: [
    ("  a: { size: 1 GiB, backing: d }\n  b: { size: 1 GiB, backing: ./d }", "the volume \"b\" is the place of \"a\""),
    (
      "  a: { size: 1 GiB, backing: \"weed:x/d\" }\n  b: { size: 1 GiB, backing: \"weed:x/d/e\" }",
      "the volume \"b\" lies inside the place of \"a\""
    ),
    (
      "  a: { size: 1 GiB, backing: \"az:x/fleet/d\" }\ntargets: { t: { repository: \"az:x/fleet\", password: { env: K } } }",
      "the volume \"a\" lies inside the place of \"t\""
    ),
    (
      "  a: { size: 1 GiB, backing: \"weed:x/d\" }\ntargets: { t: { repository: \"weed:x/d/r\", password: { env: K } } }",
      "the volume \"a\" holds the place of \"t\""
    ),
    (
      "  a: { size: 1 GiB, backing: a, cache: { path: c, size: 1 MiB } }\n"
        + "  b: { size: 1 GiB, backing: b, cache: { path: c, size: 1 MiB } }",
      "the cache of \"b\" is also that of \"a\""
    ),
  ])
  func noTwoEntriesShareAPlace(volumes: String, words: String) {
    let found = faults(of: manifest(volumes))
    #expect(found.contains(words), "\(found)")
    #expect(!found.contains(" errors"), "\(found)")
  }

  @Test(arguments: [
    ("unix:/run/d", true), ("127.0.0.1:1", true), ("localhost:10809", true), ("[::1]:10809", true),
    ("10.0.0.1:10809", false), ("[::]:10809", false), ("nas:10809", false),
  ])
  func whatOnlyThisMachineReachesIsLocal(text: String, isLocal: Bool) throws {
    let address = try ListenAddress(parsing: text, relativeTo: "/srv")
    #expect(address.isLocal == isLocal && address.description == text)
  }

  @Test(arguments: ["", ":", "x", "x:", "x:0", "x:65536", "x:-1", "::1:80", "a b:80", "x/y:80", "unix:", "[]:80"])
  func whatIsNoAddressIsRefused(text: String) {
    #expect(throws: ValueFault.self) { try ListenAddress(parsing: text, relativeTo: "/srv") }
  }
}
