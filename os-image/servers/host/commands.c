/* The table of commands that hostd has to carry out, from their line to their answer. */
#include <libsys/kcall.h>
#include <string.h>

#include "host.h"

#define US_PER_S 1000000u
#define START_DEADLINE_S 10u /* long enough for init to start a new hostd and VFS to wait for a disk */

static struct command commands[CHANNEL_COMMANDS_MAX];
static u32 next_order;

static int
is_taken(const struct command *command)
{
	return command->state == COMMAND_TAKEN || command->state == COMMAND_STARTED;
}

static void
not_started(struct timer *timer)
{
	struct command *command = timer->context;

	if (!device_is_open())
		reply_error(command->id,
			    "hostd, which init starts, does not run: nobody took the command in "
			    "%u s.",
			    START_DEADLINE_S);
	else
		reply_error(command->id, "hostd did not start the command within %u s.",
			    START_DEADLINE_S);
	command_end(command);
}

static void
expect_start(struct command *command)
{
	u64 deadline_us = sys_uptime_us() + START_DEADLINE_S * US_PER_S;

	/* There are fewer commands than timers. */
	(void)timer_arm(&command->deadline, deadline_us);
}

void
command_add(u32 id, const char *line, u32 length)
{
	struct command *place = NULL;

	for (u32 i = 0; i < CHANNEL_COMMANDS_MAX && place == NULL; i++)
		if (commands[i].state == COMMAND_FREE)
			place = &commands[i];
	if (place == NULL) {
		reply_error(id, "%u commands are under way: wait for one to end.",
			    CHANNEL_COMMANDS_MAX);
		return;
	}
	place->state = COMMAND_WAITING;
	place->id = id;
	place->order = next_order++;
	place->deadline.fire = not_started;
	place->deadline.context = place;
	place->length = length;
	memcpy(place->line, line, length);
	expect_start(place);
	device_changed();
}

int
command_is_under_way(u32 id)
{
	for (u32 i = 0; i < CHANNEL_COMMANDS_MAX; i++)
		if (commands[i].state != COMMAND_FREE && commands[i].id == id)
			return 1;
	return 0;
}

struct command *
command_waiting(void)
{
	struct command *first = NULL;

	for (u32 i = 0; i < CHANNEL_COMMANDS_MAX; i++)
		if (commands[i].state == COMMAND_WAITING &&
		    (first == NULL || (s32)(commands[i].order - first->order) < 0))
			first = &commands[i];
	return first;
}

void
command_taken(struct command *command)
{
	command->state = COMMAND_TAKEN;
	expect_start(command);
}

void
command_started(struct command *command)
{
	command->state = COMMAND_STARTED;
	timer_cancel(&command->deadline);
}

struct command *
command_find_taken(u32 id)
{
	for (u32 i = 0; i < CHANNEL_COMMANDS_MAX; i++)
		if (is_taken(&commands[i]) && commands[i].id == id)
			return &commands[i];
	return NULL;
}

void
command_end(struct command *command)
{
	timer_cancel(&command->deadline);
	command->state = COMMAND_FREE;
}

void
commands_lost(void)
{
	for (u32 i = 0; i < CHANNEL_COMMANDS_MAX; i++) {
		if (!is_taken(&commands[i]))
			continue;
		reply_error(commands[i].id, "hostd ended, or lost its connection, before the command did.");
		command_end(&commands[i]);
	}
}

int
commands_any_taken(void)
{
	for (u32 i = 0; i < CHANNEL_COMMANDS_MAX; i++)
		if (is_taken(&commands[i]))
			return 1;
	return 0;
}
