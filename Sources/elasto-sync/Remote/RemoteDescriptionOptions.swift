import ArgumentParser
import ElastoSync

/// What goes along with objects that are put.
struct RemoteDescriptionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The content type of every file; else it goes by the extension.", valueName: "type"))
  var contentType: String?

  @Option(help: ArgumentHelp("Metadata to store with every file; may be repeated.", valueName: "name=value"))
  var metadata: [String] = []

  func add(to options: inout RemoteTransferOptions) throws {
    options.contentType = contentType
    for text in metadata {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw RunError(.usage, "metadata is NAME=VALUE", location: text)
      }
      options.metadata[String(parts[0])] = String(parts[1])
    }
  }
}
