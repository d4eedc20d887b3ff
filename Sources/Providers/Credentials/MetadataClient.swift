import HTTPTypes

/// Asks services that stand next to this machine and answer at once or not at all.
struct MetadataClient: Sendable {
  /// Between two attempts.
  static let pause = Duration.seconds(1)
  static let replyLimit = 1 << 16

  var environment: CredentialEnvironment
  /// For one whole exchange.
  var timeout: Duration
  /// At least one.
  var attempts: Int

  /// The reply, whatever its status; only such as the service may take back soon (5xx) are asked for again, and so are
  /// calls that got none.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPReply {
    var attempt = 1
    while true {
      let result = await sendOnce(request)
      let isFinal =
        switch result {
        case .success(let reply): reply.response.status.code < 500
        case .failure(let error): !error.isRetryable
        }
      if isFinal || attempt >= attempts { return try result.get() }
      attempt += 1
      do { try await environment.sleep(Self.pause) } catch { return try result.get() }
    }
  }

  private func sendOnce(_ request: HTTPRequest) async -> Result<HTTPReply, HTTPError> {
    let call = HTTPCall(request, collectionLimit: Self.replyLimit)
    return await withTaskGroup(of: Result<HTTPReply, HTTPError>?.self) { group in
      group.addTask {
        do throws(HTTPError) {
          return .success(try await environment.metadataTransport.send(call))
        } catch {
          return .failure(error)
        }
      }
      group.addTask {
        try? await environment.sleep(timeout)
        return nil
      }
      let first = await group.next()
      group.cancelAll()
      if case .some(.some(let result)) = first { return result }
      let place = "\(request.scheme ?? "http")://\(request.authority ?? "")"
      if Task.isCancelled { return .failure(HTTPError(.cancelled, "the search was cancelled", location: place)) }
      return .failure(
        HTTPError(.stalled, "no answer within \(timeout.components.seconds) s", location: place, isRetryable: true))
    }
  }
}
