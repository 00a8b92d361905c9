/* Start of the MINIX file server: its label, its cache, its loop. See server.h. */
#include "cache.h"
#include "platform.h"
#include "recovery_kept.h"
#include "recovery.h"
#include "server.h"
#include "volume.h"

#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdlib.h>

#define CACHE_KB_DEFAULT 1024u
#define KEPT_SHARE 4u /* of the cache's size: what is dirty is written back before it is more */
#define THREADS 24u
#define STACK_BYTES (16u * 1024u)

static u32
cache_bytes(int count, char **arguments)
{
	u32 kb = count > 2 ? (u32)strtoul(arguments[2], NULL, 10) : CACHE_KB_DEFAULT;

	if (kb < CACHE_BYTES_MIN / 1024)
		return CACHE_BYTES_MIN;
	return kb < CACHE_BYTES_MAX / 1024 ? kb * 1024 : CACHE_BYTES_MAX;
}

static u32
kept_bytes_for(u32 cache_size)
{
	u32 bytes = cache_size / KEPT_SHARE;

	return ROUND_UP(bytes > KEPT_BYTES_MIN ? bytes : KEPT_BYTES_MIN, PAGE_SIZE);
}

/* Without leave to keep memory it is this process' own, and all works but its successor's start. */
static void *
kept_memory(u32 bytes)
{
	void *kept;
	u32 own;
	int error = sys_vm_keep(bytes, &kept);

	if (error >= 0)
		return kept;
	report("no %u KB of memory are kept (error %d): what is dirty is lost with this server",
	       bytes / 1024, -error);
	error = sys_vm_map(EP_SELF, 0, bytes, VM_READ | VM_WRITE, &own);
	if (error < 0)
		panic("%s: no %u KB of memory: error %d", server_label, bytes / 1024, -error);
	return (void *)own;
}

int
main(int count, char **arguments)
{
	const struct event_config config = {
		.routes = request_routes,
		.route_count = request_route_count,
		.threads = THREADS,
		.stack_bytes = STACK_BYTES,
		.accept = request_accept,
		.breach = driver_breach,
		.prepare = recovery_prepare,
		.quiescent = recovery_is_quiescent,
	};
	u32 bytes = ROUND_UP(cache_bytes(count, arguments), PAGE_SIZE);
	u32 kept_bytes = kept_bytes_for(bytes);
	u32 memory;
	int error;

	if (count > 1)
		server_label = arguments[1];
	error = sys_vm_map(EP_SELF, 0, bytes, VM_READ | VM_WRITE, &memory);
	if (error < 0)
		panic("%s: no memory for a cache of %u KB: error %d", server_label, bytes / 1024,
		      -error);
	volume_init((void *)memory, bytes, kept_memory(kept_bytes), kept_bytes);
	recovery_start();
	event_loop_run(&config);
}
