/* From a line of the control channel to a job. */
#include <channel/base64.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hostd.h"

#define SHELL "/bin/sh"
#define NO_SHELL_STATUS 127 /* a shell's own for a command that can't be run */
#define MODE_MAX 07777
#define FILE_END_MAX INT32_MAX /* more than a file can have, and far from overflow */

struct shell_order {
	const char *command;
	int input;
};

static _Noreturn void
run_shell(const void *argument)
{
	static const char *const environment[] = {
		"PATH=/bin:/sbin:/usr/bin:/usr/sbin",
		"HOME=/root",
		"USER=root",
		"LOGNAME=root",
		"SHELL=" SHELL,
		"TERM=dumb",
		NULL,
	};
	const struct shell_order *order = argument;
	const char *const arguments[] = {"sh", "-c", order->command, NULL};

	dup2(order->input, STDIN_FILENO);
	execve(SHELL, (char *const *)arguments, (char *const *)environment);
	perror(SHELL);
	_exit(NO_SHELL_STATUS);
}

/* Opens what the command reads, or says why not and returns -1. */
static int
open_input(u32 id, const char *path)
{
	int fd = open(path != NULL ? path : "/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		report_failed(id, "The input file can't be opened: %s.", strerror(errno));
	else if (path != NULL)
		unlink(path);
	return fd;
}

static void
do_exec(u32 id, const struct json_object *line)
{
	struct shell_order order = {.command = json_string(line, "command")};

	if (order.command == NULL) {
		report_failed(id, "exec needs a \"command\": a text without a NUL.");
		return;
	}
	order.input = open_input(id, json_string(line, "input_file"));
	if (order.input < 0)
		return;
	job_start(id, JOB_SHELL, run_shell, &order);
	close(order.input);
}

static void
do_put(u32 id, const struct json_object *line)
{
	const struct json_member *data = json_find(line, "data");
	struct put_order order = {
		.path = json_string(line, "path"),
		.offset = (off_t)json_number(line, "offset", 0, FILE_END_MAX, 0),
		.mode = (int)json_number(line, "mode", 0, MODE_MAX, -1),
	};
	s32 length;

	if (order.path == NULL || data == NULL || data->type != JSON_STRING) {
		report_failed(id, "put needs a \"path\" and \"data\".");
		return;
	}
	/* Its place in the line has room: bytes are fewer than the characters that stand for them. */
	length = base64_decode((char *)data->text, data->text, data->length);
	if (length < 0) {
		report_failed(id, "The data of put is no base64.");
		return;
	}
	order.data = data->text;
	order.length = (size_t)length;
	job_start(id, JOB_TRANSFER, transfer_put, &order);
}

static void
do_get(u32 id, const struct json_object *line)
{
	const char *path = json_string(line, "path");

	if (path == NULL)
		report_failed(id, "get needs a \"path\".");
	else
		job_start(id, JOB_TRANSFER, transfer_get, path);
}

static void
do_cancel(u32 id, const struct json_object *line)
{
	u32 job = (u32)json_number(line, "job", 1, INT32_MAX, 0);

	if (job_cancel(job) < 0)
		report_failed(id, "There is no job %u to cancel.", job);
	else
		report_ended(id, 0, 0);
}

static const struct {
	const char *name;
	void (*carry_out)(u32 id, const struct json_object *line);
} commands[] = {
	{"exec", do_exec},
	{"put", do_put},
	{"get", do_get},
	{"cancel", do_cancel},
};

void
command_take(char *text, u32 length)
{
	struct json_object line;
	const char *problem = json_read(text, length, &line);
	u32 id = (u32)json_number(&line, "id", 1, INT32_MAX, 0);
	const char *name = json_string(&line, "cmd");

	if (problem != NULL || name == NULL) {
		report_failed(id, "hostd was given a line that is no command.");
		return;
	}
	for (u32 i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0) {
			commands[i].carry_out(id, &line);
			return;
		}
	report_failed(id, "hostd does not know the command \"%.32s\".", name);
}
