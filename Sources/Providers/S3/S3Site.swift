import HTTPTypes
import Synchronization

/// What a store has learnt of its server; shared by all its requests.
final class S3Site: Sendable {
  private struct State {
    var place: S3Place
    /// `nil` before the first reply.
    var isSeaweedFS: Bool?
    var namesChecksums = false
  }

  private let listing: S3ListingOrder
  private let state: Mutex<State>

  init(_ configuration: S3Configuration) {
    listing = configuration.listing
    state = Mutex(State(place: S3Place(configuration)))
  }

  var place: S3Place { state.withLock { $0.place } }

  /// Whether the server lists folder by folder; `nil` where that is not known yet.
  var listsByFolders: Bool? {
    switch listing {
    case .automatic: isSeaweedFS
    case .keys: false
    case .folders: true
    }
  }

  /// SeaweedFS lists by folders, and does not list the checksums of parts, though it wants them at the end.
  var isSeaweedFS: Bool? { state.withLock { $0.isSeaweedFS } }

  /// Whether an upload that declares a checksum could not be completed from the listing of its parts.
  var losesPartChecksums: Bool { listing == .folders || isSeaweedFS == true }

  /// Takes note of which server replies. What says no may be somebody's on the way.
  func meet(_ response: HTTPResponse) {
    let isSeaweedFS = response.headerFields[.server]?.hasPrefix("SeaweedFS") ?? false
    guard isSeaweedFS || response.status.kind == .successful else { return }
    state.withLock { state in
      if state.isSeaweedFS != true { state.isSeaweedFS = isSeaweedFS }
    }
  }

  /// Whether the last whole object that was read came with a checksum, so that its MD5 need not be computed.
  var namesChecksums: Bool {
    get { state.withLock { $0.namesChecksums } }
    set { state.withLock { $0.namesChecksums = newValue } }
  }

  /// Moves to where the bucket is said to be: false where `tried` was there already.
  func move(from tried: S3Place, to region: String) -> Bool {
    guard region != tried.region, Self.isRegion(region) else { return false }
    state.withLock { $0.place = tried.moved(to: region) }
    return true
  }

  /// A name that goes into the host's: nothing but letters, digits and hyphens.
  private static func isRegion(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
      }
  }
}
