/*
 * Putting a program into a process, once its bytes are there: as a boot module,
 * which the kernel holds, or read from a file into PM's memory.
 */
#include <errno.h>
#include <libsys/exec_stack.h>
#include <libsys/kcall.h>
#include <string.h>

#include "exec.h"

int
image_reserve(struct exec_job *job, u32 size)
{
	u32 needed = ROUND_UP(size, PAGE_SIZE);
	int error;

	if (size > EXEC_IMAGE_MAX)
		return -E2BIG;
	if (needed <= job->buffer_size)
		return 0;
	image_release(job);
	error = sys_vm_map(EP_SELF, 0, needed, VM_READ | VM_WRITE, &job->buffer);
	if (error < 0)
		return error;
	job->buffer_size = needed;
	return 0;
}

void
image_release(struct exec_job *job)
{
	if (job->buffer_size > 0)
		sys_vm_unmap(EP_SELF, job->buffer, job->buffer_size);
	job->buffer_size = 0;
}

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

static const char *
last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static int
is_module(const char *path)
{
	return strncmp(path, BOOT_DIRECTORY, strlen(BOOT_DIRECTORY)) == 0;
}

/* The kernel replaces the image in one step; PM changes its own books after that. */
int
image_load(struct exec_job *job)
{
	static u8 stack[EXEC_STACK_MAX] __attribute__((aligned(16)));
	struct mproc *p = job->p;
	const char *name = last_component(job->path);
	struct kexec exec = {.endpoint = p->endpoint, .stack = (u32)stack, .module = -1};
	int length;
	int error;

	if (is_module(job->path)) {
		exec.module = find_module(job->path + strlen(BOOT_DIRECTORY));
		if (exec.module < 0)
			return exec.module;
	} else {
		exec.image = job->buffer;
		exec.length = job->file.size;
	}
	length = exec_stack_build(stack, sizeof(stack), job->strings, job->strings_length, job->argc,
				  job->envc);
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
