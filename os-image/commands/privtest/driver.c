/* A driver of the test: its one attempt, and how it tells what came of it. */
#include <libsys/panic.h>
#include <proto/request.h>
#include <stdio.h>
#include <string.h>

#include "privtest.h"

static const struct attempt_table *const tables[] = {
	&kernel_attempts,
	&hardware_attempts,
	&server_attempts,
};

static const char *subject = "";

const struct attempt *
attempt_find(const char *name)
{
	for (u32 t = 0; t < ARRAY_LEN(tables); t++)
		for (u32 i = 0; i < tables[t]->count; i++)
			if (strcmp(tables[t]->attempts[i].name, name) == 0)
				return &tables[t]->attempts[i];
	return NULL;
}

void
found_with(const char *what)
{
	subject = what;
}

static const char *
error_name(s32 error)
{
	static const struct {
		s32 error;
		const char *name;
	} names[] = {
		{-EPERM, "EPERM"},   {-ENOENT, "ENOENT"},       {-ESRCH, "ESRCH"},
		{-EAGAIN, "EAGAIN"}, {-ENOMEM, "ENOMEM"},       {-EACCES, "EACCES"},
		{-EFAULT, "EFAULT"}, {-EBUSY, "EBUSY"},         {-EINVAL, "EINVAL"},
		{-ENODEV, "ENODEV"}, {-EBADCALL, "EBADCALL"},   {-EDEADEP, "EDEADEP"},
	};

	if (error >= 0)
		return DONE;
	for (u32 i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].error == error)
			return names[i].name;
	return "another error";
}

s32
ask(const char *label, struct message *message)
{
	endpoint_t server = sys_lookup(label);
	s32 error;

	MESSAGE_BODY(message, struct request_head)->id = REQUEST_ID_NONE;
	error = server < 0 ? server : ipc_sendrec(server, message);
	return error < 0 ? error : MESSAGE_BODY(message, const struct reply_head)->status;
}

_Noreturn void
driver_main(const char *name)
{
	const struct attempt *attempt = attempt_find(name);
	char text[KSIG_TEXT_MAX];
	s32 result;

	if (attempt == NULL)
		panic("no attempt is named %s", name);
	result = attempt->run(attempt->argument);
	snprintf(text, sizeof(text), "%s%s%s", error_name(result), subject[0] == '\0' ? "" : " ",
		 subject);
	sys_exit(EXIT_NORMAL, 0, text, (u32)strlen(text));
}
