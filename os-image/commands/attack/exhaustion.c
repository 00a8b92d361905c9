/* Taking all there is: processes, memory, regions, page tables. */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"

#define NOBODY 1000u
#define MAX_CHILDREN 256u
#define DRIVER_PAGES 256u
#define MEGABYTE 0x100000u
#define TABLE_SPAN 0x400000u /* what one page table maps */

static void
wait_for_all(void)
{
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		continue;
}

/* Children that do nothing, as many as there may be. */
static void
take_all_processes(u32 uid)
{
	static pid_t children[MAX_CHILDREN];
	u32 count = 0;
	int error;

	if (uid != 0 && setuid(uid) < 0)
		breach("setuid: %d", errno);
	while (count < MAX_CHILDREN && (children[count] = fork()) > 0)
		count++;
	error = errno;
	if (count < MAX_CHILDREN && children[count] == 0)
		for (;;)
			pause();
	if (count == MAX_CHILDREN)
		breach("there is no limit to processes");
	if (error != EAGAIN && error != ENOMEM)
		breach("fork failed with %d after %u", error, (unsigned)count);
	for (u32 i = 0; i < count; i++)
		kill(children[i], SIGKILL);
	wait_for_all();
}

/* Everyone forks as long as it can; a group of its own, so that it can be ended. */
static void
fork_bomb(u32 uid)
{
	pid_t bomb = fork();

	if (bomb == 0) {
		setpgid(0, 0);
		setuid(uid);
		while (fork() >= 0)
			continue;
		for (;;)
			pause();
	}
	setpgid(bomb, bomb);
	sleep(1);
	kill(-bomb, SIGKILL);
	wait_for_all();
}

static void
fork_and_die(u32 times)
{
	for (u32 i = 0; i < times; i++) {
		pid_t child = fork();
		int status;

		if (child == 0)
			_exit((int)(i & 0x7f));
		if (child < 0 || waitpid(child, &status, 0) != child ||
		    WEXITSTATUS(status) != (int)(i & 0x7f))
			breach("child %u of many did not live and die as told", (unsigned)i);
	}
}

/* A parent that dies first; its children are found and ended by their group. */
static void
leave_orphans(u32 count)
{
	pid_t parent = fork();

	if (parent == 0) {
		setpgid(0, 0);
		for (u32 i = 0; i < count; i++)
			if (fork() == 0)
				for (;;)
					pause();
		_exit(0);
	}
	setpgid(parent, parent);
	waitpid(parent, NULL, 0);
	kill(-parent, SIGKILL);
}

static void
map_all_memory(u32 size)
{
	while (size >= PAGE_SIZE)
		if (mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		    MAP_FAILED) {
			must_be("mmap's error", size, errno, ENOMEM);
			size /= 2;
		}
}

static void
take_all_memory(u32 size)
{
	map_all_memory(size);
	must_be("brk", 0, brk((char *)sbrk(0) + MEGABYTE) < 0 ? errno : 0, ENOMEM);
}

/* Takes it all and does not give it back. */
static void
hold_all_memory(u32 size)
{
	map_all_memory(size);
	for (;;)
		pause();
}

/* The heap grows until it can't. */
static void
grow_heap(u32 step)
{
	u32 grown = 0;

	while (brk((char *)sbrk(0) + step) == 0)
		grown += step;
	must_be("brk's error", grown, errno, ENOMEM);
	if (grown == 0)
		breach("the heap did not grow at all");
}

static void
driver_takes_memory(u32 argument)
{
	struct kprocess process;
	u32 address;
	s32 error;

	(void)argument;
	while ((error = sys_vm_map(EP_SELF, 0, PAGE_SIZE, VM_READ | VM_WRITE, &address)) >= 0)
		memset((void *)address, 0x77, PAGE_SIZE);
	must_be("K_VM_MAP's error", 0, error, -ENOMEM);
	sys_info(KINFO_SELF, &process, sizeof(process), 0);
	if (process.pages > DRIVER_PAGES)
		breach("%u pages are more than the limit", (unsigned)process.pages);
}

static void
limit_memory(struct privilege *privilege)
{
	privilege->max_pages = DRIVER_PAGES;
}

/* Single pages far apart: each is a region, and needs a page table. */
static void
scatter_pages(u32 argument)
{
	u32 made = 0;
	u32 mapped;

	(void)argument;
	for (u32 at = USER_MMAP_BASE; at < 0xb0000000; at += TABLE_SPAN)
		made += sys_vm_map(EP_SELF, at, PAGE_SIZE, VM_READ | VM_WRITE | VM_FIXED,
				   &mapped) >= 0;
	if (made == 0 || made > DRIVER_PAGES)
		breach("%u regions were made", (unsigned)made);
}

static void
hoard_page_tables(u32 argument)
{
	struct kusage before;
	struct kusage after;
	u32 mapped;
	u32 kept;

	(void)argument;
	sys_info(KINFO_USAGE, &before, sizeof(before), 0);
	for (u32 at = USER_MMAP_BASE; at < 0xb0000000; at += TABLE_SPAN) {
		must_be("K_VM_MAP", at,
			sys_vm_map(EP_SELF, at, PAGE_SIZE, VM_READ | VM_WRITE | VM_FIXED, &mapped),
			0);
		must_be("K_VM_UNMAP", at, sys_vm_unmap(EP_SELF, at, PAGE_SIZE), 0);
	}
	sys_info(KINFO_USAGE, &after, sizeof(after), 0);
	kept = before.frames_free - after.frames_free;
	if (kept > 16)
		breach("%u frames are kept for page tables of nothing", (unsigned)kept);
}

static const struct attack attacks[] = {
	{.name = "processes", .run = take_all_processes, .argument = NOBODY, .as = AS_USER,
	 .promise = "a user can't take all processes"},
	{.name = "processes_as_root", .run = take_all_processes, .argument = 0, .as = AS_USER,
	 .promise = "even root leaves some processes to the system"},
	{.name = "fork_bomb", .run = fork_bomb, .argument = NOBODY, .as = AS_USER,
	 .promise = "a fork bomb is contained and can be ended"},
	{.name = "many_lives", .run = fork_and_die, .argument = 300, .as = AS_USER,
	 .promise = "lives of many processes leave nothing behind"},
	{.name = "orphans", .run = leave_orphans, .argument = 8, .as = AS_USER,
	 .promise = "orphans do not outlive their group's end"},
	{.name = "memory", .run = take_all_memory, .argument = 4 * MEGABYTE, .as = AS_USER,
	 .promise = "a user that takes all memory is told ENOMEM"},
	{.name = "hold_memory", .run = hold_all_memory, .argument = 4 * MEGABYTE, .as = AS_USER,
	 .ends = ENDS_KILLED, .promise = "with all user memory taken the system still has its own"},
	{.name = "heap", .run = grow_heap, .argument = MEGABYTE, .as = AS_USER,
	 .promise = "a heap grows to a limit"},
	{.name = "driver_memory", .run = driver_takes_memory, .as = AS_DRIVER,
	 .allow = limit_memory, .promise = "a driver has no more memory than its limit"},
	{.name = "regions", .run = scatter_pages, .as = AS_DRIVER, .allow = limit_memory,
	 .promise = "the regions of a process are limited"},
	{.name = "page_tables", .run = hoard_page_tables, .as = AS_DRIVER, .allow = limit_memory,
	 .promise = "page tables of memory given back are given back too"},
};

const struct suite exhaustion_suite = {"exhaustion", attacks, ARRAY_LEN(attacks)};
