/*
 * Inside exec: a job is one program being put into one process. There are a few
 * places for jobs, since each holds the strings and the file; who finds none
 * waits its turn.
 */
#ifndef PM_EXEC_H
#define PM_EXEC_H

#include "pm.h"

#define EXEC_JOBS 4
#define EXEC_RECOVERY_JOBS 2 /* of policy scripts alone: no program that hangs delays them */
#define EXEC_IMAGE_MAX (4u * 1024u * 1024u)
#define EXEC_BUFFER_KEPT (512u * 1024u) /* a larger one is given back after its use */
#define EXEC_SCRIPTS_MAX 3             /* an interpreter may be a script itself, so often */
#define SCRIPT_LINE_MAX 256

/* Programs loaded with the kernel are executed under this name, without VFS. */
#define BOOT_DIRECTORY "/boot/"

struct exec_job {
	struct mproc *p; /* NULL: the place is free */
	char path[PM_PATH_MAX + 1];
	char strings[PM_STRINGS_MAX];
	u32 strings_length;
	u32 argc;
	u32 envc;
	u32 scripts; /* interpreters so far */
	struct vfs_pm_exec_reply file;
	u32 buffer; /* address of the file's bytes, page-aligned */
	u32 buffer_size;
	s32 grant; /* of the path or the buffer, while VFS has it */
	s32 error; /* the exec failed, and VFS is being told that it is over */
};

/* ---- exec_image.c ---- */

/* Makes room for a file of that size. 0, -ENOMEM or -E2BIG. */
int image_reserve(struct exec_job *job, u32 size);
void image_release(struct exec_job *job);
/*
 * Replaces the process' program, by the boot module at job->path or by the file
 * in the buffer. 0 or a negative error, which leaves the old program as it was.
 */
int image_load(struct exec_job *job);

/* ---- exec_script.c ---- */

int script_is(const struct exec_job *job);
/*
 * The file is a script: puts the interpreter and its argument before the
 * arguments, and the interpreter into job->path. -ENOEXEC, -E2BIG.
 */
int script_begin(struct exec_job *job);

#endif
