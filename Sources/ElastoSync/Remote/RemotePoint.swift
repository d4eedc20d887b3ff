import Providers

/// What an address comes down to: a store, and what is meant in it.
struct RemotePoint: Sendable {
  let address: RemoteAddress
  let store: any ObjectStore
  /// Equal for two points of which one can be copied to the other without moving the bytes.
  let identity: String
  /// Where the objects are files of this machine: the folder that keys are relative to, without a slash at the end.
  let localRoot: String?
  /// A name without patterns; empty for the container itself.
  let key: String
  let pattern: KeyPattern?

  /// - Parameter isThere: whether a path that looks like a pattern is a file of this very name, which is meant first.
  init(
    _ address: RemoteAddress, store: any ObjectStore, identity: String, localRoot: String?, isThere: Bool = false
  ) throws(RunError) {
    self.address = address
    self.store = store
    self.identity = identity
    self.localRoot = localRoot
    switch address.place {
    case .provider:
      throw RunError(.usage, "name a container behind the provider", location: address.displayed)
    case .local(let path):
      key = String(path.dropFirst())
      pattern = KeyPattern.isPattern(path) && !isThere ? try KeyPattern(String(path.dropFirst())) : nil
    case .container(_, _, let text):
      pattern = KeyPattern.isPattern(text) ? try KeyPattern(text) : nil
      key = KeyPattern.literal(text[...])
    }
  }

  var isPrefix: Bool { address.isPrefix }

  /// What the keys below begin with.
  var below: String { key.isEmpty ? "" : "\(key)/" }

  /// The last part of the key; the container's name where there is none.
  var lastName: String {
    if key.isEmpty, case .container(_, let name, _) = address.place { return name }
    return key.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(key[key.utf8.index(after: $0)...]) } ?? key
  }

  func localPath(of key: String) -> String? { localRoot.map { "\($0)/\(key)" } }

  /// The address of another key of the same container.
  func address(of key: String, isPrefix: Bool = false) -> RemoteAddress {
    switch address.place {
    case .local: RemoteAddress(.local(path: "/\(key)"), isPrefix: isPrefix)
    case .provider(let provider): RemoteAddress(.provider(provider))
    case .container(let provider, let name, _):
      RemoteAddress(.container(provider: provider, name: name, key: KeyPattern.quoted(key)), isPrefix: isPrefix)
    }
  }

  /// Fails for a pattern where one object is wanted.
  func requireKey() throws(RunError) {
    guard pattern == nil, !key.isEmpty, !isPrefix else {
      throw RunError(.usage, "name one object, without a pattern or a slash at the end", location: address.displayed)
    }
  }
}
