/* sums: makes, drops and looks for the checksums of a partition's sectors. */
#include <checksums/device.h>
#include <errno.h>
#include <fcntl.h>
#include <minixfs/layout.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <toolkit/io.h>
#include <toolkit/mounts.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: sums [OPTION]... DEVICE\n"
	"Says whether a partition (such as /dev/c0d0p3) has checksums; the status is 1 if not. One\n"
	"that has is mounted by way of blk.checksum, which finds out when a disk or its driver\n"
	"delivers wrong data. They take an area at its end that no file system may use, and hold as\n"
	"long as all is written by way of that: mkfs and fsck -y want /dev/sum0p3, say.\n"
	"\n"
	"  -m, --make      makes them of what is there now, unless it has them\n"
	"  -f, --force     with -m: makes them anew\n"
	"  -d, --drop      has none any more\n"
	"  -q, --quiet     says nothing\n";

#define CHUNK_SECTORS (BLOCK_SIZE / AREA_SECTOR)

struct options {
	bool make;
	bool force;
	bool drop;
	bool quiet;
};

struct device {
	const char *path;
	int fd;
};

static struct options
take_options(void)
{
	struct options options = {0};
	int option;

	while ((option = tool_option()) != OPTION_END) {
		options.make |= option == 'm';
		options.force |= option == 'f';
		options.drop |= option == 'd';
		options.quiet |= option == 'q';
	}
	if (options.make && options.drop)
		bad_usage("checksums can be made or dropped, not both");
	if (options.force && !options.make)
		bad_usage("--force goes with --make");
	return options;
}

static _Noreturn void
failed(const struct device *device, const char *what)
{
	give_up(STATUS_FAILED, "%s: %s: %s", device->path, what, strerror(errno));
}

static void
read_sectors(const struct device *device, u32 sector, void *to, u32 count)
{
	if (device_read(device->fd, sector, to, count * AREA_SECTOR) < 0)
		failed(device, "reading");
}

static void
write_sectors(const struct device *device, u32 sector, const void *from, u32 count)
{
	if (device_write(device->fd, sector, from, count * AREA_SECTOR) < 0)
		failed(device, "writing");
}

/* A file system must end before the area. What is no file system is not looked at. */
static void
need_room(const struct device *device, const struct area *area)
{
	u8 block[MINIXFS_BLOCK_MIN];
	struct minixfs_super super;
	u64 end;

	if (area->data_sectors < 2 * MINIXFS_SUPER_OFFSET / AREA_SECTOR)
		return;
	read_sectors(device, MINIXFS_SUPER_OFFSET / AREA_SECTOR, block, sizeof(block) / AREA_SECTOR);
	memcpy(&super, block, sizeof(super));
	end = (u64)super.zone_count * super.block_size / AREA_SECTOR;
	if (super.magic == MINIXFS_MAGIC && end > area->data_sectors)
		give_up(STATUS_FAILED,
			"%s: its file system has %llu sectors and leaves no room for checksums; "
			"one of at most %u does: `mkfs %s %u` makes it, and it is empty",
			device->path, (unsigned long long)end, area->data_sectors, device->path,
			area->data_sectors * AREA_SECTOR / MINIXFS_BLOCK_MIN);
}

/* The entries of those sectors, as they are on the disk now. */
static void
fill_table_sector(const struct device *device, const struct area *area, u32 number,
		  struct area_table_sector *table)
{
	static u8 data[AREA_ENTRIES * AREA_SECTOR];
	u32 first = number * AREA_ENTRIES;
	u32 rest = area->data_sectors - first;
	u32 count = rest < AREA_ENTRIES ? rest : AREA_ENTRIES;

	memset(table, 0, sizeof(*table));
	read_sectors(device, first, data, count);
	for (u32 index = 0; index < count; index++) {
		u32 sum = area_sum(data + index * AREA_SECTOR);

		table->entries[index] = (struct area_entry){.sum = sum, .old = sum};
	}
	area_table_seal(table, number);
}

static void
write_headers(const struct device *device, const struct area *area, const void *header)
{
	for (u32 which = 0; which < AREA_HEADERS; which++)
		write_sectors(device, area_header_sector(area, which), header, 1);
	if (fsync(device->fd) < 0)
		failed(device, "writing");
}

static u32
random_stamp(void)
{
	u32 stamp;
	int fd = open("/dev/urandom", O_RDONLY);

	if (fd < 0 || read_block(fd, &stamp, sizeof(stamp)) != sizeof(stamp))
		give_up(STATUS_FAILED, "/dev/urandom: %s", strerror(errno));
	close(fd);
	return stamp;
}

/* Until the headers are there, last of all, there are no checksums. */
static void
make(const struct device *device, struct area *area)
{
	static struct area_table_sector table[CHUNK_SECTORS];
	u8 header[AREA_SECTOR] = {0};

	write_headers(device, area, header);
	for (u32 first = 0; first < area->table_sectors; first += CHUNK_SECTORS) {
		u32 rest = area->table_sectors - first;
		u32 count = rest < CHUNK_SECTORS ? rest : CHUNK_SECTORS;

		for (u32 index = 0; index < count; index++)
			fill_table_sector(device, area, first + index, &table[index]);
		write_sectors(device, area->table_start + first, table, count);
	}
	if (fsync(device->fd) < 0)
		failed(device, "writing");
	area->stamp = random_stamp();
	area_header_make(area, header);
	write_headers(device, area, header);
}

static void
drop(const struct device *device, const struct area *area)
{
	u8 header[AREA_SECTOR] = {0};

	write_headers(device, area, header);
}

static void
change(const struct device *device, const struct options *options, enum area_state *state)
{
	u64 sectors = device_sectors(device->fd);
	char checked[CHECKED_NAME_MAX];
	struct area area;

	if (!device_checked_name(device->path, checked))
		give_up(STATUS_FAILED, "%s: only partitions of disks, such as /dev/c0d0p3, can have "
				       "checksums", device->path);
	if (area_plan(sectors, &area) < 0)
		give_up(STATUS_FAILED,
			"%s: it has %llu sectors, and checksums are for %u to %u of data",
			device->path, (unsigned long long)sectors, AREA_SECTORS_MIN, AREA_DATA_MAX);
	if (mount_state_of(device->path) != MOUNT_NONE || mount_state_of(checked) != MOUNT_NONE)
		give_up(STATUS_FAILED, "%s is mounted: umount it first", device->path);
	if (options->make && (*state != AREA_VALID || options->force)) {
		need_room(device, &area);
		make(device, &area);
		*state = AREA_VALID;
	} else if (options->drop && *state != AREA_ABSENT) {
		drop(device, &area);
		*state = AREA_ABSENT;
	}
}

int
main(int argc, char **argv)
{
	static const char *const words[] = {
		[AREA_UNKNOWN] = "where its checksums would be can't be read",
		[AREA_ABSENT] = "no checksums",
		[AREA_DAMAGED] = "checksums whose header is damaged: `sums --make` makes them anew",
		[AREA_VALID] = "checksums",
	};
	struct options options;
	struct device device;
	enum area_state state;
	struct area area;
	char **operands;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	options = take_options();
	if (tool_operands(&operands) != 1)
		bad_usage("one device");
	device.path = operands[0];
	device.fd = open(device.path, options.make || options.drop ? O_RDWR : O_RDONLY);
	if (device.fd < 0)
		give_up(STATUS_FAILED, "%s: %s", device.path, strerror(errno));
	state = device_area(device.fd, &area);
	if (options.make || options.drop)
		change(&device, &options, &state);
	if (!options.quiet)
		printf("%s: %s\n", device.path, words[state]);
	if (options.drop)
		return tool_end();
	return tool_end() != 0 || state != AREA_VALID ? STATUS_FAILED : 0;
}
