#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CElastoSystem.h"

#include <pthread.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

void elasto_return_memory(int arenas, size_t large) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, arenas);
  mallopt(M_MMAP_THRESHOLD, (int)large);
#else
  (void)arenas, (void)large;
#endif
}

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

int elasto_fsetxattr(int descriptor, const char *name, const void *value, size_t size) {
  return fsetxattr(descriptor, name, value, size, 0);
}

int elasto_fremovexattr(int descriptor, const char *name) { return fremovexattr(descriptor, name); }

// Of calls on handles, only some take AT_EMPTY_PATH; for the others the kernel's own link leads to the file itself.
struct handle_path {
  char text[32];
};

static struct handle_path path_of_handle(int handle) {
  struct handle_path path;
  snprintf(path.text, sizeof path.text, "/proc/self/fd/%d", handle);
  return path;
}

int elasto_open_handle(int folder, const char *name) { return openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC); }

int elasto_chown_handle(int handle, unsigned int user, unsigned int group) {
  return fchownat(handle, "", user, group, AT_EMPTY_PATH);
}

int elasto_chmod_handle(int handle, unsigned int mode) { return chmod(path_of_handle(handle).text, mode); }

int elasto_set_times_of_handle(int handle, long long accessed, long accessed_nanoseconds, long long modified,
                               long modified_nanoseconds) {
  struct timespec times[2] = {{accessed, accessed_nanoseconds}, {modified, modified_nanoseconds}};
  return utimensat(handle, "", times, AT_EMPTY_PATH);
}

int elasto_setxattr_of_handle(int handle, const char *name, const void *value, size_t size) {
  return setxattr(path_of_handle(handle).text, name, value, size, 0);
}

ptrdiff_t elasto_listxattr_of_handle(int handle, char *list, size_t size) {
  return listxattr(path_of_handle(handle).text, list, size);
}

int elasto_removexattr_of_handle(int handle, const char *name) {
  return removexattr(path_of_handle(handle).text, name);
}

int elasto_openat_noatime(int folder, const char *name, int flags) {
  int descriptor = openat(folder, name, flags | O_NOATIME);
  if (descriptor < 0 && errno == EPERM) descriptor = openat(folder, name, flags);
  return descriptor;
}

int elasto_rename_noreplace(int old_folder, const char *old_name, int new_folder, const char *new_name) {
  return renameat2(old_folder, old_name, new_folder, new_name, RENAME_NOREPLACE);
}

ptrdiff_t elasto_pread_cached(int descriptor, void *buffer, size_t size, long long offset) {
  struct iovec piece = {buffer, size};
  return preadv2(descriptor, &piece, 1, offset, RWF_NOWAIT);
}

ptrdiff_t elasto_copy_file_range(int source, int destination, size_t count) {
  return copy_file_range(source, NULL, destination, NULL, count, 0);
}

void elasto_name_thread(const char *name) {
  char cut[16];
  snprintf(cut, sizeof cut, "%s", name);
  pthread_setname_np(pthread_self(), cut);
}

int elasto_punch_hole(int descriptor, long long offset, long long count) {
  return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, count);
}

long long elasto_seek_data(int descriptor, long long offset) { return lseek(descriptor, offset, SEEK_DATA); }

long long elasto_seek_hole(int descriptor, long long offset) { return lseek(descriptor, offset, SEEK_HOLE); }

int elasto_is_remote_file(int descriptor) {
  struct statfs status;
  if (fstatfs(descriptor, &status) != 0) return 0;
  switch ((unsigned long)status.f_type & 0xFFFFFFFFUL) {
  case NFS_SUPER_MAGIC:
  case SMB_SUPER_MAGIC:
  case CIFS_SUPER_MAGIC:
  case SMB2_SUPER_MAGIC:
  case V9FS_MAGIC:
  case CEPH_SUPER_MAGIC:
  case AFS_SUPER_MAGIC:
  case AFS_FS_MAGIC:
  case FUSE_SUPER_MAGIC:
    return 1;
  default:
    return 0;
  }
}

int elasto_clone_file(int source, int destination) { return ioctl(destination, FICLONE, source); }

ptrdiff_t elasto_copy_range(int source, long long source_offset, int destination, long long destination_offset,
                            size_t count) {
  off_t from = source_offset, to = destination_offset;
  return copy_file_range(source, &from, destination, &to, count, 0);
}

int elasto_lock_file(int descriptor, int is_locked) {
  struct flock lock = {.l_type = is_locked ? F_WRLCK : F_UNLCK, .l_whence = SEEK_SET};
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

int elasto_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
