import Testing

@testable import ElastoSync

@Suite("Where the shell is")
struct ShellPlacesTests {
  private static let providers = ["weed", "az"]

  private static func folder(_ key: String, in container: String = "media") -> RemoteAddress {
    RemoteAddress(.container(provider: "weed", name: container, key: key), isPrefix: true)
  }

  private func resolve(_ text: String, from folder: RemoteAddress?) throws -> String? {
    let places = ShellPlaces(remote: folder, local: "/work", home: "/home/me")
    return try places.remoteAddress(text, providers: Self.providers) { whole in
      RemoteAddress(.container(provider: "whole", name: "whole", key: whole))
    }.map(\.description)
  }

  @Test(
    "names are seen from the current folder",
    arguments: [
      ("c", "weed:media/a/b/c"), ("c/", "weed:media/a/b/c/"), (".", "weed:media/a/b/"), ("./c", "weed:media/a/b/c"),
      ("..", "weed:media/a/"), ("../", "weed:media/a/"), ("../x", "weed:media/a/x"), ("../../x", "weed:media/x"),
      ("../..", "weed:media/"), ("../../..", "weed:"), ("../../../other", "weed:other/"), ("/x", "weed:media/x"),
      ("/", "weed:media/"), ("other:x", "weed:media/a/b/other:x"), ("..x", "weed:media/a/b/..x"),
      ("c/../d", "weed:media/a/b/d"),
    ])
  func relative(text: String, expected: String) throws {
    #expect(try resolve(text, from: Self.folder("a/b")) == expected)
  }

  @Test(
    "a provider that there is, or a URL, begins a whole address", arguments: ["weed:x/y", "az:", "s3:https://h/b/k"])
  func whole(text: String) throws {
    #expect(try resolve(text, from: Self.folder("a"))?.hasPrefix("whole:whole/") == true)
    #expect(try resolve(text, from: nil)?.hasPrefix("whole:whole/") == true)
  }

  @Test("above all providers only they are seen")
  func above() throws {
    #expect(try resolve("../../../..", from: Self.folder("a/b")) == nil)
    #expect(try resolve("../../../../az/x", from: Self.folder("a/b")) == "az:x/")
    for text in [".", "..", "/", "../..", ""] { #expect(try resolve(text, from: nil) == nil) }
    #expect(try resolve("weed", from: nil) == "weed:")
    #expect(try resolve("weed/media/x", from: nil) == "weed:media/x")
    #expect(throws: RunError.self) { try resolve("nowhere", from: nil) }
  }

  @Test("paths of this machine are made whole")
  func local() {
    let places = ShellPlaces(remote: nil, local: "/work/a*b", home: "/home/me")
    func path(_ text: String) -> String { places.localPath(ShellWord(text: text, pattern: text)) }
    #expect(path("x") == "/work/a*b/x" && path("/x") == "/x" && path("~") == "/home/me/" && path("~/x") == "/home/me/x")
    // Only what was typed is a pattern, not the folder it is typed in.
    #expect(places.localPath(ShellWord(text: "*.c", pattern: "*.c", hasPattern: true)) == #"/work/a\*b/*.c"#)
    #expect(ShellPlaces(remote: nil, local: "/", home: nil).localPath(ShellWord(text: "x", pattern: "x")) == "/x")
  }

  @Test("cd - goes back and forth")
  func previous() throws {
    var places = ShellPlaces(remote: nil, local: "/", home: nil)
    #expect(throws: RunError.self) { try places.previousFolder() }
    places.moveRemote(to: Self.folder("a"))
    #expect(try places.previousFolder() == nil)
    places.moveRemote(to: Self.folder("b"))
    #expect(try places.previousFolder()?.description == "weed:media/a/")
  }

  private static let put = ShellVerb(
    "put", flags: ["-r"], valued: ["--include"], first: .local, last: .remote, impliedAfter: 1)
  private static let get = ShellVerb("get", first: .remote, last: .local, impliedAfter: 1)

  @Test(
    "a line becomes what remote is told for the same",
    arguments: [
      ("x", ["--", "/work/x", "weed:media/a/"]), ("x y z/", ["--", "/work/x", "/work/y", "weed:media/a/z/"]),
      ("-r x", ["-r", "--", "/work/x", "weed:media/a/"]), ("x -r", ["-r", "--", "/work/x", "weed:media/a/"]),
      ("--include '*.c' x", ["--include", "*.c", "--", "/work/x", "weed:media/a/"]),
      ("-- -r", ["--", "/work/-r", "weed:media/a/"]), ("x 'a*'", ["--", "/work/x", #"weed:media/a/a\*"#]),
      ("", []),
    ])
  func putArguments(line: String, expected: [String]) throws {
    #expect(try arguments(line, Self.put) == expected)
  }

  @Test("the last word of get is of this machine; - is standard output")
  func getArguments() throws {
    #expect(try arguments("x", Self.get) == ["--", "weed:media/a/x", "/work/./"])
    #expect(try arguments("x -", Self.get) == ["--", "weed:media/a/x", "-"])
    #expect(try arguments("x* .", Self.get) == ["--", "weed:media/a/x*", "/work/./"])
  }

  private func arguments(_ line: String, _ verb: ShellVerb) throws -> [String] {
    let places = ShellPlaces(remote: Self.folder("a"), local: "/work", home: nil)
    return try places.arguments(
      of: ShellWords.commands(line).first ?? [], for: verb, providers: Self.providers
    ) { _ in Self.folder("") }
  }
}
