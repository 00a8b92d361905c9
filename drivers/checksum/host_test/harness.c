/*
 * The checksums of one volume on a disk that the test plays: what lower.h offers comes from
 * there. Nothing happens at the same time here; who would have to wait asks the test.
 */
#include "../lower.h"
#include "../volume.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/thread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define DISK(name) __attribute__((import_module("disk"), import_name(#name)))

#define MINOR 3u
#define TABLE_BYTES_MAX (256u * 1024u)
#define LOG_BYTES 4096u

DISK(read) s32 disk_read(u32 sector, void *to, u32 bytes);
DISK(write) s32 disk_write(u32 sector, const void *from, u32 bytes, u32 is_forced);
DISK(flush) s32 disk_flush(void);
DISK(sectors) u32 disk_sectors(void);
DISK(instance) u32 disk_instance(void);
DISK(replace) u32 disk_replace(u32 instance);
DISK(now_us) u64 disk_now_us(void);
DISK(blocked) void disk_blocked(void);

static u8 io[BLOCK_TRANSFER_MAX];
static u8 table_memory[TABLE_BYTES_MAX];
static char log_text[LOG_BYTES];

/* ---- what the volume stands on ---- */

s32
lower_open(u32 minor, u64 *size)
{
	(void)minor;
	*size = (u64)disk_sectors() * BLOCK_SECTOR;
	return 0;
}

s32
lower_read(u32 minor, u32 sector, void *to, u32 bytes)
{
	(void)minor;
	return disk_read(sector, to, bytes);
}

s32
lower_write(u32 minor, u32 sector, const void *from, u32 bytes, u32 flags)
{
	(void)minor;
	return disk_write(sector, from, bytes, flags & BLOCK_FORCE);
}

s32
lower_flush(u32 minor)
{
	(void)minor;
	return disk_flush();
}

endpoint_t
lower_instance(void)
{
	return (endpoint_t)disk_instance();
}

int
lower_replace(endpoint_t instance)
{
	return (int)disk_replace((u32)instance);
}

u64
sys_uptime_us(void)
{
	return disk_now_us();
}

int
sys_vm_map(endpoint_t endpoint, u32 address, u32 length, u32 flags, u32 *mapped)
{
	(void)endpoint;
	(void)address;
	(void)flags;
	*mapped = (u32)table_memory;
	return length <= sizeof(table_memory) ? 0 : -ENOMEM;
}

int
sys_vm_unmap(endpoint_t endpoint, u32 address, u32 length)
{
	(void)endpoint;
	(void)address;
	(void)length;
	return 0;
}

int
printf(const char *format, ...)
{
	size_t used = strlen(log_text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(log_text + used, sizeof(log_text) - used, format, arguments);
	va_end(arguments);
	return 0;
}

struct thread *
thread_current(void)
{
	return (struct thread *)io; /* any that is not NULL */
}

void
thread_block(void)
{
	disk_blocked();
}

void
thread_wake(struct thread *thread)
{
	(void)thread;
}

/* ---- for the test ---- */

EXPORT(io_at) u8 *
io_at(void)
{
	return io;
}

EXPORT(log_at) const char *
log_at(void)
{
	return log_text;
}

/* What `sums --make` does, of a disk whose data are zeros. */
EXPORT(make) void
make(u32 stamp)
{
	static const u8 zeros[BLOCK_SECTOR];
	struct area_table_sector table;
	u8 header[BLOCK_SECTOR];
	struct area area;

	if (area_plan(disk_sectors(), &area) < 0)
		__builtin_trap();
	memset(&table, 0, sizeof(table));
	for (u32 index = 0; index < AREA_ENTRIES; index++)
		table.entries[index] = (struct area_entry){area_sum(zeros), area_sum(zeros)};
	for (u32 number = 0; number < area.table_sectors; number++) {
		area_table_seal(&table, number);
		disk_write(area.table_start + number, &table, sizeof(table), 1);
	}
	area.stamp = stamp;
	area_header_make(&area, header);
	for (u32 which = 0; which < AREA_HEADERS; which++)
		disk_write(area_header_sector(&area, which), header, sizeof(header), 1);
}

EXPORT(open) s32
open_volume(void)
{
	return volume_open(MINOR);
}

EXPORT(read) s32
read_volume(u32 sector, u32 count)
{
	return volume_read(volume_of(MINOR), sector, count, io);
}

EXPORT(write) s32
write_volume(u32 sector, u32 count, u32 is_forced)
{
	static u8 room[BLOCK_TRANSFER_MAX];
	s32 error = volume_write_prepare(volume_of(MINOR), sector, count, room);

	return error < 0 ? error : volume_write(volume_of(MINOR), sector, count, io, is_forced);
}

EXPORT(flush) s32
flush_volume(void)
{
	static u8 room[BLOCK_TRANSFER_MAX];

	return volume_flush(volume_of(MINOR), room);
}

/* How a partition of that size is divided; 0: not at all. */
EXPORT(plan_data) u32
plan_data(u32 sectors)
{
	struct area area;

	return area_plan(sectors, &area) < 0 ? 0 : area.data_sectors;
}

EXPORT(plan_table) u32
plan_table(u32 sectors)
{
	struct area area;

	return area_plan(sectors, &area) < 0 ? 0 : area.table_sectors;
}

/* ---- the order of operations ---- */

#define ORDERS_MAX 8u

static struct order_queue queue;
static struct order orders[ORDERS_MAX];

EXPORT(order_enter) void
enter(u32 index, u32 kind, u32 start, u32 count)
{
	orders[index] = (struct order){.kind = kind, .start = start, .count = count};
	order_enter(&queue, &orders[index]);
}

/* The test is asked what to do each time that it has to wait. */
EXPORT(order_wait) void
wait(u32 index)
{
	order_wait(&queue, &orders[index]);
}

EXPORT(order_leave) void
leave(u32 index)
{
	order_leave(&queue, &orders[index]);
}
