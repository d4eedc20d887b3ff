import Testing

@testable import AzureEmulator

@Suite struct XMLTextTests {
  @Test func referencesAreResolved() {
    #expect(XMLText.unescaped("a &amp;&lt;&gt;&quot;&apos; b") == "a &<>\"' b")
    #expect(XMLText.unescaped("&#65;&#x42;&#x1F600;") == "AB\u{1F600}")
    #expect(XMLText.unescaped("plain é") == "plain é")
  }

  @Test(arguments: ["&", "&;", "&nbsp;", "&#xD800;", "&#x110000;", "&#;", "&amp", "&#-1;"])
  func otherReferencesAreRefused(_ text: String) { #expect(XMLText.unescaped(text[...]) == nil) }

  @Test func elementsAreFoundInTheirOrder() {
    let text = "<T><K>a</K><V>1</V></T><T><K>b &amp; c</K></T>"
    let tags = XMLText.contents(of: "T", in: text)
    #expect(tags.map { XMLText.value(of: "K", in: $0) } == ["a", "b & c"])
    #expect(tags.map { XMLText.value(of: "V", in: $0) } == ["1", nil])
    #expect(XMLText.contents(of: "T", in: "<T>never ends").isEmpty)
  }
}
