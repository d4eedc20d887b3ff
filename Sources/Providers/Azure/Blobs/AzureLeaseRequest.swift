import HTTPTypes

/// Lease Blob and Lease Container: one request in five kinds.
struct AzureLeaseRequest {
  enum Kind {
    case acquire(id: String, seconds: Int?)
    case renew(id: String)
    case change(id: String, to: String)
    case release(id: String)
    case breaking(after: Int?)
  }

  var kind: Kind
  var target: AzureRequest.Target

  /// - Parameter location: for the message of an impossible duration.
  func request(_ location: String) throws(StoreError) -> AzureRequest {
    var query: [(name: String, value: String)] = [("comp", "lease")]
    if target == .container { query.append(("restype", "container")) }
    var request = AzureRequest(.put, target, query, action: action)
    func set(_ name: String, _ value: String) { request.fields[.ms(name)] = value }
    switch kind {
    case .acquire(let id, let seconds):
      guard seconds.map({ (15...60).contains($0) }) ?? true else {
        throw StoreError(
          .unsupported, "a lease lasts 15 to 60 seconds here, or has no end; choose one of these", location: location)
      }
      set("lease-action", "acquire")
      set("lease-duration", "\(seconds ?? -1)")
      set("proposed-lease-id", id)
    case .renew(let id):
      set("lease-action", "renew")
      set("lease-id", id)
    case .change(let id, let other):
      set("lease-action", "change")
      set("lease-id", id)
      set("proposed-lease-id", other)
    case .release(let id):
      set("lease-action", "release")
      set("lease-id", id)
    case .breaking(let seconds):
      set("lease-action", "break")
      if let seconds { set("lease-break-period", "\(max(0, min(60, seconds)))") }
    }
    return request
  }

  private var action: String {
    switch kind {
    case .acquire: "acquiring the lease"
    case .renew: "renewing the lease"
    case .change: "handing the lease over"
    case .release: "giving the lease back"
    case .breaking: "breaking the lease"
    }
  }
}
