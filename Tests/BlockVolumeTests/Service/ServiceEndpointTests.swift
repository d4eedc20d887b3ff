import Foundation
import Glibc
import ProvidersTesting
import Testing

@testable import BlockVolume

@Suite struct ServiceEndpointTests {
  @Test func aClientOnTheSocketIsAnswered() async throws {
    try await withEndpoint { request in
      .text(request.method == "POST" ? 202 : 200, "\(request.method) \(request.path) \(request.body.count)")
    } _: { path in
      let client = try ServiceClient(path: path)
      let status = try await client.send(ServiceRequest("GET", "/status"))
      #expect(status == .text(200, "GET /status 0"))
      let flush = try await client.send(ServiceRequest("POST", "/flush", body: Array("{}".utf8)))
      #expect(flush == .text(202, "POST /flush 2"))
    }
  }

  @Test func onlyItsUserMayUseTheSocketAndItGoesWithTheServer() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/control"
    let endpoint = try await ServiceEndpoint(on: .unix(path: path)) { _ in .text(200, "") }
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    await endpoint.close()
    #expect(stat(path, &status) != 0)
    let error = await #expect(throws: BlockError.self) {
      try await ServiceClient(path: path).send(ServiceRequest("GET", "/"))
    }
    #expect(error?.code == .unavailable)
  }

  @Test func curlIsAnsweredAndTooMuchIsCutOff() async throws {
    try await withEndpoint { request in
      .text(200, "\(request.body.count)")
    } _: { path in
      func curl(_ count: Int) throws -> Data {
        try ProgramRun.output(
          of: "/bin/sh",
          ["-c", "curl -s --unix-socket \(path) --data-binary @- http://localhost/ || true"],
          input: [UInt8](repeating: 120, count: count))
      }
      let replies = [try curl(65536), try curl(65537), try curl(1)]
      #expect(replies == ["65536", "", "1"].map { Data($0.utf8) })
    }
  }

  @Test func anAnswerThatIsReadyTooLateGoesNowhere() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/control"
    let (asked, ask) = AsyncStream<Void>.makeStream()
    let (ready, makeReady) = AsyncStream<Void>.makeStream()
    let (answered, answer) = AsyncStream<Void>.makeStream()
    let endpoint = try await ServiceEndpoint(on: .unix(path: path)) { _ in
      ask.finish()
      for await _ in ready {}
      answer.finish()
      return .text(200, "late")
    }
    let asking = Task { try await ServiceClient(path: path).send(ServiceRequest("GET", "/")) }
    for await _ in asked {}
    await endpoint.close()
    let error = await #expect(throws: BlockError.self) { try await asking.value }
    #expect(error?.code == .unavailable)
    makeReady.finish()
    for await _ in answered {}
    // Whoever comes next is answered by an endpoint of its own.
    let next = try await ServiceEndpoint(on: .unix(path: path)) { _ in .text(200, "next") }
    #expect(try await ServiceClient(path: path).send(ServiceRequest("GET", "/")) == .text(200, "next"))
    await next.close()
  }

  private func withEndpoint(
    _ answer: @escaping ServiceEndpoint.Answer, _ body: (String) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let endpoint = try await ServiceEndpoint(on: .unix(path: folder.path + "/control"), answer: answer)
    try await body(folder.path + "/control")
    await endpoint.close()
  }
}
