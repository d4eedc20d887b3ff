import Testing

@testable import Manifest

/// A loader with a known host name and folder.
let testLoader = ManifestLoader(
  environment: ManifestEnvironment(
    hostname: "web1", userID: 1000, workingFolder: "/srv", calendarFault: { $0 == "soon" ? "no such time" : nil }))

/// What is wrong with a manifest's text, rendered as users see it.
func faults(of text: String) -> String {
  do throws(ManifestErrors) {
    _ = try testLoader.load(text: text, name: "elasto.yaml")
    return ""
  } catch {
    return error.description
  }
}

/// A manifest with one source, one target and one job, and what a test puts beside them.
func manifestText(
  sources: String = "", targets: String = "", jobs: String = "", top: String = ""
) -> String {
  """
  version: 1
  sources:
    docs: { paths: /home }
  \(sources)
  targets:
    vault: { repository: /srv/vault, password: { env: KEY } }
  \(targets)
  jobs:
    nightly: { from: docs, to: vault }
  \(jobs)
  \(top)

  """
}
