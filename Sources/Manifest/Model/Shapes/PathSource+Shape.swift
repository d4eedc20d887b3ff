extension PathSource: NamedRecord {
  static let blank = PathSource(name: "", paths: [])

  static let shape = RecordShape<PathSource>(
    title: "source of paths",
    doc: "Files and folders of this machine, with everything below them.",
    fields: [
      .required(
        "paths", \.paths, .paths.refused { $0.isEmpty ? "no path here" : nil },
        "What is read. One may lie below another, as `/` and `/home` with `one-file-system`."),
      .optional(
        "exclude", \.exclude, .patterns,
        """
        Patterns as in a `.gitignore` at `/`: one with a `/` before its end is matched from there, or anywhere after \
        `**/`; another one matches names; a trailing `/` matches folders only; the last match decides, and `!` takes a \
        match back, but not inside a folder that is left out.
        """),
      .optional("exclude-file", \.excludeFiles, .paths, "Files of such patterns, one a line, `#` for comments."),
      .optional(
        "exclude-if-present", \.excludeIfPresent, .markers,
        "Leaves out what lies in a folder that holds a file of this name, but for that file."),
      .optional("exclude-caches", \.excludeCaches, .boolean, "Leaves out what lies in folders with a `CACHEDIR.TAG`."),
      .optional(
        "exclude-larger-than", \.excludeLargerThan, .size, "Leaves out files that are larger.", otherwise: "no limit"),
      .optional("one-file-system", \.oneFileSystem, .boolean, "Stays on the file system of each path."),
      .optional(
        "must-contain", \.mustContain, .paths,
        "Paths that must exist before the source is read: the sign that a disk is mounted."),
      .optional("allow-empty", \.allowEmpty, .boolean, "Lets the source pass when it is empty or its mount has gone."),
      .optional(
        "max-removed", \.maxRemoved, .percent,
        "Refuses a run in which more of the files of the last snapshot are missing.", otherwise: "no limit"),
      .optional(
        "atime", \.atime, .boolean, "Records times of last access; otherwise those of modification stand there."),
      .optional(
        "checksum", \.checksum, .boolean,
        "Reads every file, also where size, times and inode say that it has not changed."),
      .optional(
        "ignore-inode", \.ignoreInode, .boolean,
        "A new inode number alone is no change; for network and FUSE file systems."),
      .optional("ignore-ctime", \.ignoreCtime, .boolean, "A new change time alone is no change."),
    ])
}

extension ValueType where Value == [String] {
  /// Names of files that mark a folder.
  fileprivate static let markers = ValueType<String>.fileName.oneOrMore(named: "list of file names")
  /// Patterns of what is left out; what is right is for the caller of the loader to say.
  fileprivate static let patterns = ValueType<String>.pattern.oneOrMore(named: "list of patterns")
}
