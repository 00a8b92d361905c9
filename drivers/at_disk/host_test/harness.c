/* What the test reaches of the driver, and what the driver finds around itself there. */
#include <errno.h>
#include <libdriver/block.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/thread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../dma.h"
#include "../drives.h"
#include "../registers.h"
#include "../transfer.h"
#include "../worker.h"
#include "model.h"

#define EXPORT(name) __attribute__((export_name(#name)))

#define LOG_BYTES 4096u
#define BOUNDARY 0x10000u
#define POOL_BYTES (4u * BOUNDARY)
#define POOL_START 0x8000u /* so that buffers lie across a boundary */
#define POOL_ALIGNMENT 4096u

#define CALLS 8u
#define LATE_SECTOR 99u

static char log_text[LOG_BYTES];
static u8 pool[POOL_BYTES] __attribute__((aligned(BOUNDARY)));
static u32 pool_used = POOL_START;
static struct identity identity;
static struct block_device device;

/* Requests of clients, each with memory of its own. */
static struct block_call calls[CALLS];
static u8 client_memory[CALLS][BLOCK_TRANSFER_MAX];
static s32 call_status[CALLS];
static u32 call_ends[CALLS]; /* how often it was answered */
static int take_fails;       /* the next client that writes is gone */
static void (*worker)(void *);

/* ---- around the driver ---- */

int
sys_dma_alloc(u32 length, void **address, u32 *phys)
{
	*address = pool + pool_used;
	*phys = (u32)*address;
	pool_used += ROUND_UP(length, POOL_ALIGNMENT);
	ASSERT(pool_used <= POOL_BYTES);
	return 0;
}

/* Time passes, or a driver that waits for it would wait for ever. */
u64
sys_uptime_us(void)
{
	return model.now_us++;
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

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

/* ---- the block library and the threads ---- */

void
block_done(struct block_call *call, s32 status)
{
	call_status[call - calls] = status;
	call_ends[call - calls]++;
}

s32
block_put(const struct block_call *call, u32 offset, const void *from, u32 length)
{
	memcpy(client_memory[call - calls] + offset, from, length);
	return 0;
}

s32
block_take(const struct block_call *call, u32 offset, void *to, u32 length)
{
	if (take_fails) {
		take_fails = 0;
		return -EBADGRANT;
	}
	memcpy(to, client_memory[call - calls] + offset, length);
	return 0;
}

/* It runs when the test says so, with all calls that came by then in its queue. */
struct thread *
thread_create(thread_function *function, void *argument)
{
	(void)argument;
	worker = function;
	return (struct thread *)&worker;
}

/* ---- for the test ---- */

/* A drive of so many sectors; each of the others is 0 or 1. */
EXPORT(setup) void
setup(u64 sectors, u32 has_dma, u32 has_lba48, u32 has_master)
{
	u64 sectors28 = sectors < LBA28_END ? sectors : LBA28_END - 1;

	model_reset();
	model.sectors = sectors;
	master_set_base(has_master ? 0xc000 : 0);
	log_text[0] = '\0';
	memset(model_identity, 0, sizeof(model_identity));
	model_identity[0] = 0x0040;
	memcpy(&model_identity[27], "oMed lrdvi e ", 13);
	model_identity[49] = 0x0200;
	model_identity[60] = (u16)sectors28;
	model_identity[61] = (u16)(sectors28 >> 16);
	model_identity[63] = has_dma ? 0x0007 : 0;
	model_identity[83] = has_lba48 ? 0x4400 : 0x4000;
	for (u32 word = 0; has_lba48 && word < 4; word++)
		model_identity[100 + word] = (u16)(sectors >> 16 * word);
}

/* Sets up the driver's memory: once. */
EXPORT(begin) void
begin(void)
{
	dma_init();
}

EXPORT(identity_at) u16 *
identity_at(void)
{
	return model_identity;
}

/* Parses what the drive would answer. 0, or an error and the reason in the log. */
EXPORT(identify) int
identify(void)
{
	const char *reason;
	int error = identify_parse(model_identity, &identity, &reason);

	if (error < 0)
		printf("%s", reason);
	return error;
}

EXPORT(model_name) const char *
model_name(void)
{
	return identity.model;
}

EXPORT(identified_sectors) u64
identified_sectors(void)
{
	return identity.sectors;
}

EXPORT(set_fault) void
set_fault(u32 fault, u32 commands)
{
	model.faults[fault] = commands;
}

EXPORT(leave_bus) void
leave_bus(void)
{
	model_leave_bus();
}

EXPORT(move) s32
move(u64 sector, u32 bytes, u32 buffer, u32 write)
{
	struct transfer transfer = {
		.identity = &identity,
		.sector = sector,
		.bytes = bytes,
		.buffer = buffer,
		.write = write != 0,
	};

	transfer_begin(&transfer);
	return transfer_end(&transfer);
}

EXPORT(buffer_at) void *
buffer_at(u32 buffer)
{
	return dma_buffer(buffer);
}

EXPORT(expected_byte) u32
expected_byte(u64 lba, u32 offset)
{
	return model_byte(lba, offset);
}

EXPORT(written_at) u8 *
written_at(void)
{
	return model.written;
}

EXPORT(written_bytes) u32
written_bytes(void)
{
	return model.written_bytes;
}

EXPORT(command_count) u32
command_count(void)
{
	return model.commands;
}

EXPORT(last_command) u32
last_command(void)
{
	return model.command;
}

EXPORT(reset_count) u32
reset_count(void)
{
	return model.resets;
}

EXPORT(now_us) u64
now_us(void)
{
	return model.now_us;
}

EXPORT(breach_text) const char *
breach_text(void)
{
	return model.breach != NULL ? model.breach : "";
}

EXPORT(log_at) char *
log_at(void)
{
	return log_text;
}

EXPORT(table_at) u8 *
table_at(void)
{
	model.has_table = 1;
	return model.table;
}

EXPORT(bring_up) void
bring_up(void)
{
	drives_init();
}

/* 0, and then device_start and device_sectors tell, or an error. */
EXPORT(describe) s32
describe(u32 minor)
{
	memset(&device, 0, sizeof(device));
	return drives_device(minor, &device);
}

EXPORT(device_start) u64
device_start(void)
{
	return device.start;
}

EXPORT(device_sectors) u64
device_sectors(void)
{
	return device.sectors;
}

/* bytes of 0: a flush. */
EXPORT(ask) void
ask(u32 index, u64 sector, u32 bytes, u32 write, u32 flags)
{
	calls[index] = (struct block_call){
		.sector = sector,
		.bytes = bytes,
		.write = write,
		.flags = flags,
	};
	call_ends[index] = 0;
	worker_take(&calls[index]);
}

static void
ask_late(void)
{
	ask(CALLS - 1, LATE_SECTOR, SECTOR_BYTES, 0, 0);
}

/* The last client asks for sector LATE_SECTOR when the worker waits for the drive. */
EXPORT(ask_while_waiting) void
ask_while_waiting(void)
{
	model.while_waiting = ask_late;
}

EXPORT(fail_take) void
fail_take(void)
{
	take_fails = 1;
}

EXPORT(run_worker) void
run_worker(void)
{
	void (*function)(void *) = worker;

	worker = NULL;
	function(NULL);
}

EXPORT(worker_is_due) u32
worker_is_due(void)
{
	return worker != NULL;
}

EXPORT(client_at) u8 *
client_at(u32 index)
{
	return client_memory[index];
}

EXPORT(status_of) s32
status_of(u32 index)
{
	return call_status[index];
}

EXPORT(ends_of) u32
ends_of(u32 index)
{
	return call_ends[index];
}
