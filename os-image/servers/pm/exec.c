/*
 * Another program in a process. Programs are boot modules, named by the last
 * component of the path. Whatever fails leaves the old program as it was: the
 * kernel replaces the image in one step, and PM changes its own books after
 * that.
 */
#include <errno.h>
#include <libsys/exec_stack.h>
#include <libsys/kcall.h>
#include <string.h>

#include "pm.h"

/* The number of the boot module of that name: -ENOENT, or -ENOEXEC when it is no program. */
static int
find_module(const char *name)
{
	struct boot_module module;
	int result = -ENOENT;

	for (u32 i = 0; sys_info(KINFO_MODULE, &module, sizeof(module), i) >= 0; i++) {
		if (strncmp(module.name, name, sizeof(module.name)) != 0)
			continue;
		if (module.kind == ARCHIVE_PROGRAM)
			return (int)i;
		result = -ENOEXEC;
	}
	return result;
}

int
exec_module(struct mproc *p, const char *name, const char *strings, u32 strings_length, u32 argc,
	    u32 envc)
{
	static u8 stack[EXEC_STACK_MAX] __attribute__((aligned(16)));
	struct kexec exec = {.endpoint = p->endpoint, .stack = (u32)stack};
	int length;
	int error;

	exec.module = find_module(name);
	if (exec.module < 0)
		return exec.module;
	length = exec_stack_build(stack, sizeof(stack), strings, strings_length, argc, envc);
	if (length < 0)
		return length;
	exec.stack_length = (u32)length;
	strlcpy(exec.name, name, sizeof(exec.name));
	error = sys_proc_exec(&exec);
	if (error < 0)
		return error == -EBADDIGEST ? -ENOEXEC : error;
	memcpy(p->name, exec.name, sizeof(p->name));
	p->heap_start = exec.data_end;
	p->heap_end = exec.data_end;
	p->has_execed = 1;
	signal_reset_handlers(p);
	return 0;
}

/* Copies the path in and leaves its last component at the start of `path`. */
static int
read_program_name(struct mproc *caller, const struct pm_exec *request, char path[PM_PATH_MAX + 1])
{
	const char *slash;
	int error;

	if (request->path_length > PM_PATH_MAX)
		return -ENAMETOOLONG;
	error = sys_copy_in(caller->endpoint, request->path, path, request->path_length);
	if (error < 0)
		return error;
	path[request->path_length] = '\0';
	slash = strrchr(path, '/');
	if (slash != NULL)
		memmove(path, slash + 1, strlen(slash));
	return path[0] == '\0' ? -ENOENT : 0;
}

s32
do_exec(struct mproc *caller, struct message *m)
{
	static char strings[PM_STRINGS_MAX];
	struct pm_exec request = *MESSAGE_BODY(m, struct pm_exec);
	char name[PM_PATH_MAX + 1];
	int error = read_program_name(caller, &request, name);

	if (error < 0)
		return error;
	if (request.strings_length > sizeof(strings))
		return -E2BIG;
	if (request.strings_length > 0)
		error = sys_copy_in(caller->endpoint, request.strings, strings, request.strings_length);
	if (error < 0)
		return error;
	error = exec_module(caller, name, strings, request.strings_length, request.argc, request.envc);
	return error < 0 ? error : NO_REPLY;
}
