// Linux calls that Swift's Glibc module does not import.
//
// No system header but stddef.h here: with other feature macros than Swift's own Glibc module, `struct stat` and its
// like would be defined a second time.
#pragma once

#include <stddef.h>

/// getdents64(2): fills `buffer` with `struct dirent64` records; -1 and errno on failure, 0 at the end.
ptrdiff_t elasto_getdents64(int descriptor, void *buffer, size_t size);

/// llistxattr(2): the names, each ended by NUL; a symbolic link at the end of `path` is not followed.
ptrdiff_t elasto_llistxattr(const char *path, char *list, size_t size);
/// flistxattr(2).
ptrdiff_t elasto_flistxattr(int descriptor, char *list, size_t size);
/// lgetxattr(2).
ptrdiff_t elasto_lgetxattr(const char *path, const char *name, void *value, size_t size);
/// fgetxattr(2).
ptrdiff_t elasto_fgetxattr(int descriptor, const char *name, void *value, size_t size);
/// lsetxattr(2), creating or replacing.
int elasto_lsetxattr(const char *path, const char *name, const void *value, size_t size);
/// fsetxattr(2), creating or replacing.
int elasto_fsetxattr(int descriptor, const char *name, const void *value, size_t size);
/// lremovexattr(2).
int elasto_lremovexattr(const char *path, const char *name);

/// openat(2) with O_NOATIME, and without it where that is not allowed (EPERM: the file is another user's).
int elasto_openat_noatime(int folder, const char *name, int flags);

/// renameat2(2) with RENAME_NOREPLACE: EEXIST where the new name is taken, EINVAL where the file system cannot promise it.
int elasto_rename_noreplace(int old_folder, const char *old_name, int new_folder, const char *new_name);

/// copy_file_range(2) from and to the descriptors' own positions.
ptrdiff_t elasto_copy_file_range(int source, int destination, size_t count);

/// pthread_setname_np(3) for the calling thread; the name is cut to 15 bytes.
void elasto_name_thread(const char *name);
