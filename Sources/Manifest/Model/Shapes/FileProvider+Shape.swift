extension FileProvider: NamedRecord {
  static let blank = FileProvider(name: "", path: "/")

  static let shape = RecordShape<FileProvider>(
    title: "provider of files",
    doc: "A folder of this machine that is used like a store: `NAME:CONTAINER/KEY` is `path/CONTAINER/KEY`.",
    fields: [
      .required("path", \.path, .path, "The folder that holds the containers.")
    ])
}
