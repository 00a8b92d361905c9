/* From a line of the control channel to who carries it out. */
#include <channel/json.h>
#include <libsys/kcall.h>
#include <string.h>

#include "host.h"

struct request {
	u32 id;
	const struct json_object *object;
	const char *line; /* as it came */
	u32 length;
};

typedef void command_handler(const struct request *request);

static void
do_ping(const struct request *request)
{
	reply_pong(request->id, device_is_open());
}

/* The same as `service` with that verb. */
static void
do_kill(const struct request *request)
{
	order_give(request->id, "kill", request->object);
}

static void
do_service(const struct request *request)
{
	const char *verb = json_string(request->object, "verb");

	if (verb == NULL)
		reply_error(request->id, "service needs a \"verb\", such as \"restart\".");
	else
		order_give(request->id, verb, request->object);
}

/* hostd looks at the rest. */
static void
pass_on(const struct request *request)
{
	command_add(request->id, request->line, request->length);
}

static const struct {
	const char *name;
	command_handler *handle;
} handlers[] = {
	{"ping", do_ping}, {"kill", do_kill}, {"service", do_service}, {"exec", pass_on},
	{"put", pass_on},  {"get", pass_on},  {"cancel", pass_on},
};

static command_handler *
find_handler(const char *name)
{
	for (u32 i = 0; i < ARRAY_LEN(handlers); i++)
		if (strcmp(handlers[i].name, name) == 0)
			return handlers[i].handle;
	return NULL;
}

static void
take_line(const char *line, u32 length)
{
	static char text[CHANNEL_LINE_MAX];
	static struct json_object object;
	struct request request = {.object = &object, .line = line, .length = length};
	command_handler *handle;
	const char *problem;
	const char *name;

	memcpy(text, line, length);
	problem = json_read(text, length, &object);
	request.id = (u32)json_number(&object, "id", 1, INT32_MAX, NO_ID);
	if (problem != NULL) {
		reply_error(request.id, "The line %s.", problem);
		return;
	}
	if (request.id == NO_ID) {
		reply_error(NO_ID, "The line has no \"id\" from 1 to %d.", INT32_MAX);
		return;
	}
	if (command_is_under_way(request.id) || order_is_under_way(request.id)) {
		/* Under its own id this would be taken for the end of the other one. */
		reply_error(NO_ID, "A command with id %u is under way.", request.id);
		return;
	}
	name = json_string(&object, "cmd");
	handle = name == NULL ? NULL : find_handler(name);
	if (name == NULL)
		reply_error(request.id, "The line has no \"cmd\", such as \"exec\".");
	else if (handle == NULL)
		reply_error(request.id,
			    "There is no command \"%.32s\": expected ping, kill, service, exec, put, "
			    "get or cancel.",
			    name);
	else
		handle(&request);
}

void
lines_collect(void)
{
	static char line[CHANNEL_LINE_MAX];
	int length;

	/* The kernel has no longer ones, and notifies again for what comes after -EAGAIN. */
	while ((length = sys_event_read(line, sizeof(line))) >= 0)
		take_line(line, (u32)length);
}
