internal import Providers

/// Where something is, as the user writes it: `PROVIDER:CONTAINER/KEY`, `s3:https://HOST/BUCKET/KEY`,
/// `azure:CONTAINER:/KEY`, or a path.
///
/// Made by `RemoteSession.address`. In keys `*`, `?` and `[…]` are patterns, and `\` takes the next character as it is.
public struct RemoteAddress: Sendable, CustomStringConvertible {
  public enum Place: Sendable {
    /// Absolute, without a slash at the end.
    case local(path: String)
    /// All containers of a provider.
    case provider(String)
    /// The key as it was written, without a slash at either end; empty for the container itself.
    case container(provider: String, name: String, key: String)
  }

  public var place: Place
  /// What is below is meant, rather than one object: a slash was written at the end, or there is no key.
  public var isPrefix: Bool

  public init(_ place: Place, isPrefix: Bool = false) {
    self.place = place
    switch place {
    case .local: self.isPrefix = isPrefix
    case .provider: self.isPrefix = true
    case .container(_, _, let key): self.isPrefix = isPrefix || key.isEmpty
    }
  }

  public var isLocal: Bool { if case .local = place { true } else { false } }

  /// Whether the key, or the path, holds a pattern rather than a name.
  public var hasPattern: Bool {
    switch place {
    case .local(let path): KeyPattern.isPattern(path)
    case .provider: false
    case .container(_, _, let key): KeyPattern.isPattern(key)
    }
  }

  /// It can be parsed again. For people there is `displayed`.
  public var description: String {
    switch place {
    case .local(let path): return isPrefix && path != "/" ? "\(path)/" : path
    case .provider(let name): return Self.spelling(name, container: "")
    case .container(let provider, let name, let key):
      let container = Self.spelling(provider, container: name)
      return key.isEmpty ? container : "\(container)\(key)\(isPrefix ? "/" : "")"
    }
  }

  /// For people: control characters are escaped.
  public var displayed: String { FileSystemPath(description).displayed }

  /// A key as the text that stands for it and nothing else.
  public static func quoted(_ key: String) -> String { KeyPattern.quoted(key) }

  /// Services without a manifest are called what stands before their containers.
  private static func spelling(_ provider: String, container: String) -> String {
    if provider == azure { return container.isEmpty ? provider : "\(provider)\(container):/" }
    if provider.contains(":") { return container.isEmpty ? "\(provider)/" : "\(provider)/\(container)/" }
    return container.isEmpty ? "\(provider):" : "\(provider):\(container)/"
  }

  /// The storage account of the environment, in restic's spelling: `azure:CONTAINER:/KEY`.
  static let azure = "azure:"
}

extension RemoteAddress {
  /// The folder that it lies in; a container lies in its provider, and what lies in nothing in itself.
  public var parent: RemoteAddress {
    switch place {
    case .provider: return self
    case .local(let path): return RemoteAddress(.local(path: Self.folder(of: path) ?? "/"), isPrefix: true)
    case .container(let provider, let name, let key):
      if key.isEmpty { return RemoteAddress(.provider(provider)) }
      let folder = Self.folder(of: key) ?? ""
      return RemoteAddress(.container(provider: provider, name: name, key: folder), isPrefix: true)
    }
  }

  /// What a relative path names, seen from here: `a/b`, `../x`, `d/`; `/` at the start is the container's root.
  ///
  /// Throws `.usage` where the path leads above the provider.
  public func appending(_ path: String) throws(RunError) -> RemoteAddress {
    var parts = components
    if path.hasPrefix("/") { parts.removeLast(parts.count - rootDepth) }
    for part in path.split(separator: "/") where part != "." {
      if part == ".." {
        guard !parts.isEmpty else { throw RunError(.usage, "there is nothing above \(displayed)", location: path) }
        parts.removeLast()
      } else {
        parts.append(String(part))
      }
    }
    let isPrefix = path.isEmpty || path.hasSuffix("/") || path.hasSuffix("..") || path.hasSuffix("/.") || path == "."
    switch place {
    case .local: return RemoteAddress(.local(path: "/" + parts.joined(separator: "/")), isPrefix: isPrefix)
    case .provider(let provider), .container(let provider, _, _):
      guard let container = parts.first else { return RemoteAddress(.provider(provider)) }
      return RemoteAddress(
        .container(provider: provider, name: container, key: parts.dropFirst().joined(separator: "/")),
        isPrefix: isPrefix)
    }
  }

  private var components: [String] {
    switch place {
    case .local(let path): path.split(separator: "/").map(String.init)
    case .provider: []
    case .container(_, let name, let key): [name] + key.split(separator: "/").map(String.init)
    }
  }

  private var rootDepth: Int { if case .container = place { 1 } else { 0 } }

  /// What stands before the last slash.
  private static func folder(of path: String) -> String? {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
