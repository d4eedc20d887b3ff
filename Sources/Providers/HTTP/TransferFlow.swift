import CCurl

/// Which directions of a transfer rest, why, and what the pace has granted.
struct TransferFlow {
  /// For each direction, when to ask the pace again; 0 where it does not rest for it.
  var uploadWake: Int64 = 0
  var downloadWake: Int64 = 0
  /// The sink has too much waiting.
  var isSinkFull = false
  /// The body's next bytes come from a disk.
  var isBodyPending = false
  /// Granted and not moved yet.
  var downloadCredit = 0

  var isResting: Bool { uploadWake != 0 || downloadWake != 0 || isSinkFull || isBodyPending }

  /// What `curl_easy_pause` is to be told.
  var mask: Int32 {
    (uploadWake != 0 || isBodyPending ? CURLPAUSE_SEND : 0) | (downloadWake != 0 || isSinkFull ? CURLPAUSE_RECV : 0)
  }
}
