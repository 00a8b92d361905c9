/*
 * Defects as the kernel tells of them: a process ended itself, or the CPU or MMU
 * stopped it. Each becomes one line that says what happened and where.
 */
#include <errno.h>
#include <libsys/event.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdio.h>
#include <string.h>

#include "recovery.h"

#define PLACE_MAX 48

const char *
defect_name(enum defect_class class)
{
	static const char *const names[] = {
		[DEFECT_EXIT] = "exit",           [DEFECT_EXCEPTION] = "exception",
		[DEFECT_KILLED] = "killed",       [DEFECT_HEARTBEAT] = "heartbeat",
		[DEFECT_COMPLAINT] = "complaint", [DEFECT_UPDATE] = "update",
	};

	return names[class];
}

/* ---- exceptions: Intel SDM volume 3, chapter 6 ---- */

#define VECTOR_PAGE_FAULT 14
#define PAGE_PRESENT 1u /* bits of its error code */
#define PAGE_WRITE 2u

static const char *
exception_name(u32 vector)
{
	static const char *const names[] = {
		[0] = "division error",     [1] = "debug exception",  [3] = "breakpoint",
		[4] = "overflow",           [5] = "bound exceeded",   [6] = "invalid opcode",
		[7] = "no FPU",             [10] = "invalid TSS",     [11] = "segment not present",
		[12] = "stack fault",       [13] = "general protection fault",
		[14] = "page fault",        [16] = "FPU error",       [17] = "alignment check",
		[19] = "SIMD error",
	};

	return vector < ARRAY_LEN(names) && names[vector] != NULL ? names[vector] : "exception";
}

static void
describe_exception(const char *program, const struct ksig *event, char *detail)
{
	char place[PLACE_MAX];

	symbols_describe(program, event->eip, place, sizeof(place));
	if (event->vector == VECTOR_PAGE_FAULT)
		snprintf(detail, RS_DETAIL_MAX, "page fault: %s %08x, which is %s, at eip %08x%s%s",
			 event->error_code & PAGE_WRITE ? "wrote to" : "read from",
			 (unsigned)event->address,
			 event->error_code & PAGE_PRESENT ? "protected" : "not mapped",
			 (unsigned)event->eip, place[0] == '\0' ? "" : " in ", place);
	else
		snprintf(detail, RS_DETAIL_MAX, "%s (%u, error code %x) at eip %08x%s%s",
			 exception_name(event->vector), (unsigned)event->vector,
			 (unsigned)event->error_code, (unsigned)event->eip,
			 place[0] == '\0' ? "" : " in ", place);
}

/* ---- all of them ---- */

/* The text is the component's own: it stays on its line. */
static void
make_printable(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static void
describe(const char *program, const struct ksig *event, char *detail)
{
	switch (event->kind) {
	case KSIG_EXIT:
		snprintf(detail, RS_DETAIL_MAX, "%s with status %d%s%.*s",
			 event->exit_kind == EXIT_PANIC ? "panic" : "exit", (int)event->status,
			 event->text[0] == '\0' ? "" : ": ", KSIG_TEXT_MAX, event->text);
		make_printable(detail);
		break;
	case KSIG_NO_MEMORY:
		strlcpy(detail, "no memory for its stack", RS_DETAIL_MAX);
		break;
	default:
		describe_exception(program, event, detail);
	}
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
		strlcpy(end.text, event->text, sizeof(end.text));
	make_printable(end.text);
	return end;
}

static void
take(const struct ksig *event)
{
	struct service *service = service_find(event->endpoint);
	struct rs_end end = end_of(event);
	char detail[RS_DETAIL_MAX];

	describe(service != NULL ? service->program.name : "pm", event, detail);
	if (event->endpoint == PM_EP)
		system_lost("pm", detail);
	else if (service != NULL &&
	    (service->state == RS_STATE_UP || service->state == RS_STATE_STARTING))
		service_failed(service, &end, detail);
	else
		printf("rs: event of endpoint %d, which is no component of mine\n",
		       (int)event->endpoint);
}

/* Each event is of a process that does not run any more, so the loop ends. */
void
defects_collect(void)
{
	struct ksig event;
	int error;

	while ((error = sys_sig_get(&event)) >= 0)
		take(&event);
	if (error != -EAGAIN)
		printf("rs: asking the kernel for events failed: error %d\n", -error);
}

void
defect_killed(struct service *service)
{
	struct rs_end end = {.defect = DEFECT_KILLED};

	service_failed(service, &end, "on request");
}
