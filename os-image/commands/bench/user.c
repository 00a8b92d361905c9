/* What a user process does: kernel calls, and through PM other processes and memory. */
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <libsys/rs_client.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define CALLS 20000u
#define FORKS 40u
#define MAPS 40u
#define MAP_BYTES (1024u * 1024u)
#define PATIENCE_MS 300000u /* for the system side: an emulator may be slow */

static void
wait_for(pid_t child)
{
	int status;

	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		panic("a child did not end as it should");
}

static void
fork_exit_wait(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	wait_for(child);
}

static void
fork_exec_wait(void)
{
	static char *const arguments[] = {"bench", "exit", NULL};
	pid_t child = fork();

	if (child == 0) {
		execv("/boot/bench", arguments);
		_exit(1);
	}
	wait_for(child);
}

static void
map_unmap(void)
{
	void *memory = mmap(NULL, MAP_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);

	if (memory == MAP_FAILED || munmap(memory, MAP_BYTES) < 0)
		panic("no memory");
}

static endpoint_t
start(const char *label, const char *arguments)
{
	struct rs_service service = {.module = "bench", .privilege = rs_plain_privilege(label)};
	endpoint_t endpoint;
	int error;

	strlcpy(service.arguments, arguments, sizeof(service.arguments));
	error = rs_up(&service, &endpoint);
	if (error < 0)
		panic("%s did not start: error %d", label, -error);
	return endpoint;
}

/* patience_ms of 0: for ever. */
static int
system_side(const char *near_part, u32 patience_ms)
{
	endpoint_t far = start(FAR, "far");
	struct rs_end end;
	int error = rs_wait(start(NEAR, near_part), patience_ms, &end);

	rs_kill(far);
	if (error >= 0 && end.defect == DEFECT_EXIT && end.exit_kind == EXIT_NORMAL)
		return 0;
	printf("bench: the system side failed: error %d, %s\n", error < 0 ? -error : 0,
	       error < 0 ? "" : end.text);
	return -1;
}

int
user_side(void)
{
	struct result result;

	if (getenv("load") != NULL)
		return system_side("load", 0) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	if (getenv("suite") != NULL)
		return files_side();
	measure_init();
	print_heading("user process");
	result = measure(CALLS, refused_call);
	print_result("user_trap", &result, "kernel call with a number that there is not");
	result = measure(CALLS, time_call);
	print_result("user_time_call", &result, "K_TIME");
	result = measure(FORKS, fork_exit_wait);
	print_result("fork_exit_wait", &result, "through PM");
	result = measure(FORKS, fork_exec_wait);
	print_result("fork_exec_wait", &result, "of this program");
	result = measure(MAPS, map_unmap);
	print_result("mmap_munmap_1m", &result, "1 MB through PM");
	return system_side("near", PATIENCE_MS) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
