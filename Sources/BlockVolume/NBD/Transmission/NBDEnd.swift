/// Why a connection ends.
enum NBDEnd: Error, Hashable {
  /// The client asked for it, or closed its side between two requests.
  case disconnected
  /// The client closed its side in the middle, or the system says so.
  case broken(Int32)
  /// The client does not speak the protocol.
  case violation(String)
  /// The server stops, or the export is no more.
  case stopped
}
