import Glibc
import Testing

@testable import Manifest

/// The files that are made from the model. To make them anew: `ELASTO_WRITE_GENERATED=1 swift test --filter committed`.
@Test(arguments: ["docs/manifest.md", "docs/manifest.schema.json"])
func committedReferenceEqualsWhatTheModelGives(path: String) {
  let text = path.hasSuffix(".md") ? ManifestReference.text : ManifestSchema.text
  if getenv("ELASTO_WRITE_GENERATED") != nil { Checkout.write(text, to: path) }
  let isSame = Checkout.text(path) == text
  #expect(isSame, "run ELASTO_WRITE_GENERATED=1 swift test --filter committed, and commit \(path)")
}

@Test func referenceNamesEveryKeyOfTheModel() {
  let records =
    ManifestShape.sources.descriptions + ManifestShape.targets.descriptions + ManifestShape.jobs.descriptions
    + ManifestShape.volumes.descriptions + ManifestReference.innerRecords
  for field in records.flatMap(\.fields) {
    #expect(ManifestReference.text.contains("| `\(field.key)` |"))
    #expect(!field.doc.isEmpty)
  }
}

@Test func recordsThatTheSchemaRefersToAreDefined() throws {
  guard case .object(let members) = ManifestSchema.schema,
    case .object(let definitions)? = members.first(where: { $0.key == "$defs" })?.value
  else {
    Issue.record("the schema has no definitions")
    return
  }
  let names = definitions.map(\.key)
  #expect(Set(names).count == names.count)
  let parts = ManifestSchema.text.split(separator: "\"#/$defs/").dropFirst()
  let references = Set(parts.map { String($0.prefix { $0 != "\"" }) })
  #expect(references.count > 5)
  #expect(references.isSubset(of: Set(names)))
}
