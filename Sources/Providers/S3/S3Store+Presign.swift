import Cryptography
import HTTPTypes

extension S3Store: PresigningStore {
  public func url(for access: PresignedAccess, of key: String, seconds: Int) async throws(StoreError) -> String {
    try ObjectKey.validate(key, in: name)
    guard (1...S3Limits.presigning).contains(seconds) else {
      throw StoreError(
        .failed, "a URL is valid for one second to seven days, not for \(seconds) s", location: location(key))
    }
    let credentials = try await validCredentials()
    let place = site.place
    let request = place.request(S3Request(access == .get ? .get : .put, .object(key: key), action: "signing"))
    do throws(CryptographyError) {
      let time = time
      let signingKey = try signingKeys.key(credentials, day: time.day, region: place.region)
      let signed = try S3Signer(key: signingKey, time: time).presign(request, expiresAfter: seconds)
      return "\(place.endpoint.scheme)://\(signed.authority ?? "")\(signed.path ?? "/")"
    } catch {
      throw StoreError(.failed, "the URL cannot be signed: \(error)", location: location(key), cause: error)
    }
  }
}
