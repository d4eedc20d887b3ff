import Foundation
import ProvidersTesting

/// An authority of a test's own, made by openssl.
final class CertificateAuthority: Sendable {
  struct Identity: Sendable {
    let certificate: String
    let key: String
  }

  let folder: TemporaryFolder

  var file: String { "\(folder.path)/ca.pem" }

  init() throws {
    folder = try TemporaryFolder()
    try openssl(
      ["req", "-x509", "-nodes", "-subj", "/CN=Test authority", "-days", "2", "-out", file]
        + newKey("\(folder.path)/ca.key"))
  }

  /// A certificate for `names`, as in `DNS:localhost,IP:127.0.0.1`; less than 0 days make it an expired one.
  func issue(_ name: String, for names: String, days: Int = 2) throws -> Identity {
    let path = "\(folder.path)/\(name)"
    try openssl(["req", "-nodes", "-subj", "/CN=\(name)", "-out", "\(path).csr"] + newKey("\(path).key"))
    try folder.write(Array("subjectAltName=\(names)".utf8), to: "\(name).ext")
    try openssl([
      "x509", "-req", "-in", "\(path).csr", "-CA", file, "-CAkey", "\(folder.path)/ca.key", "-CAcreateserial", "-days",
      "\(days)", "-extfile", "\(path).ext", "-out", "\(path).pem",
    ])
    return Identity(certificate: "\(path).pem", key: "\(path).key")
  }

  private func newKey(_ path: String) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", path]
  }

  private func openssl(_ arguments: [String]) throws {
    _ = try ProgramRun.output(of: "/usr/bin/openssl", arguments, input: [])
  }
}
