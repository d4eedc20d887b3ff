import Glibc
import Testing

@testable import Providers

@Suite struct StoreErrorTests {
  @Test(
    arguments: [
      (ENOENT, .notFound, false), (ENOSPC, .noSpace, false), (EDQUOT, .noSpace, false), (EACCES, .accessDenied, false),
      (EPERM, .accessDenied, false), (EROFS, .accessDenied, false), (ENAMETOOLONG, .invalidKey, false),
      (ESTALE, .unavailable, true), (ENOTCONN, .unavailable, true), (EMFILE, .unavailable, true),
      (ETIMEDOUT, .timeout, true), (EIO, .failed, false), (EISDIR, .failed, false), (ELOOP, .failed, false),
    ] as [(Int32, StoreError.Code, Bool)])
  func errnoSaysWhatWentWrong(_ number: Int32, _ code: StoreError.Code, _ isRetryable: Bool) {
    let error = StoreError(SystemError(number: number), while: "writing", location: "file:/srv/x")
    #expect(error.code == code)
    #expect(error.isRetryable == isRetryable)
    #expect(error.cause as? SystemError == SystemError(number: number))
    #expect(error.description.hasPrefix("file:/srv/x: "))
  }

  @Test func aSystemErrorReadsAsTheSystemSaysIt() {
    #expect(SystemError(number: ENOSPC).description == "No space left on device")
  }
}
