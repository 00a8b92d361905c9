/*
 * From the kernel's hand-over to the first process, and from that one's end to
 * the end of the machine. The parameter sector (kintsugi/boot_info.h) holds
 * key=value lines: `init=NAME` says which boot module is the first process, and
 * all others become its environment.
 */
#include <errno.h>
#include <libsys/ipc.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <proto/rs.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "pm.h"

#define DEFAULT_INIT "init"
#define INIT_KEY "init="
#define STATUS_NO_INIT 127

struct boot_strings {
	char block[ARCHIVE_NAME_LEN + SECTOR_SIZE]; /* the name, then the environment */
	u32 length;
	u32 envc;
};

static _Noreturn void
power_off(s32 status)
{
	sys_halt(HALT_POWEROFF, status);
	panic("the kernel refused to power off");
}

/* Names of all programs that could have been meant, on one line. */
static void
print_programs(void)
{
	struct boot_module module;

	printf("pm: programs:");
	for (u32 i = 0; sys_info(KINFO_MODULE, &module, sizeof(module), i) >= 0; i++)
		if (module.kind == ARCHIVE_PROGRAM)
			printf(" %s", module.name);
	printf("\n");
}

static void
append(struct boot_strings *strings, const char *text)
{
	u32 size = strlen(text) + 1;

	ASSERT(strings->length + size <= sizeof(strings->block));
	memcpy(strings->block + strings->length, text, size);
	strings->length += size;
}

/* Reads the lines behind the sector's header; none when it has no header. */
static void
read_lines(char lines[SECTOR_SIZE + 1])
{
	const u32 header_length = sizeof(BOOT_PARAM_HEADER) - 1;

	memset(lines, 0, SECTOR_SIZE + 1);
	if (sys_info(KINFO_PARAMS, lines, SECTOR_SIZE, 0) < 0 ||
	    strncmp(lines, BOOT_PARAM_HEADER, header_length) != 0)
		lines[0] = '\0';
	else
		memmove(lines, lines + header_length, SECTOR_SIZE + 1 - header_length);
}

static int
is_init_line(const char *line)
{
	return strncmp(line, INIT_KEY, strlen(INIT_KEY)) == 0;
}

/* Fills in the name of the first program and its strings. */
static void
read_parameters(char name[ARCHIVE_NAME_LEN], struct boot_strings *strings)
{
	char lines[SECTOR_SIZE + 1];
	char copy[SECTOR_SIZE + 1];
	char *rest;

	read_lines(lines);
	/* Two passes, since the name comes first in the block. */
	memcpy(copy, lines, sizeof(copy));
	strlcpy(name, DEFAULT_INIT, ARCHIVE_NAME_LEN);
	for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
		if (is_init_line(line))
			strlcpy(name, line + strlen(INIT_KEY), ARCHIVE_NAME_LEN);

	append(strings, name);
	for (char *line = strtok_r(lines, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		if (strchr(line, '=') == NULL || is_init_line(line))
			continue;
		append(strings, line);
		strings->envc++;
	}
}

/* The first process is the operator: RS takes orders from it. RS waits for nobody, so this is short. */
static void
vouch_for(endpoint_t operator)
{
	struct message message = {.type = RS_OPERATOR};
	int error;

	MESSAGE_BODY(&message, struct rs_operator)->endpoint = operator;
	error = ipc_send(RS_EP, &message);
	if (error < 0)
		panic("rs was not told who the operator is: error %d", -error);
}

void
boot_start_init(void)
{
	static struct boot_strings strings;
	char name[ARCHIVE_NAME_LEN];
	endpoint_t endpoint;
	struct mproc *init;
	int error;

	read_parameters(name, &strings);
	endpoint = sys_proc_create(name);
	if (endpoint < 0)
		panic("the kernel made no process for %s: error %d", name, -endpoint);
	init = mproc_new(endpoint);
	ASSERT(init != NULL && init->pid == INIT_PID);
	init->group = INIT_PID;
	init->session = INIT_PID;
	error = exec_module(init, name, strings.block, strings.length, 1, strings.envc);
	if (error < 0) {
		printf("pm: the first program, %s, does not start: %s\n", name, strerror(-error));
		print_programs();
		power_off(STATUS_NO_INIT);
	}
	vouch_for(endpoint);
	error = sys_proc_resume(endpoint);
	if (error < 0)
		panic("%s does not run: error %d", name, -error);
}

_Noreturn void
boot_init_ended(s32 status)
{
	const struct mproc *init = mproc_by_pid(INIT_PID);

	if (WIFEXITED(status)) {
		printf("pm: %s ended with status %d, power off\n", init->name, WEXITSTATUS(status));
		power_off(WEXITSTATUS(status));
	}
	printf("pm: %s was ended by signal %d (%s), power off\n", init->name, WTERMSIG(status),
	       strsignal(WTERMSIG(status)));
	power_off(128 + WTERMSIG(status));
}
