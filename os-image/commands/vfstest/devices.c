/* Devices: the switch, character devices, raw block devices. */
#include <fcntl.h>
#include <kintsugi/devices.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vfstest.h"

#define DISK "/dev/c0d0"
#define PARTITION "/dev/c0d0p3"
#define SECTOR 512
#define LONG_READ (300u * 1024u)

static char *data;
static char *again;

/* Children are copies of all memory, so it is not there before it is needed. */
static void
make_buffers(void)
{
	data = calloc(1, LONG_READ);
	again = calloc(1, LONG_READ);
	CHECK(data != NULL && again != NULL);
}

static void
null_takes_all_and_gives_nothing(void)
{
	int fd = open("/dev/null", O_RDWR);

	make_buffers();
	CHECK(write(fd, data, LONG_READ) == LONG_READ);
	CHECK(read(fd, data, LONG_READ) == 0);
}

static void
a_long_read_of_a_device_is_whole(void)
{
	enum { LENGTH = 200000 };
	char *data = malloc(LENGTH);

	CHECK(data != NULL);
	CHECK(read(open("/dev/zero", O_RDONLY), data, LENGTH) == LENGTH);
	CHECK(data[LENGTH - 1] == 0);
}

static void
zero_gives_zeros(void)
{
	make_buffers();
	memset(data, 1, 1000);
	CHECK(read(open("/dev/zero", O_RDONLY), data, 1000) == 1000);
	for (u32 i = 0; i < 1000; i++)
		CHECK(data[i] == 0);
}

static void
random_differs_each_time(void)
{
	int fd = open("/dev/urandom", O_RDONLY);

	make_buffers();
	CHECK(read(fd, data, 64) == 64);
	CHECK(read(fd, again, 64) == 64);
	CHECK(memcmp(data, again, 64) != 0);
}

static void
a_device_that_no_driver_serves_is_enxio(void)
{
	CHECK(mknod("unserved", S_IFCHR | 0666, DEVICE(MAJOR_TEST, 0)) == 0);
	CHECK(mknod("nothing", S_IFCHR | 0666, DEVICE(2, 0)) == 0);
	CHECK(mknod("wild", S_IFCHR | 0666, 0xff00u) == 0);
	CHECK(mknod("disk", S_IFBLK | 0666, DEVICE(MAJOR_DISK, 200)) == 0);
	CHECK_FAILS(open("unserved", O_RDONLY), ENXIO);
	CHECK_FAILS(open("nothing", O_RDONLY), ENXIO);
	CHECK_FAILS(open("wild", O_RDONLY), ENXIO);
	CHECK_FAILS(open("disk", O_RDONLY), ENXIO);
}

static void
an_ioctl_that_nobody_knows_is_enotty(void)
{
	int ends[2];

	make_buffers();
	put_file("a", "");
	CHECK(pipe(ends) == 0);
	CHECK_FAILS(ioctl(open("a", O_RDONLY), TCGETS, data), ENOTTY);
	CHECK_FAILS(ioctl(open("/dev/null", O_RDONLY), TCGETS, data), ENOTTY);
	CHECK_FAILS(ioctl(ends[0], TCGETS, data), ENOTTY);
	CHECK_FAILS(ioctl(60, TCGETS, data), EBADF);
}

static void
a_terminal_tells_its_settings_and_size(void)
{
	struct winsize size = {0};
	int fd = open("/dev/ttyc1", O_RDWR | O_NOCTTY);

	CHECK(fd >= 0 && isatty(fd));
	CHECK(ioctl(fd, TIOCGWINSZ, &size) == 0);
	CHECK(size.ws_row > 0 && size.ws_col > 0);
	CHECK(write(fd, "x\n", 2) == 2);
	CHECK_FAILS(lseek(fd, 0, SEEK_SET), ESPIPE);
}

static void
a_disk_tells_its_size(void)
{
	uint64_t size = 0;
	struct stat status;
	int fd = open(DISK, O_RDONLY);

	make_buffers();
	CHECK(fd >= 0);
	CHECK(ioctl(fd, BLKGETSIZE64, &size) == 0);
	CHECK(size > 0 && size % SECTOR == 0);
	CHECK(lseek(fd, 0, SEEK_END) == (off_t)size);
	CHECK(fstat(fd, &status) == 0);
	CHECK(S_ISBLK(status.st_mode) && status.st_size == (off_t)size);
	CHECK(read(fd, data, 1) == 0);
	CHECK(pread(fd, data, 1000, (off_t)size - 10) == 10);
}

static void
a_disk_is_read_at_any_place_and_length(void)
{
	int fd = open(DISK, O_RDONLY);

	make_buffers();
	CHECK(pread(fd, data, LONG_READ, 0) == LONG_READ);
	CHECK((u8)data[510] == 0x55 && (u8)data[511] == 0xaa);
	CHECK(pread(fd, again, 1, 510) == 1 && again[0] == data[510]);
	CHECK(pread(fd, again, 3000, 700) == 3000);
	CHECK(memcmp(again, data + 700, 3000) == 0);
	CHECK(pread(fd, again, LONG_READ - 1001, 1001) == LONG_READ - 1001);
	CHECK(memcmp(again, data + 1001, LONG_READ - 1001) == 0);
}

static void
a_disk_is_written_at_any_place_and_length(void)
{
	const off_t at = 1024 * 1024 + 100;
	const u32 length = 200000;
	int fd = open(PARTITION, O_RDWR | O_SYNC);

	make_buffers();
	CHECK(fd >= 0);
	CHECK(pread(fd, data, LONG_READ, at - 100) == LONG_READ);
	for (u32 i = 0; i < length; i++)
		data[100 + i] = (char)(i * 31);
	CHECK(pwrite(fd, data + 100, length, at) == (ssize_t)length);
	CHECK(pread(fd, again, LONG_READ, at - 100) == LONG_READ);
	CHECK(memcmp(again, data, LONG_READ) == 0);
	CHECK(fsync(fd) == 0);
}

static void
a_disk_ends_where_it_ends(void)
{
	off_t size;
	int fd = open(PARTITION, O_RDWR);

	make_buffers();
	size = lseek(fd, 0, SEEK_END);
	CHECK(size > 0);
	CHECK_FAILS(write(fd, "x", 1), ENOSPC);
	CHECK(pread(fd, data, 100, size - 10) == 10);
	CHECK(pwrite(fd, data, 100, size - 10) == 10);
}

static void
open_disk(void)
{
	CHECK_FAILS(open(DISK, O_RDONLY), EACCES);
	CHECK(open("/dev/null", O_RDWR) >= 0);
}

static void
special_files_have_permissions(void)
{
	as_user(open_disk);
}

const struct test device_tests[] = {
	{null_takes_all_and_gives_nothing, "null_takes_all_and_gives_nothing"},
	{zero_gives_zeros, "zero_gives_zeros"},
	{a_long_read_of_a_device_is_whole, "a_long_read_of_a_device_is_whole"},
	{random_differs_each_time, "random_differs_each_time"},
	{a_device_that_no_driver_serves_is_enxio, "a_device_that_no_driver_serves_is_enxio"},
	{an_ioctl_that_nobody_knows_is_enotty, "an_ioctl_that_nobody_knows_is_enotty"},
	{a_terminal_tells_its_settings_and_size, "a_terminal_tells_its_settings_and_size"},
	{a_disk_tells_its_size, "a_disk_tells_its_size"},
	{a_disk_is_read_at_any_place_and_length, "a_disk_is_read_at_any_place_and_length"},
	{a_disk_is_written_at_any_place_and_length, "a_disk_is_written_at_any_place_and_length"},
	{a_disk_ends_where_it_ends, "a_disk_ends_where_it_ends"},
	{special_files_have_permissions, "special_files_have_permissions"},
	{NULL, NULL},
};
