import Testing

@testable import Manifest

@Suite struct RepositoryAddressTests {
  private static let nas = EndpointURL(host: "nas.example.org", port: 9000)

  @Test(
    arguments: [
      ("repo", .local(path: "/srv/repo")), ("local:/a/b/", .local(path: "/a/b")), ("./s3:x", .local(path: "/srv/s3:x")),
      ("s3:https://nas.example.org:9000/b/p/q/", .s3(endpoint: nas, region: nil, bucket: "b", key: "p/q")),
      ("s3:nas.example.org:9000/b", .s3(endpoint: nas, region: nil, bucket: "b", key: "")),
      ("s3://nas.example.org:9000/b/p", .s3(endpoint: nas, region: nil, bucket: "b", key: "p")),
      (
        "s3:http://127.0.0.1:9000/b/p",
        .s3(
          endpoint: EndpointURL(isEncrypted: false, host: "127.0.0.1", port: 9000), region: nil, bucket: "b", key: "p")
      ),
      ("azure:b:/p/q/", .azure(container: "b", key: "p/q")), ("azure:b:", .azure(container: "b", key: "")),
      ("azure:b", .azure(container: "b", key: "")), ("azure:b:p", .azure(container: "b", key: "p")),
      ("s3:s3.amazonaws.com/b", .s3(endpoint: nil, region: nil, bucket: "b", key: "")),
      ("s3:https://s3.eu-west-1.amazonaws.com/b/p", .s3(endpoint: nil, region: "eu-west-1", bucket: "b", key: "p")),
    ] as [(String, RepositoryAddress)])
  func repositoriesAreReadAsResticSpellsThem(text: String, address: RepositoryAddress) throws {
    let parsed = try RepositoryAddress(parsing: text, relativeTo: "/srv")
    #expect(parsed == address)
    #expect(try RepositoryAddress(parsing: parsed.description, relativeTo: "/") == address)
  }

  @Test(arguments: [
    ("", "a folder must follow"), ("local:", "a folder must follow"), ("s3:", "no bucket"), ("s3:host", "no bucket"),
    ("s3:https://host/", "no bucket"), ("s3:https://host//b", "no bucket"), ("s3:host/b//c", "an empty part"),
    ("s3:host/b/../c", "\"..\" as a part"), ("s3:ftp://host/b", "no bucket"),
    ("s3:https://u:p@host/b", "no user name"), ("s3:ho st/b", "is not an endpoint"),
    ("azure:", "no container"), ("azure:/b", "no container"), ("azure:b:/p//q", "an empty part"),
    ("sftp:host:/b", "\"sftp:\" is not built in"), ("rest:https://host/", "\"rest:\" is not built in"),
  ])
  func whatIsNoRepositoryIsRefused(text: String, words: String) throws {
    let fault = #expect(throws: ValueFault.self) { try RepositoryAddress(parsing: text, relativeTo: "/srv") }
    #expect(fault?.message.contains(words) == true, "\(String(describing: fault))")
  }
}
