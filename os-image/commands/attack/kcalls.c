/* Kernel calls that were not granted, and granted ones asked for too much. */
#include <proto/pm.h>

#include "attack.h"

#define VGA_MEMORY 0xb8000u
#define DMA_PAGES 4u
#define DRIVER_PAGES 256u
#define ALL 0xffffffffu

static const u32 wild[] = {0x100,      0x7fff,     0x8000,     0xffff,     0x10000,
			   0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, ALL};

static int
user_may(u32 call)
{
	return call == K_TIME || call == K_INFO || call == K_LOOKUP;
}

static void
not_granted(u32 argument)
{
	for (u32 call = 0; call < KCALL_COUNT + 40; call++) {
		s32 expected = call == 0 || call >= KCALL_COUNT ? -EBADCALL : -EPERM;

		if (is_driver() ? call == K_EXIT || call == K_DIAG : user_may(call))
			continue;
		must_be("kernel call", call, kernel_call(call, 0, 0, 0, 0, 0), expected);
		must_be("kernel call", call, kernel_call(call, 1, 2, 3, 4, 5), expected);
		must_be("kernel call", call, kernel_call(call, ALL, ALL, ALL, ALL, ALL), expected);
	}
	for (u32 i = 0; i < ARRAY_LEN(wild); i++)
		must_be("kernel call", wild[i], kernel_call(wild[i], argument, 0, 0, 0, 0),
			-EBADCALL);
}

static void
allow_exit_only(struct privilege *privilege)
{
	privilege->kcalls[0] = 0;
	privilege->kcalls[1] = 0;
	PRIV_BIT_SET(privilege->kcalls, K_EXIT);
	PRIV_BIT_SET(privilege->kcalls, K_DIAG);
}

/* Those who rule the system are not ruled by anyone who asks. */
static void
rule_others(u32 argument)
{
	static const endpoint_t rulers[] = {PM_EP, RS_EP, EP_SELF};
	struct privilege mighty = {.label = "mighty", .priority = 1, .quantum_ms = 50};
	struct ksigframe frame = {.handler = 0x400000, .trampoline = 0x400000, .signal = 9};
	u32 mask;
	u32 address;

	(void)argument;
	mighty.kcalls[0] = mighty.kcalls[1] = ALL;
	for (u32 i = 0; i < ARRAY_LEN(rulers); i++) {
		endpoint_t target = rulers[i];

		must_be("K_PROC_EXIT", (u32)target, sys_proc_exit(target), -EPERM);
		must_be("K_PROC_STOP", (u32)target, sys_proc_stop(target), -EPERM);
		must_be("K_PROC_RESUME", (u32)target, sys_proc_resume(target), -EPERM);
		must_be("K_PROC_FORK", (u32)target, sys_proc_fork(target), -EPERM);
		must_be("K_SCHED", (u32)target, sys_sched(target, 1, 1000), -EPERM);
		must_be("K_PRIV_SET", (u32)target, sys_priv_set(target, 3, &mighty), -EPERM);
		must_be("K_SIG_SEND", (u32)target, sys_sig_send(target, &frame), -EPERM);
		must_be("K_SIG_RETURN", (u32)target, sys_sig_return(target, 0x500000, &mask), -EPERM);
		if (target != EP_SELF || !is_driver())
			must_refuse("K_VM_MAP", (u32)target,
				    sys_vm_map(target, 0, PAGE_SIZE, VM_READ, &address));
		if (target != EP_SELF)
			must_refuse("K_VM_UNMAP", (u32)target,
				    sys_vm_unmap(target, 0x400000, PAGE_SIZE));
	}
	must_be("K_PROC_CREATE", 0, sys_proc_create("mine"), -EPERM);
	must_be("K_HALT", 0, sys_halt(HALT_REBOOT, 0), -EPERM);
}

/* What a driver may not learn or move, though it has some calls. */
static void
ask_too_much(u32 argument)
{
	static u8 buffer[1024];
	static const u32 kinds[] = {0, KINFO_MODULE_DATA + 1, 100, 0x7fffffff, 0x80000000, ALL};

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(kinds); i++)
		must_refuse("K_INFO of kind", kinds[i],
			    kernel_call(K_INFO, kinds[i], (u32)buffer, sizeof(buffer), 0, 0));
	for (u32 i = 0; i < ARRAY_LEN(wild); i++) {
		must_refuse("KINFO_PROCESS", wild[i],
			    sys_info(KINFO_PROCESS, buffer, sizeof(buffer), wild[i]));
		must_refuse("KINFO_MODULE", wild[i],
			    sys_info(KINFO_MODULE, buffer, sizeof(buffer), wild[i]));
		must_refuse("KINFO_PRIVILEGE", wild[i],
			    sys_info(KINFO_PRIVILEGE, buffer, sizeof(buffer), wild[i]));
		must_refuse("KINFO_MODULE_DATA", wild[i],
			    sys_info(KINFO_MODULE_DATA, buffer, sizeof(buffer), wild[i]));
	}
	buffer[4] = 0x5a;
	must_be("KINFO_SELF, cut short", 4, sys_info(KINFO_SELF, buffer, 4, 0), 4);
	must_be("the byte after it", 0, buffer[4], 0x5a);
}

static const u32 odd_flags[] = {0, 8, 0x100, 0x200, 0x400, 0x80000000, ALL};

static void
map_too_much(u32 argument)
{
	static const struct nasty places[] = {
		{0, PAGE_SIZE},
		{PAGE_SIZE - 1, PAGE_SIZE},
		{USER_BASE + 1, PAGE_SIZE},
		{USER_TOP, PAGE_SIZE},
		{USER_TOP - PAGE_SIZE, 2 * PAGE_SIZE},
		{0xbffff000, PAGE_SIZE},
		{0xc0000000, PAGE_SIZE},
		{0xfffff000, PAGE_SIZE},
		{0xfffff000, 2 * PAGE_SIZE},
		{0x70000000, 0},
		{0x70000000, 0xf0000000},
		{0x70000000, 0x80000000},
		{0x70000000, ALL},
		{0x70000000, 0x10000000},
		{USER_STACK_TOP - PAGE_SIZE, PAGE_SIZE},
		{USER_STACK_TOP - SYSTEM_STACK_SIZE - PAGE_SIZE, 2 * PAGE_SIZE},
	};
	u32 mapped;

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(places); i++) {
		must_refuse("K_VM_MAP fixed at", places[i].address,
			    sys_vm_map(EP_SELF, places[i].address, places[i].length,
				       VM_READ | VM_WRITE | VM_FIXED, &mapped));
		if (places[i].length > DRIVER_PAGES * PAGE_SIZE || places[i].length == 0)
			must_refuse("K_VM_MAP of length", places[i].length,
				    sys_vm_map(EP_SELF, 0, places[i].length, VM_READ | VM_WRITE,
					       &mapped));
	}
	must_refuse("K_VM_MAP over text", text_start(),
		    sys_vm_map(EP_SELF, text_start(), PAGE_SIZE, VM_READ | VM_WRITE | VM_FIXED,
			       &mapped));
	for (u32 i = 0; i < ARRAY_LEN(odd_flags); i++)
		must_refuse("K_VM_MAP with flags", odd_flags[i],
			    sys_vm_map(EP_SELF, 0, PAGE_SIZE, odd_flags[i], &mapped));
	for (u32 i = 0; i < ARRAY_LEN(places); i++)
		if (places[i].address >= USER_TOP - PAGE_SIZE || places[i].address < PAGE_SIZE)
			must_refuse("K_VM_UNMAP at", places[i].address,
				    sys_vm_unmap(EP_SELF, places[i].address, places[i].length));
}

static void
few_pages(struct privilege *privilege)
{
	privilege->max_pages = DRIVER_PAGES;
}

/* ---- physical memory ---- */

static void
map_physical(u32 argument)
{
	static const struct nasty ranges[] = {
		{0, PAGE_SIZE},
		{0x100000, PAGE_SIZE},
		{0x200000, 16 * PAGE_SIZE},
		{VGA_MEMORY - PAGE_SIZE, PAGE_SIZE},
		{VGA_MEMORY - PAGE_SIZE, 2 * PAGE_SIZE},
		{VGA_MEMORY, 2 * PAGE_SIZE},
		{VGA_MEMORY + PAGE_SIZE, PAGE_SIZE},
		{VGA_MEMORY, 0},
		{VGA_MEMORY, 0xfffff000},
		{VGA_MEMORY, 0 - VGA_MEMORY},
		{VGA_MEMORY + 0x100, PAGE_SIZE},
		{VGA_MEMORY, ALL},
		{0xfffff000, PAGE_SIZE},
		{0xfffff000, 2 * PAGE_SIZE},
		{0xfee00000, PAGE_SIZE},
	};
	void *mapped;

	for (u32 i = 0; i < ARRAY_LEN(ranges); i++)
		must_refuse("K_VM_PHYS of", ranges[i].address,
			    sys_vm_phys(ranges[i].address, ranges[i].length, VM_READ | VM_WRITE,
					&mapped));
	for (u32 i = 0; i < ARRAY_LEN(odd_flags); i++)
		must_refuse("K_VM_PHYS with flags", odd_flags[i],
			    sys_vm_phys(VGA_MEMORY, PAGE_SIZE, odd_flags[i], &mapped));
	if (argument != 0)
		must_be("K_VM_PHYS of the granted page", VGA_MEMORY,
			sys_vm_phys(VGA_MEMORY, PAGE_SIZE, VM_READ, &mapped), 0);
	must_refuse("K_VM_RAMDISK", 0, sys_vm_ramdisk(VM_READ | VM_WRITE, &mapped));
}

static void
allow_vga(struct privilege *privilege)
{
	privilege->mem[0] = (struct mem_range){VGA_MEMORY, PAGE_SIZE};
	privilege->mem_count = 1;
	PRIV_BIT_SET(privilege->kcalls, K_VM_PHYS);
	PRIV_BIT_SET(privilege->kcalls, K_VM_RAMDISK);
}

static void
allow_no_range(struct privilege *privilege)
{
	PRIV_BIT_SET(privilege->kcalls, K_VM_PHYS);
	PRIV_BIT_SET(privilege->kcalls, K_VM_RAMDISK);
}

/* ---- DMA memory ---- */

static void
dma_without_right(u32 argument)
{
	void *address;
	u32 phys;

	(void)argument;
	must_refuse("K_DMA_ALLOC", PAGE_SIZE, sys_dma_alloc(PAGE_SIZE, &address, &phys));
}

static void
dma_beyond_limit(u32 argument)
{
	static const u32 lengths[] = {0,          (DMA_PAGES + 1) * PAGE_SIZE,
				      0x7fffffff, 0x80000000,
				      0xfffff001, ALL};
	void *first;
	void *second;
	void *third;
	u32 phys;

	(void)argument;
	for (u32 i = 0; i < ARRAY_LEN(lengths); i++)
		must_refuse("K_DMA_ALLOC of", lengths[i], sys_dma_alloc(lengths[i], &first, &phys));
	must_be("K_DMA_ALLOC", 2, sys_dma_alloc(2 * PAGE_SIZE, &first, &phys), 0);
	must_be("K_DMA_ALLOC", 2, sys_dma_alloc(2 * PAGE_SIZE, &second, &phys), 0);
	must_refuse("K_DMA_ALLOC beyond", 1, sys_dma_alloc(1, &third, &phys));
	for (u32 *word = first; word < (u32 *)((u8 *)first + 2 * PAGE_SIZE); word++)
		if (*word != 0) {
			breach("DMA memory shows what others left in it");
			break;
		}
	must_refuse("K_DMA_FREE inside", 0, sys_dma_free((u8 *)first + PAGE_SIZE));
	must_refuse("K_DMA_FREE odd", 0, sys_dma_free((u8 *)first + 1));
	must_refuse("K_DMA_FREE of text", 0, sys_dma_free((void *)text_start()));
	must_refuse("K_DMA_FREE of the kernel", 0, sys_dma_free((void *)0xc0000000));
	must_refuse("K_VM_UNMAP of DMA memory", 0,
		    sys_vm_unmap(EP_SELF, (u32)first, 2 * PAGE_SIZE));
	must_be("K_DMA_FREE", 0, sys_dma_free(first), 0);
	must_refuse("K_DMA_FREE twice", 0, sys_dma_free(first));
}

/* The places for the results are checked too: nothing is lost when they are bad. */
static void
dma_bad_results(u32 argument)
{
	u32 count;
	const struct nasty *nasty = nasty_ranges(&count);
	u32 good;

	(void)argument;
	for (u32 i = 0; i < count; i++) {
		if (nasty[i].length < 64)
			continue;
		if (nasty[i].address >= USER_TOP || nasty[i].address < USER_BASE) {
			must_refuse("K_DMA_ALLOC, address to", nasty[i].address,
				    kernel_call(K_DMA_ALLOC, PAGE_SIZE, nasty[i].address,
						(u32)&good, 0, 0));
			must_refuse("K_DMA_ALLOC, frame to", nasty[i].address,
				    kernel_call(K_DMA_ALLOC, PAGE_SIZE, (u32)&good,
						nasty[i].address, 0, 0));
		}
	}
	for (u32 i = 0; i < DMA_PAGES; i++)
		must_be("K_DMA_ALLOC after bad ones", i,
			kernel_call(K_DMA_ALLOC, PAGE_SIZE, (u32)&good, (u32)&good, 0, 0), 0);
}

static void
allow_dma(struct privilege *privilege)
{
	privilege->dma_max_pages = DMA_PAGES;
	PRIV_BIT_SET(privilege->kcalls, K_DMA_ALLOC);
	PRIV_BIT_SET(privilege->kcalls, K_DMA_FREE);
}

static void
allow_dma_calls(struct privilege *privilege)
{
	PRIV_BIT_SET(privilege->kcalls, K_DMA_ALLOC);
}

/* ---- time and the end ---- */

/* Alarms at absurd times: in the past they ring once, in the far future never. */
static void
absurd_alarms(u32 argument)
{
	struct message message;

	(void)argument;
	kernel_call(K_ALARM, ALL, ALL, 0, 0, 0);
	kernel_call(K_ALARM, 0, 0x80000000, 0, 0, 0);
	kernel_call(K_ALARM, 0, 0x7fffffff, 0, 0, 0);
	kernel_call(K_ALARM, ALL, 0, 0, 0, 0);
	must_be("K_ALARM in the past", 1, sys_alarm(1), 0);
	must_be("receive", 0, ipc_receive(EP_CLOCK, &message), 0);
	must_be("source", 0, message.source, EP_CLOCK);
	for (u32 i = 0; i < 1000; i++)
		sys_alarm(sys_uptime_us() + 1000000 + i);
	must_be("K_ALARM", 0, sys_alarm(sys_uptime_us() + 1), 0);
	must_be("receive", 0, ipc_receive(EP_CLOCK, &message), 0);
	kernel_call(K_ALARM, ALL, ALL, 0, 0, 0);
}

/* Whatever the arguments: it ends. The runner sees status 0 and no text. */
static void
absurd_exit(u32 text)
{
	kernel_call(K_EXIT, EXIT_NORMAL, 0, text, KSIG_TEXT_MAX, 0);
	kernel_call(K_EXIT, EXIT_NORMAL, 0, text, ALL, 0);
	kernel_call(K_EXIT, 0x7777, 0, 0, 0, 0);
	kernel_call(K_EXIT, EXIT_NORMAL, 0, 0, 0, 0);
	breach("K_EXIT came back");
}

/* As PM's clients can, a process that asks PM for its end and goes on asking. */
static void
exit_twice(u32 argument)
{
	struct message message = {.type = PM_EXIT};

	(void)argument;
	ipc_sendrec(PM_EP, &message);
	breach("PM_EXIT came back");
}

static const struct attack attacks[] = {
	{.name = "not_granted", .run = not_granted, .as = AS_BOTH, .allow = allow_exit_only,
	 .promise = "each kernel call not granted is refused, and so is each wild number"},
	{.name = "rule_others", .run = rule_others, .as = AS_BOTH,
	 .promise = "no process is ended, stopped, forked, raised or remapped without leave"},
	{.name = "ask_too_much", .run = ask_too_much, .as = AS_BOTH,
	 .promise = "K_INFO of wild kinds, indexes and lengths is refused"},
	{.name = "map_too_much", .run = map_too_much, .as = AS_DRIVER, .allow = few_pages,
	 .promise = "memory is mapped only in user space, where it is free, within the limit"},
	{.name = "map_physical", .run = map_physical, .argument = 1, .as = AS_DRIVER,
	 .allow = allow_vga, .promise = "of physical memory only the granted ranges are mapped"},
	{.name = "map_physical_ungranted", .run = map_physical, .argument = 0, .as = AS_DRIVER,
	 .allow = allow_no_range, .promise = "without a granted range no physical memory is mapped"},
	{.name = "dma_without_right", .run = dma_without_right, .as = AS_DRIVER,
	 .allow = allow_dma_calls, .promise = "DMA memory is for those who have a limit for it"},
	{.name = "dma_beyond_limit", .run = dma_beyond_limit, .as = AS_DRIVER, .allow = allow_dma,
	 .promise = "DMA memory is limited, clean, and freed only whole and once"},
	{.name = "dma_bad_results", .run = dma_bad_results, .as = AS_DRIVER, .allow = allow_dma,
	 .promise = "a bad place for the result costs no DMA memory"},
	{.name = "absurd_alarms", .run = absurd_alarms, .as = AS_DRIVER,
	 .promise = "absurd alarm times disturb nobody"},
	{.name = "absurd_exit", .run = absurd_exit, .argument = 0xfffffff0, .as = AS_DRIVER,
	 .promise = "K_EXIT with a text in the kernel ends the process all the same"},
	{.name = "exit_to_text", .run = absurd_exit, .argument = 0, .as = AS_DRIVER,
	 .promise = "K_EXIT with a null text ends the process all the same"},
	{.name = "exit_twice", .run = exit_twice, .as = AS_USER,
	 .promise = "a process that has exited asks no more"},
};

const struct suite kcalls_suite = {"kcalls", attacks, ARRAY_LEN(attacks)};
