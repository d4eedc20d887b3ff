import Cryptography
import HTTPTypes

extension S3Store {
  /// Sends a request to where the bucket is, and gives the reply if it says yes (status 2xx).
  ///
  /// An answer that names another region, or an ended session, is followed once.
  func send(_ request: S3Request) async throws(StoreError) -> HTTPReply {
    let location = location(of: request)
    if Task.isCancelled { throw StoreError(cancelledAt: location) }
    var mayMove = true
    var mayRenew = true
    var redirect: S3Redirect?
    while true {
      let place = site.place
      let credentials = try await validCredentials()
      let call = try signed(request, place, redirect, credentials)
      let reply: HTTPReply
      do throws(HTTPError) {
        reply = try await transport.send(call)
      } catch {
        throw StoreError(error, while: request.action, location: location)
      }
      site.meet(reply.response)
      if reply.response.status.kind == .successful { return reply }

      let failure = S3Failure(reply)
      if mayMove, failure.isAboutRegion {
        mayMove = false
        redirect = failure.redirect.flatMap { S3Redirect($0, from: place.endpoint) }
        let hasMoved = failure.region.map { site.move(from: place, to: $0) } ?? false
        if hasMoved { redirect = nil }
        if hasMoved || redirect != nil { continue }
      }
      if mayRenew, failure.isAboutExpiry {
        mayRenew = false
        await self.credentials.invalidate()
        continue
      }
      throw StoreError(failure, context(request, place, credentials))
    }
  }

  /// Sends a request whose answer is a document, and reads that as it arrives.
  func ask<Model: XMLModel>(_ request: S3Request, _ model: Model) async throws(StoreError) -> (Model, HTTPReply) {
    let reader = XMLReader(S3Answer(model))
    var request = request
    request.sink = reader
    let reply: HTTPReply
    do throws(StoreError) {
      reply = try await send(request)
    } catch {
      guard let fault = error.cause as? XMLFault else { throw error }
      throw unreadable(request, fault, nil)
    }
    let answer: S3Answer<Model>
    do throws(XMLFault) {
      answer = try reader.finish()
    } catch {
      throw unreadable(request, error, reply)
    }
    if let said = answer.error { throw failure(said, in: reply, request) }
    return (answer.model, reply)
  }

  /// What an error in a reply of status 200 means.
  func failure(_ said: ErrorReply, in reply: HTTPReply, _ request: S3Request) -> StoreError {
    var failure = S3Failure(said, in: reply)
    // Behind this status, only the code tells: what is not known is the store's own trouble, as its documentation says.
    failure.status = said.code == "PreconditionFailed" ? 412 : said.code == "AccessDenied" ? 403 : 500
    return StoreError(failure, context(request, site.place, nil))
  }

  func location(of request: S3Request) -> String {
    if case .object(let key) = request.target { return location(key) }
    return name
  }

  private func unreadable(_ request: S3Request, _ fault: XMLFault, _ reply: HTTPReply?) -> StoreError {
    let reference = reply.map { " (\(S3Failure(HTTPReply(response: $0.response)).reference))" } ?? ""
    return StoreError(
      .failed,
      "\(request.action) failed: the reply \(fault); check that the endpoint is an S3 service and no proxy changes its "
        + "answers\(reference)",
      location: location(of: request), isRetryable: fault == .incomplete, cause: fault)
  }

  private func context(
    _ request: S3Request, _ place: S3Place, _ credentials: S3Credentials?
  ) -> StoreError.S3Context {
    StoreError.S3Context(
      request: request, place: place, credentials: credentials, now: time, location: location(of: request))
  }

  func validCredentials() async throws(StoreError) -> S3Credentials {
    if let found = try await credentials.credentials() { return found }
    throw StoreError(
      .accessDenied,
      "no access key was found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile or a key",
      location: name)
  }

  private func signed(
    _ request: S3Request, _ place: S3Place, _ redirect: S3Redirect?, _ credentials: S3Credentials
  ) throws(StoreError) -> HTTPCall {
    var unsigned = place.request(request)
    redirect?.apply(to: &unsigned)
    if configuration.requesterPays { unsigned.headerFields[.amz("request-payer")] = "requester" }
    do throws(CryptographyError) {
      let time = time
      let key = try signingKeys.key(credentials, day: time.day, region: place.region)
      try S3Signer(key: key, time: time).sign(&unsigned, payload: request.payload)
    } catch {
      throw StoreError(.failed, "the request cannot be signed: \(error)", location: location(of: request), cause: error)
    }
    return HTTPCall(unsigned, body: request.body, sink: request.sink)
  }
}
