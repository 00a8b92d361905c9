/*
 * The image of a new service: its program from the boot modules, and the stack
 * it starts with, which holds its arguments and no environment.
 */
#include <errno.h>
#include <libsys/exec_stack.h>
#include <libsys/kcall.h>
#include <string.h>

#include "rs.h"

#define STRINGS_MAX (ARCHIVE_NAME_LEN + RS_ARGUMENTS_MAX)
/* Not even arguments of one letter each need more for their pointers. */
#define STACK_MAX (STRINGS_MAX + (RS_ARGUMENTS_MAX / 2 + 4) * (u32)sizeof(u32))

static int
module_index(const char *name)
{
	struct boot_module module;

	for (u32 index = 0;; index++) {
		int result = sys_info(KINFO_MODULE, &module, sizeof(module), index);

		if (result < 0)
			return result;
		if (module.kind == ARCHIVE_PROGRAM && strcmp(module.name, name) == 0)
			return (int)index;
	}
}

/* Program name and arguments, one after the other; returns the block's length. */
static u32
lay_out_strings(char *strings, u32 *count, const struct rs_service *wanted)
{
	u32 length = (u32)strlen(wanted->module) + 1;

	memcpy(strings, wanted->module, length);
	*count = 1;
	if (wanted->arguments[0] == '\0')
		return length;
	for (const char *from = wanted->arguments; *from != '\0'; from++) {
		*count += *from == ' ';
		strings[length++] = *from == ' ' ? '\0' : *from;
	}
	strings[length++] = '\0';
	*count += 1;
	return length;
}

int
image_load(endpoint_t endpoint, const struct rs_service *wanted)
{
	static u8 stack[STACK_MAX] __attribute__((aligned(16)));
	char strings[STRINGS_MAX];
	u32 argc;
	u32 strings_length = lay_out_strings(strings, &argc, wanted);
	int stack_length = exec_stack_build(stack, sizeof(stack), strings, strings_length, argc, 0);
	struct kexec exec = {
		.endpoint = endpoint,
		.module = module_index(wanted->module),
		.stack = (u32)stack,
		.stack_length = (u32)stack_length,
	};

	if (stack_length < 0)
		return stack_length;
	if (exec.module < 0)
		return exec.module;
	memcpy(exec.name, wanted->privilege.label, sizeof(exec.name) - 1);
	return sys_proc_exec(&exec);
}
