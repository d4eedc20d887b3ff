import Testing

@testable import Manifest

@Suite struct EndpointURLTests {
  @Test(arguments: [
    ("https://s3.example.org", "https://s3.example.org", false), ("HTTP://LocalHost:80/", "http://localhost", true),
    ("http://127.8.9.10:9000", "http://127.8.9.10:9000", true), ("http://[::1]:9000", "http://[::1]:9000", true),
    ("https://[2001:db8::1]", "https://[2001:db8::1]", false), ("http://127.evil.org", "http://127.evil.org", false),
    ("http://128.0.0.1", "http://128.0.0.1", false), ("http://localhost.evil.org", "http://localhost.evil.org", false),
  ])
  func endpointsAreReadAndWritten(text: String, written: String, isLoopback: Bool) throws {
    let endpoint = try EndpointURL(parsing: text)
    #expect(endpoint.description == written)
    #expect(endpoint.isLoopback == isLoopback)
    #expect(try EndpointURL(parsing: written) == endpoint)
  }

  @Test(arguments: [
    "", "x", "https://", "https://a b", "https://a:", "https://a:65536", "https://a:b", "https://[::1", "https://[x]",
    "https://a/b", "https://a?b", "https://a#b", "https://u@a", "file:///a", "https:///a", "https://[::1]x",
    "https://ä",
  ])
  func whatIsNoEndpointIsRefused(text: String) {
    #expect(throws: ValueFault.self) { try EndpointURL(parsing: text) }
  }
}
