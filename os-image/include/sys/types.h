/* Types of the POSIX interface. */
#ifndef SYS_TYPES_H
#define SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int pid_t;
typedef unsigned uid_t;
typedef unsigned gid_t;
typedef unsigned mode_t;
typedef ptrdiff_t ssize_t; /* so that %zd fits */
typedef int64_t off_t;
typedef int64_t time_t;
typedef unsigned useconds_t;
typedef long suseconds_t;
typedef long clock_t;
typedef int clockid_t;
typedef unsigned dev_t; /* kintsugi/devices.h */
typedef unsigned ino_t;
typedef unsigned nlink_t;
typedef long blksize_t;
typedef int64_t blkcnt_t;

#endif
