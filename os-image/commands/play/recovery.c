/*
 * The sound driver has failed: all that was open at it answers EIO. The device is opened
 * and set again, which waits until there is a fresh driver, and what it may not have
 * played is sent again: a moment is heard twice rather than lost.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "play.h"

#define IN_VAIN_MAX 10u        /* failures in a row with nothing heard: then it is hopeless */
#define REOPEN_TRIES 50u
#define REOPEN_WAIT_US 100000u /* between two */

bool is_quiet;

static void
tell(const struct track *track)
{
	uint64_t ms = track->heard * 1000 /
		      (track->source.format.rate * frame_bytes(&track->source.format));

	if (!is_quiet)
		fprintf(stderr, "%s: the sound driver failed at %u.%03u s; on with a fresh one\n",
			tool_name, (unsigned)(ms / 1000), (unsigned)(ms % 1000));
}

/* What a driver answers that is not there yet, or that fails again. */
static bool
may_pass(int error)
{
	return error == EIO || error == EAGAIN || error == EINTR;
}

static int
reopen(struct track *track)
{
	int error = EIO;

	for (uint32_t tries = 0; tries < REOPEN_TRIES && may_pass(error); tries++) {
		if (tries > 0)
			usleep(REOPEN_WAIT_US);
		error = speaker_open(&track->speaker, &track->source.format);
	}
	return error;
}

void
recovery_heard(struct track *track)
{
	track->in_vain = 0;
}

bool
recover(struct track *track, int error)
{
	if (error == EIO && track->in_vain < IN_VAIN_MAX) {
		track->in_vain++;
		tell(track);
		error = reopen(track);
		track->sent = 0;
	}
	if (error > 0)
		complain("/dev/dsp: %s", strerror(error));
	return error == 0;
}
