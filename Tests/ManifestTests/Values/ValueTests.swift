import Testing

@testable import Manifest

@Test(
  arguments: [
    ("0 B", 0), ("512B", 512), ("1 KiB", 1024), ("1.5 GiB", 1_610_612_736), ("40MB", 40_000_000),
    ("2 TB", 2_000_000_000_000),
    ("0.1 KB", 100), ("8388607 TiB", 9_223_370_937_343_148_032),
  ] as [(String, UInt64)])
func sizesAreRead(text: String, bytes: UInt64) throws {
  let size = try #require(ByteSize(parsing: text))
  #expect(size.bytes == bytes)
  #expect(ByteSize(parsing: size.description) == size)
}

@Test(arguments: [
  "", "5", "G", "3G", "3 Gib", "3  GiB", " 3 GiB", "3 GiB ", "-1 B", "1e3 B", "1. B", ".5 B", "1.2.3 B", "٣ B",
  "9999999 TiB",
  "18446744073709551616 B", "0.00000000000000000000001 B", "1,5 GiB",
])
func whatIsNoSizeIsRefused(text: String) { #expect(ByteSize(parsing: text) == nil) }

@Test(arguments: [
  ("90s", TimeSpan(seconds: 90)), ("1h30m", TimeSpan(seconds: 5400)), ("1h 30m", TimeSpan(seconds: 5400)),
  ("2w", TimeSpan(days: 14)), ("1y6mo", TimeSpan(years: 1, months: 6)), ("26h", TimeSpan(seconds: 93_600)),
  ("0s", TimeSpan()),
])
func durationsAreRead(text: String, span: TimeSpan) {
  #expect(TimeSpan(parsing: text) == span)
  #expect(TimeSpan(parsing: span.description) == span)
}

@Test(arguments: ["", "5", "h", "30m1h", "1h1h", "1.5h", "-1h", "1 hour", "1M", "99999999999s", "1h30"])
func whatIsNoDurationIsRefused(text: String) { #expect(TimeSpan(parsing: text) == nil) }

@Test func ratesPercentsAndOthersAreReadAndWritten() {
  #expect(ByteRate(parsing: "40 MiB/s")?.bytesPerSecond == 40 << 20)
  #expect(ByteRate(parsing: "40 MiB") == nil)
  #expect(ByteRate(parsing: "0 B/s") == nil)
  #expect(Percent(parsing: "0.5%")?.fraction == 0.005)
  #expect(Percent(parsing: "100%")?.description == "100%")
  #expect(Percent(parsing: "101%") == nil)
  #expect(Compression(parsing: "off") == .off)
  #expect(Compression(parsing: "-3")?.description == "-3")
  #expect(Compression(parsing: "20") == nil)
  #expect(UnusedLimit(parsing: "unlimited") == .unlimited)
  #expect(UnusedLimit(parsing: "2 GiB")?.description == "2 GiB")
}

@Test(arguments: [
  ("no", ReadDataSelection.none), ("yes", .all), ("5%", .percent(Percent(5))), ("2 GiB", .size(ByteSize(2 << 30))),
  ("1/30", .group(part: 1, of: 30)), ("7/7", .group(part: 7, of: 7)),
])
func sharesOfTheDataAreRead(text: String, selection: ReadDataSelection) {
  #expect(ReadDataSelection(parsing: text) == selection)
  #expect(ReadDataSelection(parsing: selection.description) == selection)
}

@Test(arguments: ["", "0/3", "4/3", "1/257", "1/", "/2", "1/2/3", "0%", "0 B", "all"])
func whatIsNoShareIsRefused(text: String) { #expect(ReadDataSelection(parsing: text) == nil) }

@Test(arguments: [
  ("usb:backups/fleet", Location.Place.provider(name: "usb", container: "backups", key: "fleet"), false),
  ("usb:backups", .provider(name: "usb", container: "backups", key: ""), false),
  ("usb:backups/a/b/", .provider(name: "usb", container: "backups", key: "a/b"), true),
  ("repository", .local(path: "/srv/repository"), false),
  ("./a:b", .local(path: "/srv/a:b"), false),
  ("../x//y/./z/", .local(path: "/x/y/z"), true),
  ("/", .local(path: "/"), true),
])
func locationsAreRead(text: String, place: Location.Place, isPrefix: Bool) throws {
  let location = try Location(parsing: text, relativeTo: "/srv")
  #expect(location.place == place)
  #expect(location.isPrefix == isPrefix)
  #expect(try Location(parsing: location.description, relativeTo: "/") == location)
}

@Test(arguments: ["", "usb:", "usb:/x", "usb:a//b", "usb:a/../b", "usb:../b", "~/x", "~"])
func whatIsNoLocationIsRefused(text: String) {
  #expect(throws: ValueFault.self) { try Location(parsing: text, relativeTo: "/srv") }
}

@Test func aPathHoldsItselfAndWhatLiesBelow() {
  #expect(LocalPath("/a").contains("/a/b"))
  #expect(LocalPath("/a").contains("/a"))
  #expect(!LocalPath("/a").contains("/ab"))
  #expect(LocalPath("/").contains("/a"))
  #expect(LocalPath("/a/b").parent == "/a")
  #expect(LocalPath("/").parent == "/")
}
