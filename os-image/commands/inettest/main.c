/* Start, and what each manner does. See inettest.h. */
#include "inettest.h"

#include <errno.h>
#include <libsys/kcall.h>
#include <libsys/panic.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEPT_MAX (NET_RECEIVES_MAX + NET_SENDS_MAX)
#define LINE_MAX 100u

static void crash_exit(struct message *request);
static void crash_panic(struct message *request);
static void crash_divide(struct message *request);
static void crash_hang(struct message *request);

static const struct manner {
	const char *name;
	request_handler *configure, *send, *receive;
} manners[] = {
	{"mute", configure_well, keep, receive_nothing_yet},
	{"silent", configure_well, send_well, receive_nothing_yet},
	{"no_frames", configure_well, send_well, receive_no_frames},
	{"too_many", configure_well, send_well, receive_too_many},
	{"beyond", configure_well, send_well, receive_beyond_region},
	{"too_long", configure_well, send_well, receive_too_long},
	{"too_short", configure_well, send_well, receive_too_short},
	{"twice", configure_well, send_well, receive_twice},
	{"unasked", configure_well, send_well, receive_unasked},
	{"wrong_type", configure_well, send_well, receive_wrong_type},
	{"given_back", configure_well, send_well, receive_given_back},
	{"as_dead", configure_well, send_well, receive_as_dead},
	{"more_sent", configure_well, send_too_many, receive_nothing_yet},
	{"in_part", configure_well, send_in_part, receive_nothing_yet},
	{"garbage", configure_well, send_well, receive_garbage},
	{"flood", configure_well, send_well, receive_flood},
	{"blinking", configure_blinking, send_well, receive_nothing_yet},
	{"refuses", configure_refused, send_well, receive_nothing_yet},
	{"no_station", configure_no_station, send_well, receive_nothing_yet},
	{"late_exit", configure_and_exit, send_well, receive_nothing_yet},
	{"exit_configure", crash_exit, send_well, receive_nothing_yet},
	{"panic_send", configure_well, crash_panic, receive_nothing_yet},
	{"divide_receive", configure_well, send_well, crash_divide},
	{"hang_configure", crash_hang, send_well, receive_nothing_yet},
};
static const struct manner *manner;

static struct message kept[KEPT_MAX];
static u32 kept_count;
static u32 state = 1; /* of random_below */

/* ---- what all share ---- */

void
answer(const struct message *request, s32 status)
{
	(void)event_reply_status(request, status);
}

void
keep(struct message *request)
{
	ASSERT(kept_count < KEPT_MAX);
	kept[kept_count++] = *request;
}

void
tell(const char *format, ...)
{
	char line[LINE_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	(void)sys_diag(line, strlen(line));
}

/* A linear congruential generator: the same frames each time. */
u32
random_below(u32 limit)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % limit;
}

/* ---- crashes ---- */

static void
crash_exit(struct message *request)
{
	(void)request;
	sys_exit(EXIT_NORMAL, 1, "", 0);
}

static void
crash_panic(struct message *request)
{
	panic("a request of type 0x%x", request->type);
}

static void
crash_divide(struct message *request)
{
	static volatile u32 zero;

	answer(request, (s32)(request->type / zero));
}

static void
crash_hang(struct message *request)
{
	(void)request;
	for (;;)
		__asm__ volatile("");
}

/* ---- the driver ---- */

static void
do_configure(struct message *request)
{
	manner->configure(request);
}

static void
do_send(struct message *request)
{
	manner->send(request);
}

static void
do_receive(struct message *request)
{
	manner->receive(request);
}

static void
give_back(void)
{
	while (kept_count > 0)
		answer(&kept[--kept_count], -EMOVED);
}

int
main(int argc, char **argv)
{
	static const struct event_route routes[] = {
		{NET_CONFIGURE, EVENT_ON_LOOP, do_configure},
		{NET_SEND, EVENT_ON_LOOP, do_send},
		{NET_RECEIVE, EVENT_ON_LOOP, do_receive},
	};
	static const struct event_config config = {
		.routes = routes,
		.route_count = ARRAY_LEN(routes),
		.prepare = give_back,
	};

	for (u32 index = 0; index < ARRAY_LEN(manners); index++)
		if (argc > 1 && strcmp(argv[1], manners[index].name) == 0)
			manner = &manners[index];
	if (manner == NULL)
		panic("a manner is needed, not \"%s\"", argc > 1 ? argv[1] : "");
	event_loop_run(&config);
}
