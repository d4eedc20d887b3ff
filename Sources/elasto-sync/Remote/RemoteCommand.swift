import ArgumentParser

/// The client for objects in every cloud and on this machine.
struct RemoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remote", abstract: "List, put, get, copy and remove objects, whatever store they are in.",
    discussion: """
      An address is PROVIDER:CONTAINER/KEY with a provider of the manifest, s3:https://HOST/BUCKET/KEY without one, or a
      path of this machine. A slash at its end means everything below. In keys, * and ? and [a-z] match within a folder,
      **/ over folders; \\ takes the next character as it is.
      """,
    subcommands: [
      RemoteLsCommand.self, RemotePutCommand.self, RemoteGetCommand.self, RemoteCpCommand.self, RemoteRmCommand.self,
      RemoteStatCommand.self, RemoteCreateCommand.self, RemoteUrlCommand.self,
    ])
}
