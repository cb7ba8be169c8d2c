// SPDX-License-Identifier: Apache-2.0
// Preloaded into tesserad: lets the Nth change of the store's files fail with an error, as a disk that fills up or
// breaks does, and all that come after it. The file below holds "N ERRNO"; without it nothing fails.
// SQLite goes through pwrite, fdatasync and ftruncate; the write-ahead log's index is memory and cannot fail so.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static const char fault[] = "/run/disk_fault";
static atomic_int changes;

static int is_of_store(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return strstr(path, "/tessera.db") != NULL;
}

/// Whether this change fails; errno is set then. Counting begins anew when the file is gone.
static int fails(int fd) {
  if (!is_of_store(fd)) return 0;
  FILE* file = fopen(fault, "re");
  int good = 0, error = 0;
  const int read = file == NULL ? 0 : fscanf(file, "%d %d", &good, &error);
  if (file != NULL) fclose(file);
  if (read != 2) {
    atomic_store(&changes, 0);
    return 0;
  }
  if (atomic_fetch_add(&changes, 1) < good) return 0;
  errno = error;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  return fails(fd) ? -1 : REAL(pwrite64)(fd, bytes, size, at);
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  return fails(fd) ? -1 : REAL(pwrite)(fd, bytes, size, at);
}
ssize_t write(int fd, const void* bytes, size_t size) { return fails(fd) ? -1 : REAL(write)(fd, bytes, size); }
int fdatasync(int fd) { return fails(fd) ? -1 : REAL(fdatasync)(fd); }
int fsync(int fd) { return fails(fd) ? -1 : REAL(fsync)(fd); }
int ftruncate64(int fd, off64_t size) { return fails(fd) ? -1 : REAL(ftruncate64)(fd, size); }
int ftruncate(int fd, off_t size) { return fails(fd) ? -1 : REAL(ftruncate)(fd, size); }
