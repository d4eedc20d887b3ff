import Cryptography
import Providers
import Secrets
import Testing

@testable import ResticRepository

@Suite struct KeyTests {
  @Test func aKeyFileHasResticsForm() throws {
    let master = try MasterKey.random()
    let file = try KeyFile(
      sealing: master, password: RepositoryFixture.password, parameters: RepositoryFixture.cheap,
      created: GoTime(seconds: 1_700_000_000, nanoseconds: 5), username: "ann", hostname: "<host>")
    let bytes = file.encoded()
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"created":"2023-11-14T22:13:20.000000005Z","username":"ann","hostname":"\u003chost\u003e","kdf":"scrypt","N":2,"r":1,"p":1,"salt":""#
      ))
    #expect(try bytes.withUnsafeBytes { try KeyFile(decoding: $0) } == file)
    guard case .opened(let opened) = try file.open(password: RepositoryFixture.password) else {
      Issue.record("it does not open")
      return
    }
    #expect(opened.bytes.withBytes { Array($0) } == master.bytes.withBytes { Array($0) })
    guard case .wrongPassword = try file.open(password: SecretBytes(copying: [1])) else {
      Issue.record("it opens with a wrong password")
      return
    }
  }

  @Test(arguments: [(0, 8, 1), (3, 8, 1), (1 << 30, 8, 1), (1 << 15, 1 << 20, 1), (1 << 15, 8, 1 << 20), (1, 1, 1)])
  func aCostThatCannotBeMeantIsRefused(n: Int, r: Int, p: Int) {
    #expect(!ScryptParameters(n: n, r: r, p: p).isAcceptable)
  }

  @Test func theKeyInUseIsNeverRemovedAndAPasswordChangeKeepsOne() async throws {
    let fixture = try await RepositoryFixture()
    let repository = fixture.repository
    let error = await #expect(throws: RepositoryError.self) { try await repository.removeKey(repository.keyID) }
    #expect(error?.code == .invalidArgument)
    let second = SecretBytes(copying: Array("second".utf8))
    let added = try await repository.addKey(password: second, scrypt: RepositoryFixture.cheap)
    try await repository.removeKey(added)
    await #expect(throws: RepositoryError.self) { try await repository.removeKey(added) }
    let old = repository.keyID
    try await repository.changePassword(to: second, scrypt: RepositoryFixture.cheap)
    #expect(repository.keyID != old)
    #expect(try await repository.listKeys().map(\.id) == [repository.keyID])
    _ = try await Repository.open(at: fixture.store, password: second)
    let gone = await #expect(throws: RepositoryError.self) {
      try await Repository.open(at: fixture.store, password: RepositoryFixture.password)
    }
    #expect(gone?.code == .wrongPassword)
    await #expect(throws: RepositoryError.self) { try await repository.addKey(password: SecretBytes(copying: [])) }
  }

  @Test func everyFlippedByteOfTheOnlyKeyIsDamageNotAWrongPassword() async throws {
    let fixture = try await RepositoryFixture()
    let path = RepositoryFile.key.path(fixture.repository.keyID)
    let whole = try await fixture.store.get(path)
    for position in whole.indices {
      var hurt = whole
      hurt[position] ^= 0x11
      try await fixture.store.put(path, hurt)
      let error = await #expect(throws: RepositoryError.self) {
        try await Repository.open(at: fixture.store, password: RepositoryFixture.password)
      }
      #expect(error?.code == .damaged)
      #expect(error?.location.contains(fixture.repository.keyID.hex) == true)
    }
  }
}
