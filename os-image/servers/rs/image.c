/*
 * Programs, which RS has at hand whatever happens to disks and file servers: boot
 * modules, which the kernel keeps, and copies in RS' own memory of what operators
 * brought. And the stack a program starts with: its arguments, no environment.
 */
#include <errno.h>
#include <kintsugi/crc32.h>
#include <libsys/exec_stack.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <string.h>

#include "rs.h"

#define STRINGS_MAX (CONFIG_PATH_MAX + RS_ARGUMENTS_MAX)
/* Not even arguments of one letter each need more for their pointers. */
#define STACK_MAX (STRINGS_MAX + (RS_ARGUMENTS_MAX / 2 + 4) * (u32)sizeof(u32))

int
module_find(enum archive_kind kind, const char *name, struct boot_module *module)
{
	for (u32 index = 0;; index++) {
		int result = sys_info(KINFO_MODULE, module, sizeof(*module), index);

		if (result < 0)
			return result;
		if (module->kind == kind && strcmp(module->name, name) == 0)
			return (int)index;
	}
}

int
program_of_module(struct program *program, const char *name)
{
	struct boot_module module;
	int index = module_find(ARCHIVE_PROGRAM, name, &module);

	if (index < 0)
		return index;
	program_release(program);
	*program = (struct program){.module = index};
	strlcpy(program->name, name, sizeof(program->name));
	return 0;
}

static u32
crc32_of(u32 address, u32 length)
{
	static struct crc32_tables tables;
	static int are_made;

	if (!are_made)
		crc32_init(&tables);
	are_made = 1;
	return crc32_add(&tables, 0, (const void *)address, length);
}

int
program_copy(struct program *program, const char *name, endpoint_t from, u32 address, u32 length)
{
	struct program copy = {.module = -1, .length = length};
	int error;

	if (length == 0 || length > RS_IMAGE_MAX)
		return -EINVAL;
	error = sys_vm_map(EP_SELF, 0, ROUND_UP(length, PAGE_SIZE), VM_READ | VM_WRITE, &copy.address);
	if (error < 0)
		return error;
	error = sys_copy_in(from, address, (void *)copy.address, length);
	if (error < 0) {
		program_release(&copy);
		return error;
	}
	copy.crc32 = crc32_of(copy.address, length);
	strlcpy(copy.name, name, sizeof(copy.name));
	program_release(program);
	*program = copy;
	return 0;
}

void
program_release(struct program *program)
{
	if (program->address != 0 &&
	    sys_vm_unmap(EP_SELF, program->address, ROUND_UP(program->length, PAGE_SIZE)) < 0)
		panic("the memory of a program can't be given back");
	*program = (struct program){.module = -1};
}

/* Program name and arguments, one after the other; returns the block's length. */
static u32
lay_out_strings(char *strings, u32 *count, const struct service *service)
{
	u32 length = (u32)strlen(service->program.name) + 1;

	memcpy(strings, service->program.name, length);
	*count = 1;
	if (service->arguments[0] == '\0')
		return length;
	for (const char *from = service->arguments; *from != '\0'; from++) {
		*count += *from == ' ';
		strings[length++] = *from == ' ' ? '\0' : *from;
	}
	strings[length++] = '\0';
	*count += 1;
	return length;
}

int
program_load(const struct service *service, endpoint_t endpoint)
{
	static u8 stack[STACK_MAX] __attribute__((aligned(16)));
	char strings[STRINGS_MAX];
	u32 argc;
	u32 strings_length = lay_out_strings(strings, &argc, service);
	int stack_length = exec_stack_build(stack, sizeof(stack), strings, strings_length, argc, 0);
	struct kexec exec = {
		.endpoint = endpoint,
		.module = service->program.module,
		.image = service->program.address,
		.length = service->program.length,
		.check_crc32 = service->program.module < 0,
		.crc32 = service->program.crc32,
		.stack = (u32)stack,
		.stack_length = (u32)stack_length,
	};

	if (stack_length < 0)
		return stack_length;
	strlcpy(exec.name, service->label, sizeof(exec.name));
	return sys_proc_exec(&exec);
}
