/*
 * The data store without its requests, for the tests on the host. The kernel is played
 * here: its memory has a limit, processes live and die as the test says, and
 * notifications are counted. What the store gives back is spoilt.
 */
#include "../callers.h"
#include "../changes.h"
#include "../recovery.h"
#include "../region.h"
#include "../subscriptions.h"

#include <errno.h>
#include <libsys/ds_pattern.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define IO_BYTES 131072u
#define REGION_BYTES (16u * 1024u * 1024u)
#define KEPT_BYTES (1024u * 1024u)
#define SPOILT 0xdd

static char io[IO_BYTES]; /* keys, patterns and values go in and out here */
static u8 memory[2][REGION_BYTES];
static struct region *regions[2];
static u32 memory_limit = UINT32_MAX; /* bytes that the kernel has for us */

static struct caller callers[NR_PRIVS];
static u32 notified[NR_PRIVS];

EXPORT(io_at) char *
io_at(void)
{
	return io;
}

/* ---- the kernel ---- */

static u32
region_index(struct region *region)
{
	for (u32 index = 0; index < ARRAY_LEN(regions); index++) {
		if (regions[index] == NULL) {
			regions[index] = region;
			region->base = memory[index];
		}
		if (regions[index] == region)
			return index;
	}
	__builtin_trap();
}

static u32
mapped(void)
{
	u32 bytes = 0;

	for (u32 index = 0; index < ARRAY_LEN(regions); index++)
		bytes += regions[index] != NULL ? regions[index]->mapped : 0;
	return bytes;
}

EXPORT(mapped_bytes) u32
mapped_bytes(void)
{
	return mapped();
}

EXPORT(limit_memory) void
limit_memory(u32 bytes)
{
	memory_limit = bytes;
}

s32
region_resize(struct region *region, u32 bytes)
{
	u32 wanted = ROUND_UP(bytes, PAGE_SIZE);
	u8 *base = memory[region_index(region)];

	if (wanted > region->mapped && mapped() - region->mapped + wanted > memory_limit)
		return -ENOSPC;
	if (wanted > REGION_BYTES)
		__builtin_trap();
	if (wanted < region->mapped)
		memset(base + wanted, SPOILT, region->mapped - wanted);
	region->mapped = wanted;
	return 0;
}

/* What outlives an instance; the test carries it over to the next one. */
static u8 kept[KEPT_BYTES];

EXPORT(kept_at) u8 *
kept_at(void)
{
	return kept;
}

EXPORT(kept_bytes) u32
kept_bytes(void)
{
	return KEPT_BYTES;
}

int
sys_vm_keep(u32 length, void **mapped)
{
	if (length != KEPT_BYTES)
		__builtin_trap();
	*mapped = kept;
	return 0;
}

static u32 lines; /* in the log */

EXPORT(log_lines) u32
log_lines(void)
{
	return lines;
}

int
printf(const char *format, ...)
{
	(void)format;
	lines++;
	return 0;
}

char *
strerror(int error)
{
	(void)error;
	return "";
}

EXPORT(restore) void
restore(void)
{
	recovery_restore();
}

int
sys_info(enum kinfo what, void *buffer, u32 length, u32 index)
{
	struct kprocess *process = buffer;

	if (what != KINFO_PROCESS || length != sizeof(*process))
		__builtin_trap();
	for (u32 place = 0; place < NR_PRIVS; place++) {
		if (callers[place].endpoint == EP_NONE ||
		    (u32)ENDPOINT_SLOT(callers[place].endpoint) != index)
			continue;
		process->endpoint = callers[place].endpoint;
		return sizeof(*process);
	}
	return -ENOENT;
}

int
ipc_notify(endpoint_t destination)
{
	for (u32 place = 0; place < NR_PRIVS; place++) {
		if (callers[place].endpoint != destination)
			continue;
		notified[place]++;
		return 0;
	}
	return -EDEADEP;
}

_Noreturn void
panic(const char *format, ...)
{
	(void)format;
	__builtin_trap();
}

/* ---- components: `place` is a privilege id ---- */

/* A fresh instance with the label that io holds. */
EXPORT(component_up) void
component_up(u32 place)
{
	static u32 generation = 1;

	callers[place].endpoint = ENDPOINT(generation++, (s32)place);
	callers[place].priv_id = place;
	strlcpy(callers[place].label, io, LABEL_LEN);
}

EXPORT(component_dies) void
component_dies(u32 place)
{
	callers[place].endpoint = EP_NONE;
}

/* How often it was notified since the last call. */
EXPORT(notifications) u32
notifications(u32 place)
{
	u32 count = notified[place];

	notified[place] = 0;
	return count;
}

EXPORT(sweep) void
sweep(void)
{
	recovery_sweep();
}

/* RS says that the label io holds is gone for good. */
EXPORT(component_gone) void
component_gone(void)
{
	recovery_component_gone(io);
}

/* ---- entries: the key is in io, the value behind it ---- */

EXPORT(publish) s32
publish(u32 place, u32 type, u32 value, u32 length, u32 may_overwrite)
{
	struct publication publication = {
		.owner = callers[place].label,
		.key = io,
		.type = type,
		.value = value,
		.data = io + DS_KEY_LEN,
		.length = length,
		.may_overwrite = (int)may_overwrite,
	};

	return change_publish(&publication);
}

/* The length, with the value behind the key in io; or -ENOENT. */
EXPORT(read_value) s32
read_value(u32 type)
{
	const struct entry *entry = store_find(type, io);

	if (entry == NULL)
		return -ENOENT;
	memcpy(io + DS_KEY_LEN, store_data(entry), entry->length);
	return (s32)entry->length;
}

EXPORT(read_number) u32
read_number(u32 type)
{
	return store_find(type, io)->value;
}

/* As its owner. */
EXPORT(remove_entry) s32
remove_entry(u32 type)
{
	struct entry *entry = store_find(type, io);

	if (entry == NULL)
		return -ENOENT;
	change_delete(entry);
	return 0;
}

EXPORT(entries) u32
entries(void)
{
	return store_count();
}

EXPORT(deleted_entries) u32
deleted_entries(void)
{
	return store_deleted_count();
}

/* ---- subscriptions: the pattern is in io ---- */

EXPORT(subscribe) s32
subscribe(u32 place, u32 types, u32 initial)
{
	s32 error = subscription_add(&callers[place], io, types, (int)initial);

	changes_settle();
	return error;
}

EXPORT(unsubscribe) s32
unsubscribe(u32 place)
{
	s32 error = subscription_remove(&callers[place], io);

	changes_settle();
	return error;
}

/* What it is told next: kind << 8 | type, with the key in io; 0: nothing. */
EXPORT(check) u32
check(u32 place)
{
	const struct entry *entry = subscription_next(&callers[place]);
	u32 told;

	if (entry == NULL)
		return 0;
	told = (u32)entry->kind << 8 | entry->type;
	strlcpy(io, entry->key, DS_KEY_LEN);
	subscription_told(&callers[place], entry);
	changes_settle();
	return told;
}

/* ---- keys and patterns: the key is in io, the pattern behind it ---- */

EXPORT(key_is_good) s32
key_is_good(void)
{
	return ds_key_is_good(io);
}

EXPORT(pattern_is_good) s32
pattern_is_good(void)
{
	return ds_pattern_is_good(io);
}

EXPORT(matches) s32
matches(void)
{
	return ds_pattern_matches(io + DS_KEY_LEN, io);
}
