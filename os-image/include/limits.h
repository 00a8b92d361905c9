/* Limits of integers, which the compiler knows, and of this system. */
#ifndef LIBC_LIMITS_H
#define LIBC_LIMITS_H

#include_next <limits.h>

#define NAME_MAX 60 /* bytes of one name in a directory, without a NUL */
#define PATH_MAX 1024 /* a NUL included */
#define PIPE_BUF 4096 /* a write of so many bytes to a pipe is not torn apart */
#define ARG_MAX (48 * 1024) /* arguments and environment of execve, NULs included */
#define OPEN_MAX 64 /* descriptors of a process */
#define SSIZE_MAX LONG_MAX

#endif
