import Testing

@testable import Chunker
