import Testing

@testable import ElastoSync
