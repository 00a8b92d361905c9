/* Looking for checksums on a device, for tools: their area is described in checksums/area.h. */
#ifndef CHECKSUMS_DEVICE_H
#define CHECKSUMS_DEVICE_H

#include <checksums/area.h>
#include <stdbool.h>

/* All of `length` bytes at that sector: 0, or -1 with errno. */
int device_read(int fd, u32 sector, void *to, u32 length);
int device_write(int fd, u32 sector, const void *from, u32 length);

/* How many sectors an open device has; 0, with errno, when that can't be known. */
u64 device_sectors(int fd);

/*
 * What the open device has, by its headers. *area is set only if the result is AREA_VALID.
 */
enum area_state device_area(int fd, struct area *area);

#define CHECKED_NAME_MAX 32u

/*
 * The path of the block device that is a partition with its checksums checked. False when
 * `path` is no partition of a disk: nothing else can have them.
 */
bool device_checked_name(const char *path, char name[CHECKED_NAME_MAX]);

#endif
