/* Strikes the k-th call of a kind, where nobody may trace: loaded by LD_PRELOAD.
 *
 * Counts each kind apart, as strace does.  Nothing happens before `faults_arm`.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { PWRITE, FDATASYNC, FSYNC, FTRUNCATE, WRITE, UNLINK, RENAME, LINK, OPENAT, KINDS };
static const char *NAMES[KINDS] = {"pwrite64", "fdatasync", "fsync",  "ftruncate",
                                   "write",    "unlink",    "rename", "link", "openat"};
static int counting, armed, at, onwards, number, books_only, hits, calls[KINDS];

static int kind_of(const char *name) {
    for (int kind = 0; kind < KINDS; kind++)
        if (strcmp(name, NAMES[kind]) == 0) return kind;
    return -1;
}

void faults_count(void) {
    memset(calls, 0, sizeof calls);
    counting = 1;
    armed = -1;
    hits = 0;
}

void faults_arm(const char *name, int k, int on, int error, int only) {
    faults_count();
    armed = kind_of(name);
    at = k;
    onwards = on;
    number = error;
    books_only = only;
}

void faults_rest(void) { counting = 0; }
int faults_hits(void) { return hits; }
int faults_calls(const char *name) {
    int kind = kind_of(name);
    return kind < 0 ? 0 : calls[kind];
}

/* Whether this call fails; who is to die does not come back. */
static int strikes(int kind) {
    if (!counting) return 0;
    int now = ++calls[kind];
    if (kind != armed || now < at || (now > at && !onwards)) return 0;
    hits++;
    if (number == 0) kill(getpid(), SIGKILL);
    errno = number;
    return 1;
}

#define REAL(type, name, ...)                                       \
    static type (*real)(__VA_ARGS__);                               \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t where) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    return strikes(PWRITE) ? -1 : real(fd, data, size, where);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t where) {
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
    return strikes(PWRITE) ? -1 : real(fd, data, size, where);
}
ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return strikes(WRITE) ? -1 : real(fd, data, size);
}
int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return strikes(FDATASYNC) ? -1 : real(fd);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    return strikes(FSYNC) ? -1 : real(fd);
}
int ftruncate64(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    return strikes(FTRUNCATE) ? -1 : real(fd, size);
}
int ftruncate(int fd, off_t size) {
    REAL(int, "ftruncate", int, off_t);
    return strikes(FTRUNCATE) ? -1 : real(fd, size);
}
int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return strikes(UNLINK) ? -1 : real(path);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return strikes(RENAME) ? -1 : real(from, to);
}
int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *);
    return strikes(LINK) ? -1 : real(from, to);
}

static int opens(const char *path, int flags, mode_t mode) {
    REAL(int, "open64", const char *, int, ...);
    int is_books = strstr(path, ".sqlite3") != NULL;
    if ((is_books || !books_only) && strikes(OPENAT)) return -1;
    return real(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return opens(path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return opens(path, flags, mode);
}
