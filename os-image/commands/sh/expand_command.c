/* Command substitution: what a command prints, without the newlines at its end. */
#include <errno.h>
#include <string.h>

#include "exec.h"
#include "expand.h"
#include "jobs.h"

#define BLOCK_SIZE 512

static void
read_output(struct text *output, int fd)
{
	char block[BLOCK_SIZE];

	for (;;) {
		ssize_t count = read(fd, block, sizeof(block));

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return;
		for (ssize_t i = 0; i < count; i++)
			if (block[i] != '\0')
				text_add(output, block[i]);
	}
}

void
expand_command(struct expansion *expansion, const struct part *part)
{
	struct text output = {.arena = &scratch};
	struct job *job;
	int ends[2];

	if (part->command != NULL) {
		job = job_new(NULL);
		if (pipe(ends) != 0)
			shell_error(STATUS_ERROR, "cannot make a pipe: %s", strerror(errno));
		if (job_fork(job, FORK_SUBSTITUTION) == 0) {
			close(ends[0]);
			if (ends[1] != STDOUT_FILENO) {
				dup2(ends[1], STDOUT_FILENO);
				close(ends[1]);
			}
			execute(part->command, EXEC_LAST);
			shell_exit(shell.status);
		}
		close(ends[1]);
		read_output(&output, ends[0]);
		close(ends[0]);
		shell.substitution_status = job_wait(job);
	}
	while (output.length > 0 && output.bytes[output.length - 1] == '\n')
		output.length--;
	expansion_add(expansion, text_string(&output), output.length,
			part->quoted ? MARK_QUOTED : MARK_SPLIT);
}
