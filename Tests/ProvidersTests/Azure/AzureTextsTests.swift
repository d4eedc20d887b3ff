import HTTPTypes
import Secrets
import Testing

@testable import Providers

@Suite struct AzureTextsTests {
  @Test(arguments: [
    ("AccountName=a1;AccountKey=a2V5", "a1", "https://a1.blob.core.windows.net"),
    (
      "DefaultEndpointsProtocol=https;AccountName=b;AccountKey=a2V5;EndpointSuffix=core.chinacloudapi.cn", "b",
      "https://b.blob.core.chinacloudapi.cn"
    ),
    (
      "BlobEndpoint=https://c.blob.core.windows.net/;SharedAccessSignature=?sv=1&sig=a%3D", "c",
      "https://c.blob.core.windows.net"
    ),
    ("AccountName=d;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:10000/d;", "d", "http://127.0.0.1:10000/d"),
    ("UseDevelopmentStorage=true", "devstoreaccount1", "http://127.0.0.1:10000/devstoreaccount1"),
  ])
  func connectionStringsAreUnderstood(_ text: String, account: String, endpoint: String) throws {
    let found = try AzureConnectionString(SecretBytes(copying: Array(text.utf8)))
    #expect(found.account == account)
    #expect(found.endpoint.description == endpoint)
    switch found.kind {
    case .sharedKey(let key): #expect(key.withBytes { Array($0) } == Array("key".utf8) || account.hasPrefix("dev"))
    case .sharedAccess(let signature): #expect(signature.withBytes { Array($0) } == Array("sv=1&sig=a%3D".utf8))
    default: Issue.record("neither a key nor a signature")
    }
  }

  @Test(arguments: [
    "", "AccountName=a", "AccountKey=a2V5", "AccountName=a;AccountKey=not base64",
    "BlobEndpoint=ftp://a;AccountKey=a2V5",
    "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5",
  ])
  func faultyOnesAreRefusedWithoutShowingThem(_ text: String) {
    let error = #expect(throws: StoreError.self) {
      _ = try AzureConnectionString(SecretBytes(copying: Array(text.utf8)))
    }
    #expect(error?.description.contains("not base64") == false)
  }

  @Test(arguments: [
    "https://a.blob.core.windows.net/b/c", "a.blob.core.windows.net", "ftp://x", "https://", "http://h/A B",
  ])
  func faultyEndpointsAreRefused(_ text: String) {
    #expect(throws: StoreError.self) { _ = try AzureEndpoint(text) }
  }

  @Test func aBlockCarriesWhatIsToBeKnownOfIt() {
    let id = AzureBlockID(upload: 0x0102_0304_0506_0708, part: 9, sent: 10, md5: Array(0..<16))
    #expect(id.text == "AQIDBAUGBwgAAAAJAAAAAAAAAAoAAQIDBAUGBwgJCgsMDQ4P")
    #expect(AzureBlockID(id.text) == id)
    #expect(id.etag == "000102030405060708090a0b0c0d0e0f")
    #expect(AzureBlockID("MDAwMQ==") == nil)
  }

  @Test func aBatchsReplyIsTakenApart() throws {
    let text = """
      --x\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\nHTTP/1.1 404 Not Found\r\nx-ms-error-code: BlobNotFound\r
      \r\n<Error><Code>BlobNotFound</Code><Message>no</Message></Error>\r\n--x\r\nContent-ID: 0\r\n\r\nHTTP/1.1 202 Accepted\r
      x-ms-request-id: 7\r\n\r\n--x--\r\n
      """
    var response = HTTPResponse(status: .init(code: 202))
    response.headerFields[.contentType] = "multipart/mixed; boundary=x"
    let parts = try #require(AzureBatch.replies(HTTPReply(response: response, body: Array(text.utf8))))
    #expect(parts.map(\.response.status.code) == [202, 404])
    #expect(AzureFailure(parts[1]).code == "BlobNotFound")
    response.headerFields[.contentType] = "text/html"
    #expect(AzureBatch.replies(HTTPReply(response: response)) == nil)
  }

  @Test(arguments: ["ok", "_x1"], ["1st", "a-b", "ä", ""])
  func namesOfMetadataAreIdentifiers(_ good: String, _ bad: String) throws {
    var fields = HTTPFields()
    try UserMetadata.azure.add([good: "ü %"], to: &fields, location: "here")
    #expect(UserMetadata.azure.read(fields) == [good: "ü %"])
    #expect(throws: StoreError.self) { try UserMetadata.azure.add([bad: "x"], to: &fields, location: "here") }
  }
}
