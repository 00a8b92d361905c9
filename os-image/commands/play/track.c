/* See play.h. What the driver says it has played is forgotten; the rest is kept. */
#include <errno.h>
#include <string.h>
#include <toolkit/tool.h>

#include "play.h"

/* Forgets what was heard, as far as the driver knows. */
static int
note_heard(struct track *track)
{
	size_t delay;
	size_t heard;
	int error = speaker_delay(&track->speaker, &delay);

	if (error != 0)
		return error;
	if (delay >= track->sent)
		return 0;
	heard = track->sent - delay;
	memmove(track->kept, track->kept + heard, track->length - heard);
	track->length -= heard;
	track->sent -= heard;
	track->heard += heard;
	recovery_heard(track);
	return 0;
}

/* Sends one block, which waits while the driver has enough. */
static int
send_block(struct track *track)
{
	size_t unsent = track->length - track->sent;
	size_t block = track->speaker.block_bytes;
	size_t written;
	int error = speaker_write(&track->speaker, track->kept + track->sent,
				  unsent < block ? unsent : block, &written);

	if (error != 0)
		return error;
	track->sent += written;
	return note_heard(track);
}

/* Reads on as far as there is room. False after a complaint. */
static bool
fill(struct track *track)
{
	size_t room = KEPT_BYTES - track->length;
	size_t block = track->speaker.block_bytes;
	long got;

	if (track->length - track->sent >= block || room < block)
		return true;
	got = source_read(&track->source, track->kept + track->length, block);
	if (got < 0)
		return false;
	track->length += (size_t)got;
	return true;
}

/* A block of what is left, or the wait for all of it to be heard: then it is the end. */
static int
go_on(struct track *track, bool *is_over)
{
	int error;

	if (track->sent < track->length)
		return send_block(track);
	error = speaker_drain(&track->speaker);
	*is_over = error == 0;
	return error;
}

bool
track_play(struct track *track)
{
	int error = speaker_open(&track->speaker, &track->source.format);
	bool is_over = false;

	if (error != 0 && !recover(track, error))
		return false;
	while (!is_over) {
		if (!fill(track))
			break;
		error = go_on(track, &is_over);
		if (error == EINTR)
			continue;
		if (error != 0) {
			speaker_close(&track->speaker);
			if (!recover(track, error))
				return false;
		}
	}
	speaker_close(&track->speaker);
	return is_over;
}
