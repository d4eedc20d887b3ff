import Secrets

/// The `credentials.csv` that IAM's console gives for download.
struct CSVPlace: CredentialPlace {
  var path: String

  var title: String { "file \(path)" }

  func look() async throws(StoreError) -> CredentialFinding<S3Credentials> {
    guard let contents = try await CredentialFile(path: path, kind: .secret).read() else {
      throw .credentials("there is no file \(path): download it from IAM's console, or name another")
    }
    let table = contents.bytes.withBytes { CSVTable(parsing: $0) }
    guard let table, let header = table.rows.first else { throw .credentials("\(path) is not a file of CSV") }
    let names = header.map { String(decoding: $0, as: UTF8.self).lowercased() }
    guard let idColumn = names.firstIndex(of: "access key id"),
      let secretColumn = names.firstIndex(of: "secret access key")
    else {
      throw .credentials(
        "\(path) has no columns \"Access key ID\" and \"Secret access key\": it is not a credentials.csv of IAM")
    }
    let keys = table.rows.dropFirst().filter { row in
      row.indices.contains(idColumn) && row.indices.contains(secretColumn) && !row[idColumn].isEmpty
        && !row[secretColumn].isEmpty
    }
    guard let row = keys.first else { throw .credentials("\(path) has no access key") }
    guard keys.count == 1 else {
      throw .credentials("\(path) has \(keys.count) access keys: keep the one that is to be used")
    }
    return .found(
      S3Credentials(
        accessKeyID: String(decoding: row[idColumn], as: UTF8.self),
        secretAccessKey: SecretBytes(copying: row[secretColumn]), origin: title))
  }
}
