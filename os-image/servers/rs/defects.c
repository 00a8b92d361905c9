/*
 * Defects: how services end, as the kernel tells it. Each is logged on one
 * line, put into the event stream, and its process ended.
 */
#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "boot_set.h"

#define DETAIL_MAX 120
#define STATUS_LOST 102 /* as the kernel ends when RS itself is lost */

static const char *const class_names[] = {
	[DEFECT_EXIT] = "exit",
	[DEFECT_EXCEPTION] = "exception",
	[DEFECT_KILLED] = "killed",
};

static void
describe(const struct rs_end *end, char *detail)
{
	switch (end->defect) {
	case DEFECT_EXIT:
		snprintf(detail, DETAIL_MAX, "%s with status %d%s%s",
			 end->exit_kind == EXIT_PANIC ? "panic" : "exit", (int)end->exit_status,
			 end->text[0] == '\0' ? "" : ": ", end->text);
		break;
	case DEFECT_EXCEPTION:
		snprintf(detail, DETAIL_MAX,
			 "exception %u, error code %x, address %08x, at eip %08x",
			 (unsigned)end->vector, (unsigned)end->error_code, (unsigned)end->address,
			 (unsigned)end->eip);
		break;
	default:
		snprintf(detail, DETAIL_MAX, "on request");
	}
}

static struct event_field
text_field(const char *key, const char *text)
{
	struct event_field field = {
		.type = EVENT_TEXT, .length = (u32)strlen(text), .address = (u32)text};

	memcpy(field.key, key, strlen(key) + 1);
	return field;
}

static struct event_field
number_field(const char *key, s64 number)
{
	struct event_field field = {.type = EVENT_NUMBER, .number = number};

	memcpy(field.key, key, strlen(key) + 1);
	return field;
}

/*
 * The state of the process manager and of VFS is in nobody else's hands: without
 * them no user process can go on. So the end is said and made here, and not
 * waited for.
 */
static _Noreturn void
system_lost(const char *label, const struct rs_end *end)
{
	char detail[DETAIL_MAX];
	struct event_field fields[2];

	describe(end, detail);
	printf("rs: %s failed and can't be replaced (%s): the system powers off\n", label, detail);
	fields[0] = text_field("label", label);
	fields[1] = text_field("detail", detail);
	sys_event("giveup", fields, ARRAY_LEN(fields));
	sys_halt(HALT_POWEROFF, STATUS_LOST);
	panic("the kernel refused to power off");
}

/* Ends the service; `defect` tells that it failed, `down` that it is gone. */
static void
record(struct service *service, const struct rs_end *end)
{
	char detail[DETAIL_MAX];
	const char *class = class_names[end->defect];
	struct event_field fields[5];

	describe(end, detail);
	printf("rs: %s (endpoint %d) ended by %s: %s\n", service->label, (int)service->endpoint,
	       class, detail);
	service_end(service, end);
	fields[0] = text_field("label", service->label);
	fields[1] = number_field("endpoint", service->endpoint);
	sys_event("down", fields, 2);
	fields[2] = text_field("class", class);
	fields[3] = text_field("detail", detail);
	fields[4] = number_field("count", service->defects);
	sys_event("defect", fields, 5);
	if (boot_set_is_vital(service->label))
		system_lost(service->label, end);
}

static struct rs_end
end_of(const struct ksig *event)
{
	struct rs_end end = {
		.defect = event->kind == KSIG_EXIT ? DEFECT_EXIT : DEFECT_EXCEPTION,
		.vector = event->vector,
		.error_code = event->error_code,
		.address = event->address,
		.eip = event->eip,
		.exit_kind = event->exit_kind,
		.exit_status = event->status,
	};

	if (event->kind == KSIG_EXIT)
		strncpy(end.text, event->text, sizeof(end.text) - 1);
	for (char *c = end.text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return end;
}

/* Each event is of a process that does not run any more, so the loop ends. */
void
defects_collect(void)
{
	struct ksig event;
	int error;

	while ((error = sys_sig_get(&event)) >= 0) {
		struct service *service = service_find(event.endpoint);
		struct rs_end end = end_of(&event);

		if (event.endpoint == PM_EP)
			system_lost("pm", &end);
		if (service != NULL && service->state == SERVICE_UP)
			record(service, &end);
		else
			printf("rs: event of endpoint %d, which is no service of mine\n",
			       (int)event.endpoint);
	}
	if (error != -EAGAIN)
		printf("rs: asking the kernel for events failed: error %d\n", -error);
}

void
defect_killed(struct service *service)
{
	struct rs_end end = {.defect = DEFECT_KILLED};

	record(service, &end);
}
