import Cryptography
import HTTPTypes
import Secrets

/// Signs requests to one of an account's services, sends them, and says what its refusals mean.
///
/// Nothing is repeated but a request whose token the service calls expired, once.
struct AzureSender: Sendable {
  let service: AzureService
  /// The account with the container or the share.
  let place: AzureConfiguration
  /// Of the store that sends, for messages.
  let name: String
  let credentials: any AzureCredentialSource
  let transport: any HTTPTransport
  /// Nanoseconds since 1970.
  let now: @Sendable () -> Int64

  func location(_ key: String) -> String { "\(name)/\(key)" }

  var time: UTCTime { UTCTime(nanoseconds: now()) }

  /// Sends a request, and gives the reply if it says yes (status 2xx).
  func send(_ request: AzureRequest) async throws(StoreError) -> HTTPReply {
    let location = location(of: request)
    if Task.isCancelled { throw StoreError(cancelledAt: location) }
    var mayRenew = true
    while true {
      let credentials = try await credentials.credentials()
      let call = try signed(request, credentials)
      let reply: HTTPReply
      do throws(HTTPError) {
        reply = try await transport.send(call)
      } catch {
        throw StoreError(error, while: request.action, location: location)
      }
      if reply.response.status.kind == .successful { return reply }
      let failure = AzureFailure(reply)
      if mayRenew, failure.isAboutExpiry {
        mayRenew = false
        await self.credentials.invalidate()
        continue
      }
      throw StoreError(failure, context(request, credentials))
    }
  }

  /// Sends a request whose answer is a document, and reads that as it arrives.
  func ask<Model: XMLModel>(_ request: AzureRequest, _ model: Model) async throws(StoreError) -> (Model, HTTPReply) {
    let reader = XMLReader(model)
    var request = request
    request.sink = reader
    let reply: HTTPReply
    do throws(StoreError) {
      reply = try await send(request)
    } catch {
      guard let fault = error.cause as? XMLFault else { throw error }
      throw unreadable(request, fault)
    }
    do throws(XMLFault) {
      return (try reader.finish(), reply)
    } catch {
      throw unreadable(request, error)
    }
  }

  func location(of request: AzureRequest) -> String {
    if case .blob(let key) = request.target { return location(key) }
    return name
  }

  func context(_ request: AzureRequest, _ credentials: AzureCredentials?) -> StoreError.AzureContext {
    StoreError.AzureContext(
      action: request.action, service: service, configuration: place, credentials: credentials, now: time,
      location: location(of: request))
  }

  private func unreadable(_ request: AzureRequest, _ fault: XMLFault) -> StoreError {
    StoreError(
      .failed,
      "\(request.action) failed: the reply \(fault); check that the endpoint is a \(service.object) service and no proxy changes its "
        + "answers", location: location(of: request), isRetryable: fault == .incomplete, cause: fault)
  }

  /// Where a target is, percent-encoded, without a query.
  func path(_ target: AzureRequest.Target) -> String {
    let container = "\(place.endpoint.path)/\(PercentEncoding.path(place.container))"
    return switch target {
    case .account: place.endpoint.path + "/"
    case .container: container
    case .blob(let key): "\(container)/\(PercentEncoding.path(key))"
    }
  }

  func signed(_ request: AzureRequest, _ credentials: AzureCredentials) throws(StoreError) -> HTTPCall {
    var query = request.query.map { "\(PercentEncoding.query($0.name))=\(PercentEncoding.query($0.value))" }
    if case .sharedAccess(let signature) = credentials.kind {
      query.append(signature.withBytes { String(decoding: $0, as: UTF8.self) })
    }
    var unsigned = HTTPRequest(
      method: request.method, scheme: place.endpoint.server.scheme,
      authority: place.endpoint.server.authority,
      path: path(request.target) + (query.isEmpty ? "" : "?" + query.joined(separator: "&")),
      headerFields: request.fields)
    unsigned.headerFields[.msVersion] = place.apiVersion
    try authorize(&unsigned, credentials, contentLength: request.body.count, location: location(of: request))
    return HTTPCall(unsigned, body: request.body, sink: request.sink)
  }

  func authorize(
    _ request: inout HTTPRequest, _ credentials: AzureCredentials, contentLength: Int64, location: String
  ) throws(StoreError) {
    switch credentials.kind {
    case .sharedKey(let key):
      do throws(CryptographyError) {
        let signer = AzureSharedKeySigner(key: AzureAccountKey(account: place.account, key: key))
        try signer.sign(&request, at: time, contentLength: contentLength)
      } catch {
        throw StoreError(.failed, "the request cannot be signed: \(error)", location: location, cause: error)
      }
    case .bearer(let token):
      // Roles of Entra ID permit on files what they permit to backups.
      if service == .files { request.headerFields[.ms("file-request-intent")] = "backup" }
      request.headerFields[.msDate] = time.http
      request.headerFields[.authorization] = token.withBytes { "Bearer " + String(decoding: $0, as: UTF8.self) }
    case .sharedAccess, .anonymous: break
    }
  }
}
