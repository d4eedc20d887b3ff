#include "CSystem.h"

ssize_t elasto_getdents64(int descriptor, void *buffer, size_t size) {
  return getdents64(descriptor, buffer, size);
}
