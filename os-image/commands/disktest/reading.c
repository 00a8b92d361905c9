/* Reading: what is there, and what is at the end. */
#include <kintsugi/crc32.h>
#include <libsys/grant.h>
#include <string.h>

#include "disktest.h"

static struct crc32_tables tables;

static u32
crc_of(const void *data, u32 length)
{
	crc32_init(&tables);
	return crc32_add(&tables, 0, data, length);
}

void
read_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 sector = argument(argc, argv, 2);
	u32 sectors = argument(argc, argv, 3);
	s32 bytes = (s32)(sectors * BLOCK_SECTOR);

	(void)open_minor(driver, minor);
	must("read", move(driver, BLOCK_READ, minor, sector, sectors, buffer), bytes);
	pass((s32)crc_of(buffer, (u32)bytes));
}

void
size_role(int argc, char **argv)
{
	pass((s32)open_minor(driver_of(argc, argv), argument(argc, argv, 1)));
}

/*
 * A transfer over the end is cut, one beyond it moves nothing, and a huge position
 * is not taken for a small one.
 */
void
end_role(int argc, char **argv)
{
	endpoint_t driver = driver_of(argc, argv);
	u32 minor = argument(argc, argv, 1);
	u32 size = open_minor(driver, minor);
	struct block_transfer huge = {
		.minor = minor,
		.position = UINT64_MAX - BLOCK_SECTOR + 1,
		.length = BLOCK_SECTOR,
		.grant = grant_direct(driver, buffer, BLOCK_SECTOR, GRANT_READ | GRANT_WRITE),
	};

	memset(buffer, 0xa5, sizeof(buffer));
	must("over the end", move(driver, BLOCK_READ, minor, size - 2, 8, buffer),
	     2 * (s32)BLOCK_SECTOR);
	must("behind the cut", buffer[2 * BLOCK_SECTOR], 0xa5);
	must("at the end", move(driver, BLOCK_READ, minor, size, 1, buffer), 0);
	must("write at the end", move(driver, BLOCK_WRITE, minor, size, 1, buffer), 0);
	must("huge position", ask(driver, BLOCK_READ, &huge), 0);
	must("huge write", ask(driver, BLOCK_WRITE, &huge), 0);
}
