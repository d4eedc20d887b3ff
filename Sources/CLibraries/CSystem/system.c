#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CSystem.h"

#include <pthread.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

ptrdiff_t elasto_getdents64(int descriptor, void *buffer, size_t size) {
  return getdents64(descriptor, buffer, size);
}

ptrdiff_t elasto_llistxattr(const char *path, char *list, size_t size) { return llistxattr(path, list, size); }

ptrdiff_t elasto_flistxattr(int descriptor, char *list, size_t size) { return flistxattr(descriptor, list, size); }

ptrdiff_t elasto_lgetxattr(const char *path, const char *name, void *value, size_t size) {
  return lgetxattr(path, name, value, size);
}

ptrdiff_t elasto_fgetxattr(int descriptor, const char *name, void *value, size_t size) {
  return fgetxattr(descriptor, name, value, size);
}

int elasto_lsetxattr(const char *path, const char *name, const void *value, size_t size) {
  return lsetxattr(path, name, value, size, 0);
}

int elasto_fsetxattr(int descriptor, const char *name, const void *value, size_t size) {
  return fsetxattr(descriptor, name, value, size, 0);
}

int elasto_lremovexattr(const char *path, const char *name) { return lremovexattr(path, name); }

int elasto_openat_noatime(int folder, const char *name, int flags) {
  int descriptor = openat(folder, name, flags | O_NOATIME);
  if (descriptor < 0 && errno == EPERM) descriptor = openat(folder, name, flags);
  return descriptor;
}

int elasto_rename_noreplace(int old_folder, const char *old_name, int new_folder, const char *new_name) {
  return renameat2(old_folder, old_name, new_folder, new_name, RENAME_NOREPLACE);
}

ptrdiff_t elasto_copy_file_range(int source, int destination, size_t count) {
  return copy_file_range(source, NULL, destination, NULL, count, 0);
}

void elasto_name_thread(const char *name) {
  char cut[16];
  snprintf(cut, sizeof cut, "%s", name);
  pthread_setname_np(pthread_self(), cut);
}
