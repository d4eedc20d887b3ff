import Glibc
import Testing

@testable import Manifest

/// A folder of a test's own with these files in it.
private func withFiles<Result>(_ files: KeyValuePairs<String, String>, _ body: (String) throws -> Result) throws
  -> Result
{
  var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/elasto-manifest-XXXXXX".utf8CString)
  try #require(mkdtemp(&template) != nil)
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  mkdir("\(folder)/conf.d", 0o755)
  mkdir("\(folder)/elasto", 0o755)
  defer {
    for (name, _) in files { unlink("\(folder)/\(name)") }
    rmdir("\(folder)/conf.d")
    rmdir("\(folder)/elasto")
    rmdir(folder)
  }
  for (name, text) in files {
    let file = try #require(fopen("\(folder)/\(name)", "w"))
    fputs(text, file)
    fclose(file)
    chmod("\(folder)/\(name)", 0o644)
  }
  return try body(folder)
}

private func loader(in folder: String, variables: [String: String] = [:]) -> ManifestLoader {
  ManifestLoader(
    environment: ManifestEnvironment(
      hostname: "web1", userID: geteuid(), variables: variables, workingFolder: folder))
}

private func faults(in folder: String) -> String {
  do throws(ManifestErrors) {
    _ = try loader(in: folder).load(path: "elasto.yaml")
    return ""
  } catch {
    return error.description
  }
}

private let main = manifestText(top: "include: [\"conf.d/*.yaml\"]\nvars: { site: fra1 }")

@Test func includedFilesAddEntriesAndTheirPathsAreRelativeToThem() throws {
  try withFiles([
    "elasto.yaml": main, "conf.d/a.yaml": "sources: { a: { paths: \"x/${site}\" } }",
    "conf.d/b.yaml": "version: 1\njobs: { b: { from: [a, docs], to: vault } }", "conf.d/c.txt": "not read",
  ]) { folder throws in
    let manifest = try loader(in: folder).load(path: "elasto.yaml")
    #expect(manifest.files == ["elasto.yaml", "conf.d/a.yaml", "conf.d/b.yaml"])
    guard case .paths(let a)? = manifest.source(named: "a") else {
      Issue.record("no source a")
      return
    }
    #expect(a.paths.map(\.text) == ["\(folder)/conf.d/x/fra1"])
    #expect(a.origins.mark == SourceMark(file: "conf.d/a.yaml", line: 1, column: 12))
    #expect(manifest.job(named: "b") != nil)
  }
}

@Test func aNameTwiceIsAnErrorUnlessOneOverrides() throws {
  let plain = "sources: { docs: { paths: /other } }"
  try withFiles(["elasto.yaml": main, "conf.d/a.yaml": plain]) { folder throws in
    let found = faults(in: folder)
    #expect(found.contains("conf.d/a.yaml:1:12: the source \"docs\" is also declared at elasto.yaml:3:3"), "\(found)")
    #expect(found.contains("override: true"))
  }
  let overriding = "sources: { docs: { paths: /other, override: true } }"
  try withFiles(["elasto.yaml": main, "conf.d/a.yaml": overriding]) { folder throws in
    let manifest = try loader(in: folder).load(path: "elasto.yaml")
    guard case .paths(let docs)? = manifest.source(named: "docs") else { return }
    #expect(docs.paths == [LocalPath("/other", mark: SourceMark(file: "conf.d/a.yaml", line: 1, column: 27))])
    #expect(manifest.sources.count == 1)
  }
}

@Test func anIncludeThatIncludesItselfIsReadOnce() throws {
  let circle = "include: [../elasto.yaml, a.yaml, \"*.yaml\"]"
  try withFiles(["elasto.yaml": main, "conf.d/a.yaml": circle]) { folder throws in
    #expect(try loader(in: folder).load(path: "elasto.yaml").files == ["elasto.yaml", "conf.d/a.yaml"])
  }
}

@Test func aMissingIncludeIsNamedAndItsNamesDoNotDangle() throws {
  let text = manifestText(jobs: "  x: { from: elsewhere, to: vault }", top: "include: more.yaml")
  try withFiles(["elasto.yaml": text]) { folder throws in
    let found = faults(in: folder)
    #expect(found == "more.yaml: it cannot be read: No such file or directory")
  }
}

@Test(arguments: [("elasto.yaml", 0o664), ("elasto.yaml", 0o646), ("conf.d/a.yaml", 0o666)] as [(String, mode_t)])
func aFileThatOthersCanWriteIsRefused(name: String, mode: mode_t) throws {
  try withFiles(["elasto.yaml": main, "conf.d/a.yaml": "{}"]) { folder throws in
    chmod("\(folder)/\(name)", mode)
    let found = faults(in: folder)
    #expect(found.hasPrefix("\(name): others than its owner can write it"), "\(found)")
    #expect(found.contains("chmod go-w \(name)"))
  }
}

@Test(.enabled(if: geteuid() == 0), arguments: ["elasto.yaml", "conf.d/a.yaml"])
func aFileOfAnotherUserIsRefused(name: String) throws {
  try withFiles(["elasto.yaml": main, "conf.d/a.yaml": "{}"]) { folder throws in
    chown("\(folder)/\(name)", 1234, 0)
    let found = faults(in: folder)
    #expect(found.hasPrefix("\(name): it belongs to user 1234"), "\(found)")
  }
}

@Test func whatIsNoManifestIsRefusedWithAReason() throws {
  try withFiles(["elasto.yaml": "a: \u{1}"]) { folder throws in
    #expect(faults(in: folder).contains("not YAML"))
    #expect(throws: ManifestErrors.self) { try loader(in: folder).load(path: "none.yaml") }
    #expect(throws: ManifestErrors.self) { try loader(in: folder).load(path: "conf.d") }
    let file = try #require(fopen("\(folder)/elasto.yaml", "w"))
    fwrite([0x61, 0x0A, 0xFF, 0xFE] as [UInt8], 1, 4, file)
    fclose(file)
    #expect(faults(in: folder) == "elasto.yaml: not UTF-8 on line 2")
  }
}

@Test func placesAreLookedAtInTheirOrder() throws {
  try withFiles(["elasto.yaml": main, "elasto/elasto.yaml": main]) { folder throws in
    let variables = ["XDG_CONFIG_HOME": folder, "HOME": "/home/x"]
    func find(_ named: String?, in working: String, _ extra: [String: String] = [:]) throws -> String {
      let environment = loader(in: working, variables: variables.merging(extra) { $1 }).environment
      return try ManifestFinder(environment: environment).find(named: named)
    }
    #expect(try find("x.yaml", in: folder) == "x.yaml")
    #expect(try find(nil, in: folder, ["ELASTO_MANIFEST": "y.yaml"]) == "y.yaml")
    #expect(try find(nil, in: folder) == "elasto.yaml")
    #expect(try find(nil, in: "/") == "\(folder)/elasto/elasto.yaml")
    // A parent's is not looked at.
    #expect(try find(nil, in: "\(folder)/conf.d") == "\(folder)/elasto/elasto.yaml")
    let nowhere = loader(in: "/", variables: ["XDG_CONFIG_HOME": "/nowhere"]).environment
    let error = #expect(throws: ManifestErrors.self) { try ManifestFinder(environment: nowhere).find() }
    #expect(error?.description.contains("/nowhere/elasto/elasto.yaml") == true)
    #expect(error?.description.contains("-f FILE") == true)
  }
}
