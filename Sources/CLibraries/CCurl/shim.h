// libcurl, and typed names for its variadic calls, which Swift does not import.
#pragma once
#include <curl/curl.h>

/// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION, CURLOPT_READFUNCTION.
typedef size_t (*elasto_curl_transfer)(char *bytes, size_t size, size_t count, void *context);
/// CURLOPT_SEEKFUNCTION.
typedef int (*elasto_curl_seek)(void *context, curl_off_t offset, int origin);
/// CURLOPT_SOCKOPTFUNCTION.
typedef int (*elasto_curl_opened)(void *context, curl_socket_t socket, curlsocktype purpose);

static inline CURLcode elasto_curl_set_number(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode elasto_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
/// curl copies the text; NULL is the option's default.
static inline CURLcode elasto_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
/// curl keeps the pointer.
static inline CURLcode elasto_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
/// curl keeps the pointer to the list.
static inline CURLcode elasto_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode elasto_curl_set_transfer(CURL *easy, CURLoption option, elasto_curl_transfer function) {
  return curl_easy_setopt(easy, option, function);
}
static inline CURLcode elasto_curl_set_seek(CURL *easy, elasto_curl_seek function) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
}
static inline CURLcode elasto_curl_set_opened(CURL *easy, elasto_curl_opened function) {
  return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, function);
}

/// 0 where curl has no answer.
static inline long elasto_curl_number(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
/// 0 where curl has no answer.
static inline curl_off_t elasto_curl_size(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
/// CURLOPT_PRIVATE.
static inline void *elasto_curl_private(CURL *easy) {
  char *value = NULL;
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}
static inline CURLMcode elasto_curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

/// The next transfer that has ended, with its result; NULL where none has.
static inline CURL *elasto_curl_next_finished(CURLM *multi, CURLcode *result) {
  int left;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

static inline CURLcode elasto_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
