/*
 * What the server `host` and the daemon `hostd` tell each other over /dev/host,
 * which only root may open, and one process at a time.
 *
 * A read gives one command: a line of the control channel without its end, as
 * the host machine sent it, at most CHANNEL_LINE_MAX bytes. It waits until there
 * is one. A line that does not fit the reader's buffer fails with EMSGSIZE and
 * stays.
 *
 * A write is one record: a struct channel_record with `length` bytes behind it.
 * Each command that was read gets, with its id: one CHANNEL_STARTED, any number
 * of CHANNEL_OUTPUT, one CHANNEL_ENDED; or CHANNEL_FAILED at any point, instead
 * of all that would follow. A write waits until the record is on its way to the
 * host machine. It fails with ESRCH when no command with that id is under way
 * (any more): what was started for it may be ended; with EINVAL when it is no
 * record.
 */
#ifndef CHANNEL_RECORD_H
#define CHANNEL_RECORD_H

#include <kintsugi/kcall.h>

#define CHANNEL_DEVICE "/dev/host"

#define CHANNEL_COMMANDS_MAX 16u /* under way at a time */
#define CHANNEL_DATA_MAX (EVENT_TEXT_MAX / 4 * 3) /* what fits a text of an event as base64 */

#define CHANNEL_STATUS_FAILED (-1) /* the channel could not do it; the error says why */

enum channel_record_kind {
	CHANNEL_STARTED = 1,
	CHANNEL_OUTPUT, /* `length` bytes of output */
	CHANNEL_ENDED,  /* status: 0 to 255; 128 + signal for a command that a signal ended */
	CHANNEL_FAILED, /* `length` bytes of text on why it could not be done */
};

struct channel_record {
	u32 kind;
	u32 id;
	s32 status;
	s32 signal; /* that ended the command, else 0 */
	u32 length; /* of what follows, at most CHANNEL_DATA_MAX */
};

#endif
