/* See checksums/device.h. */
#include <checksums/device.h>
#include <errno.h>
#include <kintsugi/devices.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKED_DRIVES 2u /* so many have /dev/sum* */

int
device_read(int fd, u32 sector, void *to, u32 length)
{
	off_t position = (off_t)sector * AREA_SECTOR;
	u32 done = 0;

	while (done < length) {
		ssize_t step = pread(fd, (u8 *)to + done, length - done, position + done);

		if (step < 0 && errno == EINTR)
			continue;
		if (step == 0)
			errno = EIO; /* it ends before its end */
		if (step <= 0)
			return -1;
		done += (u32)step;
	}
	return 0;
}

int
device_write(int fd, u32 sector, const void *from, u32 length)
{
	off_t position = (off_t)sector * AREA_SECTOR;
	u32 done = 0;

	while (done < length) {
		ssize_t step = pwrite(fd, (const u8 *)from + done, length - done, position + done);

		if (step < 0 && errno == EINTR)
			continue;
		if (step <= 0)
			return -1;
		done += (u32)step;
	}
	return 0;
}

u64
device_sectors(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);

	return size > 0 ? (u64)size / AREA_SECTOR : 0;
}

enum area_state
device_area(int fd, struct area *area)
{
	u64 sectors = device_sectors(fd);
	enum area_state state = AREA_UNKNOWN;
	struct area planned;
	u8 sector[AREA_SECTOR];

	if (area_plan(sectors, &planned) < 0)
		return AREA_ABSENT;
	for (u32 which = 0; which < AREA_HEADERS && state != AREA_VALID; which++)
		if (device_read(fd, area_header_sector(&planned, which), sector,
				sizeof(sector)) == 0)
			state = area_state_of_both(state, area_header_read(sector, sectors, area));
	return state;
}

bool
device_checked_name(const char *path, char name[CHECKED_NAME_MAX])
{
	struct stat status;
	unsigned drive, part;

	if (stat(path, &status) != 0 || !S_ISBLK(status.st_mode) ||
	    DEVICE_MAJOR(status.st_rdev) != MAJOR_DISK)
		return false;
	drive = DEVICE_MINOR(status.st_rdev) / DISK_MINORS_EACH;
	part = DEVICE_MINOR(status.st_rdev) % DISK_MINORS_EACH;
	snprintf(name, CHECKED_NAME_MAX, "/dev/sum%up%u", drive, part);
	return drive < CHECKED_DRIVES && part >= 1 && part <= DISK_PARTITIONS;
}
