/* Processes, identity, memory, descriptors, names of files and waiting, as POSIX has them. */
#ifndef UNISTD_H
#define UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

extern char **environ;

/* ---- descriptors ---- */

int close(int fd);
ssize_t read(int fd, void *to, size_t length);
/* A server's or driver's standard output and error are the kernel's console. */
ssize_t write(int fd, const void *from, size_t length);
ssize_t pread(int fd, void *to, size_t length, off_t position);
ssize_t pwrite(int fd, const void *from, size_t length, off_t position);
off_t lseek(int fd, off_t offset, int whence);
int dup(int fd);
int dup2(int fd, int to);
int dup3(int fd, int to, int flags);
int pipe(int fds[2]);
int pipe2(int fds[2], int flags);
int fsync(int fd);
int fdatasync(int fd);
int ftruncate(int fd, off_t size);
int fchown(int fd, uid_t uid, gid_t gid);
int fchdir(int fd);

/* ---- terminals ---- */

int isatty(int fd);
/* The name in /dev, in memory that the next call uses again; NULL when it is no terminal. */
char *ttyname(int fd);
pid_t tcgetpgrp(int fd);
int tcsetpgrp(int fd, pid_t group);

/* ---- names of files ---- */

int access(const char *path, int mode);
int link(const char *existing, const char *path);
int symlink(const char *target, const char *path);
ssize_t readlink(const char *restrict path, char *restrict buffer, size_t size);
int unlink(const char *path);
int rmdir(const char *path);
int chown(const char *path, uid_t uid, gid_t gid);
int lchown(const char *path, uid_t uid, gid_t gid);
int truncate(const char *path, off_t size);
int chdir(const char *path);
int chroot(const char *path);
/* With NULL for the buffer, in memory of malloc's. */
char *getcwd(char *buffer, size_t size);
void sync(void);

/* ---- processes ---- */

pid_t fork(void);
/* The same as fork: no memory is shared with the child. */
pid_t vfork(void);
int execve(const char *path, char *const arguments[], char *const environment[]);
int execv(const char *path, char *const arguments[]);
/* Like a shell: a name without a slash is looked for in PATH. */
int execvp(const char *file, char *const arguments[]);
int execvpe(const char *file, char *const arguments[], char *const environment[]);
int execl(const char *path, const char *argument, ...) __attribute__((sentinel));
int execlp(const char *file, const char *argument, ...) __attribute__((sentinel));
/* The environment follows the NULL. */
int execle(const char *path, const char *argument, ...);
_Noreturn void _exit(int status);

pid_t getpid(void);
pid_t getppid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t pid);
int setpgid(pid_t pid, pid_t group);
pid_t setsid(void);

uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int setuid(uid_t uid);
int seteuid(uid_t uid);
int setgid(gid_t gid);
int setegid(gid_t gid);
/* A process is in no groups but its own: that one is the list. */
int getgroups(int size, gid_t groups[]);

int brk(void *address);
void *sbrk(intptr_t increment);

/* The seconds left when a handler interrupted it, else 0. */
unsigned sleep(unsigned seconds);
int usleep(useconds_t microseconds);
unsigned alarm(unsigned seconds);
int pause(void);

/* ---- the system ---- */

/* The first line of /etc/hostname. */
int gethostname(char *name, size_t size);
/* Writes /etc/hostname. */
int sethostname(const char *name, size_t length);

int getpagesize(void);

#define _SC_ARG_MAX 0
#define _SC_CLK_TCK 2
#define _SC_OPEN_MAX 3
#define _SC_PAGESIZE 4
#define _SC_PAGE_SIZE _SC_PAGESIZE
#define _SC_NPROCESSORS_CONF 5
#define _SC_NPROCESSORS_ONLN 6
#define _SC_PHYS_PAGES 7
/* -1 with errno EINVAL for an unknown name. */
long sysconf(int name);

#define _PC_LINK_MAX 0
#define _PC_NAME_MAX 1
#define _PC_PATH_MAX 2
#define _PC_PIPE_BUF 3
long pathconf(const char *path, int name);
long fpathconf(int fd, int name);

/* ---- options; getopt_long is in <getopt.h> ---- */

extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int count, char *const arguments[], const char *options);

#endif
