/*
 * From the kernel's hand-over to the first process, and from that one's end to
 * the end of the machine. The parameter sector (kintsugi/boot_info.h) holds
 * key=value lines: `init=NAME` says which program is the first process (a path, or
 * the name of a boot module), and all others become its environment.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "exec.h"

#define DEFAULT_INIT "init"
#define INIT_KEY "init="
#define STATUS_NO_INIT 127

/* The first program, its name and its environment. */
static struct boot_strings {
	char path[PM_PATH_MAX + 1];
	char block[SECTOR_SIZE + SECTOR_SIZE]; /* the name, then the environment */
	u32 length;
	u32 envc;
} strings;

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
append(const char *text)
{
	u32 size = strlen(text) + 1;

	ASSERT(strings.length + size <= sizeof(strings.block));
	memcpy(strings.block + strings.length, text, size);
	strings.length += size;
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

/* A name alone is that of a boot module. */
static void
set_path(const char *name)
{
	if (name[0] == '/')
		strlcpy(strings.path, name, sizeof(strings.path));
	else
		snprintf(strings.path, sizeof(strings.path), BOOT_DIRECTORY "%s", name);
}

/* Fills in `strings`. */
static void
read_parameters(void)
{
	char lines[SECTOR_SIZE + 1];
	char copy[SECTOR_SIZE + 1];
	const char *name = DEFAULT_INIT;
	char *rest;

	read_lines(lines);
	/* Two passes, since the name comes first in the block. */
	memcpy(copy, lines, sizeof(copy));
	for (char *line = strtok_r(copy, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
		if (is_init_line(line))
			name = line + strlen(INIT_KEY);
	set_path(name);
	append(name);
	for (char *line = strtok_r(lines, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		if (strchr(line, '=') == NULL || is_init_line(line))
			continue;
		append(line);
		strings.envc++;
	}
}

static s32 end_status;

static void
end_machine(void)
{
	power_off(end_status);
}

/* Its program is loaded, and RS takes orders from it; or that failed, which ends the machine. */
static void
loaded(struct mproc *init, s32 error)
{
	if (error < 0) {
		printf("pm: the first program, %s, does not start: %s\n", strings.path, strerror(-(int)error));
		print_programs();
		end_status = STATUS_NO_INIT;
		vfs_sync(end_machine);
		return;
	}
	error = vouch_for(init->endpoint);
	if (error < 0)
		panic("rs was not told who the operator is: error %d", (int)-error);
}

/* VFS knows the first process: its program can be had from a file system. */
static void
known_to_vfs(struct mproc *init, s32 status, const struct message *reply)
{
	static struct own_program program;

	(void)reply;
	init->starting = 0;
	if (status < 0)
		panic("vfs does not take the first process: error %d", (int)-status);
	program = (struct own_program){
		.path = strings.path,
		.strings = strings.block,
		.strings_length = strings.length,
		.argc = 1,
		.envc = strings.envc,
		.loaded = loaded,
	};
	exec_start(init, &program);
}

void
boot_start_init(void)
{
	struct vfs_pm_new new = {.parent = EP_NONE, .pid = INIT_PID, .group = INIT_PID, .session = INIT_PID};
	struct mproc *init;

	read_parameters();
	new.process = sys_proc_create(DEFAULT_INIT);
	if (new.process < 0)
		panic("the kernel made no first process: error %d", (int)-new.process);
	init = mproc_new(new.process);
	ASSERT(init != NULL && init->pid == INIT_PID);
	init->group = INIT_PID;
	init->session = INIT_PID;
	init->starting = 1;
	vfs_ask(init, VFS_PM_NEW, &new, sizeof(new), known_to_vfs);
}

void
boot_init_ended(s32 status)
{
	const struct mproc *init = mproc_by_pid(INIT_PID);

	if (WIFEXITED(status)) {
		printf("pm: %s ended with status %d, power off\n", init->name, WEXITSTATUS(status));
		end_status = WEXITSTATUS(status);
	} else {
		printf("pm: %s was ended by signal %d (%s), power off\n", init->name, WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
		end_status = 128 + WTERMSIG(status);
	}
	vfs_sync(end_machine);
}
