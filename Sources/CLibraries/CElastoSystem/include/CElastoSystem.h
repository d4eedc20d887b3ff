// Linux calls that Swift's Glibc module does not import.
//
// No system header but stddef.h here: with other feature macros than Swift's own Glibc module, `struct stat` and its
// like would be defined a second time.
#pragma once

#include <stddef.h>

#include "CChecksum.h"

/// mallopt(3): at most so many arenas, and requests of `large` bytes and more are mapped one by one, whatever was freed
/// before. Does nothing where the C library has no such settings.
void elasto_return_memory(int arenas, size_t large);

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
/// fremovexattr(2).
int elasto_fremovexattr(int descriptor, const char *name);
/// fsetxattr(2), creating or replacing.
int elasto_fsetxattr(int descriptor, const char *name, const void *value, size_t size);

// On a handle: a descriptor on a file of any kind, links included, that neither reads nor waits (O_PATH).

/// openat(2) with O_PATH | O_NOFOLLOW.
int elasto_open_handle(int folder, const char *name);
/// fchownat(2) with AT_EMPTY_PATH.
int elasto_chown_handle(int handle, unsigned int user, unsigned int group);
/// chmod(2) of the file behind the handle; not for links, which have no mode.
int elasto_chmod_handle(int handle, unsigned int mode);
/// utimensat(2) with AT_EMPTY_PATH.
int elasto_set_times_of_handle(int handle, long long accessed, long accessed_nanoseconds, long long modified,
                               long modified_nanoseconds);
/// setxattr(2) of the file behind the handle, creating or replacing.
int elasto_setxattr_of_handle(int handle, const char *name, const void *value, size_t size);
/// listxattr(2) of the file behind the handle.
ptrdiff_t elasto_listxattr_of_handle(int handle, char *list, size_t size);
/// removexattr(2) of the file behind the handle.
int elasto_removexattr_of_handle(int handle, const char *name);

/// openat(2) with O_NOATIME, and without it where that is not allowed (EPERM: the file is another user's).
int elasto_openat_noatime(int folder, const char *name, int flags);

/// renameat2(2) with RENAME_NOREPLACE: EEXIST where the new name is taken, EINVAL where the file system cannot promise it.
int elasto_rename_noreplace(int old_folder, const char *old_name, int new_folder, const char *new_name);

/// preadv2(2) with RWF_NOWAIT: what is in memory; -1 where nothing is, or where the file system cannot tell.
ptrdiff_t elasto_pread_cached(int descriptor, void *buffer, size_t size, long long offset);

/// copy_file_range(2) from and to the descriptors' own positions.
ptrdiff_t elasto_copy_file_range(int source, int destination, size_t count);

/// pthread_setname_np(3) for the calling thread; the name is cut to 15 bytes.
void elasto_name_thread(const char *name);

/// What elasto_spawn starts. Descriptors are this process's and stay open in it.
struct elasto_spawn {
  /// Absolute.
  const char *program;
  /// Both ended by NULL.
  char *const *arguments;
  char *const *environment;
  /// NULL: this process's.
  const char *folder;
  int standard_input, standard_output, standard_error;
  /// Whether the user is changed to the one below before the program starts.
  int changes_user;
  unsigned user, group;
  const unsigned *groups;
  size_t group_count;
};

/// Starts a program in a process group of its own, every signal at its default, no other descriptor open.
/// Unlike posix_spawn(3) it can change the user. Returns its process id, or -1 and errno of the step that failed.
int elasto_spawn(const struct elasto_spawn *what);

/// environ(7).
char *const *elasto_environment(void);

/// pipe2(2) with O_CLOEXEC: the reading end first.
int elasto_pipe(int *ends);

/// pidfd_open(2).
int elasto_pidfd_open(int process);

// Sparse files.

/// fallocate(2) with FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE.
int elasto_punch_hole(int descriptor, long long offset, long long count);
/// lseek(2) with SEEK_DATA; ENXIO where there is no data from `offset` on.
long long elasto_seek_data(int descriptor, long long offset);
/// lseek(2) with SEEK_HOLE.
long long elasto_seek_hole(int descriptor, long long offset);
/// ioctl_ficlone(2): the destination shares all blocks of the source.
int elasto_clone_file(int source, int destination);
/// copy_file_range(2) between offsets.
ptrdiff_t elasto_copy_range(int source, long long source_offset, int destination, long long destination_offset,
                            size_t count);
/// fstatfs(2): 1 where the file is behind a network or another process (NFS, SMB, 9P, Ceph, AFS, FUSE), else 0.
int elasto_is_remote_file(int descriptor);
/// fcntl(2) with F_OFD_SETLK over the whole file, without waiting: EAGAIN or EACCES while another has it.
int elasto_lock_file(int descriptor, int is_locked);

/// memfd_create(2), close-on-exec: memory that is read and written like a file.
int elasto_memory_file(const char *name);
