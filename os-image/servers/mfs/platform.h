/*
 * What the file system's logic needs of its surroundings besides the disk
 * (disk.h) and libsys' threads. In the server it is kernel calls (platform.c);
 * the tests on the host bring their own.
 */
#ifndef MFS_PLATFORM_H
#define MFS_PLATFORM_H

#include <kintsugi/grant.h>

/* Memory of whoever asked, or of the one whom he asks for. */
struct user_memory {
	endpoint_t granter;
	grant_id_t grant;
};

/* 0 or the kernel's error; a part may have been copied. */
s32 user_copy_in(const struct user_memory *from, u32 offset, void *to, u32 length);
s32 user_copy_out(const struct user_memory *to, u32 offset, const void *from, u32 length);

/* Seconds since 1970. */
u32 clock_seconds(void);

/* One line on the console, headed by the server's label. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Something is dirty that was not before: has writeback_by_timer run on a thread in a while. */
void writeback_soon(void);

#endif
