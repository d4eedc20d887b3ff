import Secrets

extension RepositoryTarget: NamedRecord {
  static let blank = RepositoryTarget(
    name: "", location: Location(.local(path: "/")), password: .environment(""))

  static let shape = RecordShape<RepositoryTarget>(
    title: "repository",
    doc: "A backup repository in restic's format, version 2.",
    fields: [
      .required(
        "repository", \.location, .location, "Its folder or prefix. Only `init` or an approved plan creates it."),
      .required("password", \.password, .secret, "What opens it.").secret,
      .optional(
        "retention", \.retention, .record(), "What is kept of each identity (host, job and source).",
        otherwise: "everything is kept"),
      .optional(
        "prevent-destroy", \.preventDestroy, .boolean,
        "Refuses to destroy it. Recorded beside the data: removing the entry does not lift it."),
      .optional(
        "chunker", \.chunker, .choice("chunker"),
        "How a new repository cuts files: `rabin` as restic does, or `fast`. It stays what it was created with."),
      .optional("compression", \.compression, .compression, "`off`, or a level of zstd from -7 to 19."),
      .optional("pack-size", \.packSize, .size.refused(packSizeRefusal), "When a pack is full: from 4 MiB to 128 MiB."),
      .optional(
        "must-contain", \.mustContain, .paths,
        "Paths that must exist before it is used: the sign that a disk is mounted."),
    ])

  /// The bounds are restic's.
  private static let packSizeRefusal: @Sendable (ByteSize) -> String? = { size in
    (ByteSize(4 << 20)...ByteSize(128 << 20)).contains(size) ? nil : "\(size) is not from 4 MiB to 128 MiB"
  }
}
