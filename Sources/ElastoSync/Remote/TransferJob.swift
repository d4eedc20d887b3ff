import Providers

/// One file or object that is to be at a key of the destination.
struct TransferJob: Sendable {
  let source: RemotePoint
  /// The source, as its listing has it.
  let info: ObjectInfo
  let destination: RemotePoint
  /// Where it goes.
  let key: String
  /// What is there, as the listing of the destination has it; files of this machine are looked at when their turn comes.
  let present: ObjectInfo?

  var action: RemoteItem.Action {
    if destination.localRoot != nil { return .download }
    return source.localRoot != nil ? .upload : .copy
  }

  func item(_ result: RemoteItem.Result) -> RemoteItem {
    RemoteItem(
      action, result, source: source.address(of: info.key), destination: destination.address(of: key), size: info.size)
  }
}
