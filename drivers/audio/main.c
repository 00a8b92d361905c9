/*
 * chr.audio: /dev/dsp on a Sound Blaster 16, as <sys/soundcard.h> says.
 *
 * A driver that comes after one that failed resets the card and knows nothing of what was
 * playing: its users open the device and set the format again (play.c does).
 */
#include <errno.h>
#include <kintsugi/devices.h>
#include <libdriver/driver.h>
#include <sys/soundcard.h>

#include "playback.h"
#include "recovery_format.h"

#define START_STACK_BYTES 8192u

static int is_open;
static struct audio_format format;
static int is_inherited; /* the format, by a device that stayed open during an update */

static s32
open_minor(u32 minor, u32 flags, u32 uid)
{
	(void)flags;
	(void)uid;
	if (minor != MINOR_DSP || !playback_has_card())
		return -ENXIO;
	if (is_open)
		return -EBUSY;
	is_open = 1;
	if (!is_inherited)
		format = FORMAT_AT_OPEN;
	is_inherited = 0;
	return (s32)minor;
}

static void
close_minor(u32 minor)
{
	(void)minor;
	is_open = 0;
	playback_flush();
}

static s32
write_samples(struct char_call *call)
{
	format_take_back();
	return is_open ? playback_write(call, &format) : -EIO;
}

/* ---- ioctl ---- */

static void
set_speed(s32 *rate)
{
	format.rate = *rate < (s32)RATE_MIN   ? RATE_MIN
		      : *rate > (s32)RATE_MAX ? RATE_MAX
					      : (u32)*rate;
	*rate = (s32)format.rate;
}

static void
set_channels(s32 *channels)
{
	format.channels = *channels >= 2 ? 2 : 1;
	*channels = (s32)format.channels;
}

static void
set_format(s32 *afmt)
{
	if (*afmt != AFMT_QUERY)
		format.is_16bit = *afmt != AFMT_U8;
	*afmt = format.is_16bit ? AFMT_S16_LE : AFMT_U8;
}

static void
get_formats(s32 *afmts)
{
	*afmts = AFMT_U8 | AFMT_S16_LE;
}

static void
get_block_size(s32 *bytes)
{
	*bytes = (s32)playback_block_bytes(&format);
}

static void
get_delay(s32 *bytes)
{
	*bytes = (s32)playback_delay_bytes();
}

/* Requests with an argument: an int, which may be changed. */
static const struct setting {
	u32 number;
	void (*handle)(s32 *value);
} settings[] = {
	{SNDCTL_DSP_SPEED, set_speed},
	{SNDCTL_DSP_SETFMT, set_format},
	{SNDCTL_DSP_CHANNELS, set_channels},
	{SNDCTL_DSP_GETFMTS, get_formats},
	{SNDCTL_DSP_GETBLKSIZE, get_block_size},
	{SNDCTL_DSP_GETODELAY, get_delay},
};

static s32
handle_value(struct char_call *call, const struct setting *setting)
{
	s32 value = 0;
	s32 error = 0;

	if (call->request & IOCTL_TO_DRIVER)
		error = char_get_argument(call, &value, sizeof(value));
	if (error < 0)
		return error;
	setting->handle(&value);
	return char_put_argument(call, &value, sizeof(value));
}

static s32
control(struct char_call *call)
{
	if (!is_open)
		return -EIO;
	switch (call->request) {
	case SNDCTL_DSP_RESET:
		playback_reset();
		char_changed(MINOR_DSP);
		return CHAR_DONE;
	case SNDCTL_DSP_POST:
		playback_flush();
		return CHAR_DONE;
	case SNDCTL_DSP_SYNC:
		playback_flush();
		return playback_is_idle() ? CHAR_DONE : CHAR_WAIT;
	}
	for (u32 index = 0; index < ARRAY_LEN(settings); index++)
		if (settings[index].number == call->request)
			return handle_value(call, &settings[index]);
	return -ENOTTY;
}

/* ---- beginning, and making way for a successor ---- */

static void
start(void)
{
	playback_init();
	is_inherited = format_inherit(&format);
}

static void
prepare(void)
{
	playback_flush();
	if (is_open)
		format_leave(&format);
}

static int
is_quiescent(void)
{
	return playback_is_idle() && format_is_left();
}

int
main(void)
{
	static const struct char_driver driver = {
		.open = open_minor,
		.close = close_minor,
		.write = write_samples,
		.ioctl = control,
	};
	static const struct driver_events events = {
		.start = start,
		.interrupt = playback_interrupt,
		.prepare = prepare,
		.quiescent = is_quiescent,
		.threads = 1,
		.stack_bytes = START_STACK_BYTES,
	};

	char_serve(&driver);
	driver_run(&events);
}
