/// One of the account's services, as a connection sees it: a request in, a reply out.
protocol StorageService: Sendable {
  var settings: EmulatorSettings { get }

  /// The most bytes that a request's body may have. The request is asked before its body is there.
  func largestBody(of request: EmulatorRequest) -> Int

  func reply(to request: EmulatorRequest, at now: StorageTime) throws(StorageFault) -> EmulatorReply
}
