/* Makes the n-th call fail that writes to a file: for `python -m tests.faults.writes`, loaded with LD_PRELOAD.

   Only files below one folder count. arm(n, error, folder) starts the count anew; count() says how far it came.
   What writes to a descriptor counts by the path of the descriptor. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long failing = 0, calls = 0;
static int failure = 0, is_lasting = 0;
static char folder[PATH_MAX];

void arm(long number, int error, int lasting, const char *below) {
    calls = 0, failing = number, failure = error, is_lasting = lasting;
    snprintf(folder, sizeof folder, "%s", below);
}

long count(void) { return calls; }

static int fails(const char *path) {
    if (!folder[0] || !path || strncmp(path, folder, strlen(folder)) != 0) return 0;
    long number = __sync_add_and_fetch(&calls, 1);
    if (failing && (number == failing || (is_lasting && number > failing))) {
        errno = failure;
        return 1;
    }
    return 0;
}

static int fails_at(int descriptor) {
    char link[64], path[PATH_MAX];
    if (!folder[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int d, const void *b, size_t n) { return fails_at(d) ? -1 : REAL(write)(d, b, n); }
ssize_t writev(int d, const struct iovec *v, int n) { return fails_at(d) ? -1 : REAL(writev)(d, v, n); }
ssize_t pwrite(int d, const void *b, size_t n, off_t o) { return fails_at(d) ? -1 : REAL(pwrite)(d, b, n, o); }
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) { return fails_at(d) ? -1 : REAL(pwrite64)(d, b, n, o); }
int fsync(int d) { return fails_at(d) ? -1 : REAL(fsync)(d); }
int fdatasync(int d) { return fails_at(d) ? -1 : REAL(fdatasync)(d); }
int ftruncate(int d, off_t n) { return fails_at(d) ? -1 : REAL(ftruncate)(d, n); }
int ftruncate64(int d, off64_t n) { return fails_at(d) ? -1 : REAL(ftruncate64)(d, n); }
int rename(const char *a, const char *b) { return fails(b) ? -1 : REAL(rename)(a, b); }
int mkdir(const char *p, mode_t m) { return fails(p) ? -1 : REAL(mkdir)(p, m); }
int chmod(const char *p, mode_t m) { return fails(p) ? -1 : REAL(chmod)(p, m); }
int link(const char *a, const char *b) { return fails(b) ? -1 : REAL(link)(a, b); }

static int opens(int flags) { return flags & (O_CREAT | O_TRUNC | O_WRONLY | O_RDWR); }

#define OPEN(name)                                                     \
    int name(const char *path, int flags, ...) {                       \
        mode_t mode = 0;                                               \
        if (flags & O_CREAT) {                                         \
            va_list list;                                              \
            va_start(list, flags), mode = va_arg(list, mode_t), va_end(list); \
        }                                                              \
        return opens(flags) && fails(path) ? -1 : REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
