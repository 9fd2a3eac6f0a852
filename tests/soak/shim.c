/* Preloaded before SQLite: a disk whose syncs are slow, or that turned read-only.
 *
 * SOAK_SYNC_MS        every fsync and fdatasync takes this much longer
 * SOAK_READ_ONLY_IF   while a file of this name exists, nothing is written to a
 *                     file whose name holds ".sqlite"
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static void linger(void) {
    const char *ms = getenv("SOAK_SYNC_MS");
    if (ms == NULL) return;
    long whole = atol(ms);
    struct timespec pause = {whole / 1000, (whole % 1000) * 1000000};
    nanosleep(&pause, NULL);
}

static int is_refused(int fd) {
    const char *sign = getenv("SOAK_READ_ONLY_IF");
    if (sign == NULL || access(sign, F_OK) != 0) return 0;
    char link[64], name[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, name, sizeof name - 1);
    if (size <= 0) return 0;
    name[size] = 0;
    return strstr(name, ".sqlite") != NULL;
}

int fsync(int fd) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    linger();
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    linger();
    return real(fd);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (real == NULL)
        real = (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
    if (is_refused(fd)) { errno = EROFS; return -1; }
    return real(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (real == NULL)
        real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (is_refused(fd)) { errno = EROFS; return -1; }
    return real(fd, data, size, at);
}

ssize_t write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (real == NULL)
        real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (is_refused(fd)) { errno = EROFS; return -1; }
    return real(fd, data, size);
}
