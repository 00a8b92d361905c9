/* What the TCP/IP stack asks of its surroundings. */
#include "inet.h"
#include "link.h"

#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <randgen/generator.h>
#include <stdio.h>

struct net *stack;

static struct generator generator;

/* A little of what nobody outside sees comes with each use: when exactly it was. */
u32
stack_random(void)
{
	u64 now = __builtin_ia32_rdtsc();
	u32 number;

	generator_mix(&generator, &now, sizeof(now));
	generator_fill(&generator, &number, sizeof(number));
	return number;
}

static u32
random_number(void *context)
{
	(void)context;
	return stack_random();
}

static void *
allocate(void *context, u32 bytes)
{
	(void)context;
	return memory_allocate(bytes);
}

static void
release(void *context, void *memory, u32 bytes)
{
	(void)context;
	memory_release(memory, bytes);
}

static void
address_changed(void *context, struct net_interface *interface)
{
	struct net_interface_info info;
	u32 a;

	(void)context;
	net_interface_info(interface, &info);
	a = info.address;
	if (a == IP_ANY)
		printf("inet: %s has no address any more\n", info.name);
	else
		printf("inet: %s is %u.%u.%u.%u\n", info.name, a >> 24, a >> 16 & 0xff,
		       a >> 8 & 0xff, a & 0xff);
}

static void
print_line(void *context, const char *line)
{
	(void)context;
	printf("inet: %s\n", line);
}

void
stack_init(void)
{
	static const struct net_host host = {
		.random = random_number,
		.allocate = allocate,
		.release = release,
		.socket_changed = socket_changed_in_stack,
		.address_changed = address_changed,
		.log = print_line,
	};
	struct ktime time;
	u32 memory;
	s32 error;

	(void)sys_time(&time);
	generator_mix(&generator, &time, sizeof(time));
	error = sys_vm_map(EP_SELF, 0, ROUND_UP(net_size(), PAGE_SIZE), VM_READ | VM_WRITE, &memory);
	if (error < 0)
		panic("inet: no memory for a stack of %u KB: error %d", net_size() / 1024, -error);
	stack = net_create((void *)memory, &host, time.uptime_us);
}
