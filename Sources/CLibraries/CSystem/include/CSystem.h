// Linux calls that Swift's Glibc module does not import.
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

/// getdents64(2): fills `buffer` with `struct dirent64` records; -1 and errno on failure, 0 at the end.
ssize_t elasto_getdents64(int descriptor, void *buffer, size_t size);
