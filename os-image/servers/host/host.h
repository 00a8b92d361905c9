/*
 * Inside the server `host`: the guest's end of the control channel (DESIGN,
 * "The event stream and the control channel").
 *
 * The kernel hands over the lines that the host machine writes to COM2, one JSON
 * object each, with `id` (1 to 2147483647, unique among the commands under way)
 * and `cmd`:
 *
 *     ping                 answers at once; `hostd` tells whether that is there
 *     service verb label   an order to RS about a server or driver, by its label or a driver's
 *                          bare name:
 *                              up        starts what RS has and is down
 *                              down      ends it for good
 *                              restart   a fresh instance; `reset` (true or false): of its
 *                                        device first
 *                              kill      ends the instance, and its policy acts
 *                              inject    makes it fail, `how` as `service inject` has it, with
 *                                        `odds` and `seed`
 *                              complain  about it, for a `reason` as `service complain` has it
 *                          It ends when RS has done it: up and restart when the instance is up
 *     kill    label        service with the verb kill
 *     exec    command      runs /bin/sh -c command as root; see commands/hostd
 *     put     path data    writes a file
 *     get     path         reads a file
 *     cancel  job          ends the command with that id
 *
 * Each is answered by events `reply` with its `id`: some with `more`, each of
 * them with a part of the output in `out` (base64) or, first of all, without one
 * when the command was started; and at last one with `status`, 0 to 255, and
 * `signal` where a signal ended it, or status -1 and `error`, a sentence on why
 * it could not be done. A line without an id, or with that of a command under way,
 * is answered under id 0. Events `channel` with a `state` tell how much works: `up`
 * ping, service and kill, `ready` all the rest too, `lost` hostd is gone. A server that
 * was restarted says `up` again, and knows nothing of commands that were under way.
 *
 * ping, service and kill need none but the kernel and RS, so they work while VFS, PM,
 * the terminal's driver or hostd are dead or hang. Verbs that need files (up with
 * options, refresh, update, and those that only tell) are those of the command
 * `service`, by exec. An order that would end the server host itself is answered
 * before it is given.
 *
 * All else goes to hostd, a user process, by /dev/host (channel/record.h). Nothing
 * here waits: what hostd does not start by a deadline is answered with an error, and
 * what finds no room is refused. hostd's records are checked like any stranger's.
 */
#ifndef HOST_H
#define HOST_H

#include <channel/record.h>
#include <libsys/timer.h>

#define HOST_LABEL "host"
#define HOST_MINOR 0u /* the only one of MAJOR_HOST */
#define NO_ID 0u      /* what is answered under it belongs to no command */

/* ---- lines.c ---- */

/* Takes the lines that the kernel has for us, and carries out or passes on what they say. */
void lines_collect(void);

/* ---- orders.c: what RS has to do ---- */

#define ORDERS_MAX 16u /* under way at a time */

struct json_object;

/* Gives RS the order that a verb and the line's other words make, or answers why not. */
void order_give(u32 id, const char *verb, const struct json_object *object);
int order_is_under_way(u32 id);

/* ---- commands.c: what hostd has to do ---- */

enum command_state {
	COMMAND_FREE,
	COMMAND_WAITING, /* hostd has not read its line yet */
	COMMAND_TAKEN,
	COMMAND_STARTED,
};

struct command {
	enum command_state state;
	u32 id;
	u32 order;             /* of arrival */
	struct timer deadline; /* until it is started */
	u32 length;
	char line[CHANNEL_LINE_MAX];
};

/* Keeps a command for hostd, or answers it with an error when that is not possible. */
void command_add(u32 id, const char *line, u32 length);
int command_is_under_way(u32 id);
/* The one that has waited longest for hostd, or a null pointer. */
struct command *command_waiting(void);
/* hostd has read its line, and has started it. */
void command_taken(struct command *command);
void command_started(struct command *command);
/* The one with that id that hostd has read, or a null pointer. */
struct command *command_find_taken(u32 id);
/* It was answered. */
void command_end(struct command *command);
/* hostd is gone: answers what it had read; what it had not read waits for the next one. */
void commands_lost(void);
/* Whether hostd has read any that is not answered. */
int commands_any_taken(void);

/* ---- device.c ---- */

/* Offers /dev/host to VFS. */
void device_serve(void);
/* There is something to read. */
void device_changed(void);
/* Whether a hostd has it open. */
int device_is_open(void);

/* ---- reply.c: the events ---- */

void reply_pong(u32 id, int hostd_is_there);
void reply_started(u32 id);
void reply_output(u32 id, const void *data, u32 length);
void reply_ended(u32 id, s32 status, s32 signal);
/* `text` need not end in a NUL. */
void reply_failed(u32 id, const char *text, u32 length);
void reply_error(u32 id, const char *format, ...) __attribute__((format(printf, 2, 3)));
void announce_state(const char *state);

#endif
