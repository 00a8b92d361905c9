/* /dev/dsp: see <sys/soundcard.h>. */
#include <errno.h>
#include <fcntl.h>
#include <sys/soundcard.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "play.h"

#define DEVICE "/dev/dsp"

/* Sets what the driver answers with what it has set. */
static int
set(const struct speaker *speaker, unsigned long request, uint32_t wanted, const char *what)
{
	int value = (int)wanted;

	if (ioctl(speaker->fd, request, &value) < 0)
		return errno;
	if (value == (int)wanted)
		return 0;
	complain(DEVICE ": expected %s %u, found that it makes %d of it", what, (unsigned)wanted,
		 value);
	return -1;
}

static int
set_all(struct speaker *speaker, const struct sound_format *format)
{
	int block = 0;
	int error = set(speaker, SNDCTL_DSP_SETFMT, format->bits == 8 ? AFMT_U8 : AFMT_S16_LE,
			"format");

	if (error == 0)
		error = set(speaker, SNDCTL_DSP_CHANNELS, format->channels, "channels");
	if (error == 0)
		error = set(speaker, SNDCTL_DSP_SPEED, format->rate, "rate");
	if (error == 0 && ioctl(speaker->fd, SNDCTL_DSP_GETBLKSIZE, &block) < 0)
		error = errno;
	if (error == 0 && (block <= 0 || (uint32_t)block > KEPT_BYTES / 2)) {
		complain(DEVICE ": expected blocks of up to %u bytes, found %d", KEPT_BYTES / 2, block);
		error = -1;
	}
	speaker->block_bytes = (uint32_t)block;
	return error;
}

int
speaker_open(struct speaker *speaker, const struct sound_format *format)
{
	int error;

	speaker->fd = open(DEVICE, O_WRONLY);
	if (speaker->fd < 0)
		return errno;
	error = set_all(speaker, format);
	if (error != 0)
		speaker_close(speaker);
	return error;
}

void
speaker_close(struct speaker *speaker)
{
	close(speaker->fd);
}

int
speaker_write(const struct speaker *speaker, const void *from, size_t size, size_t *written)
{
	ssize_t count = write(speaker->fd, from, size);

	*written = count > 0 ? (size_t)count : 0;
	return count > 0 ? 0 : count < 0 ? errno : EIO;
}

int
speaker_delay(const struct speaker *speaker, size_t *bytes)
{
	int value = 0;

	if (ioctl(speaker->fd, SNDCTL_DSP_GETODELAY, &value) < 0)
		return errno;
	*bytes = value < 0 ? 0 : (size_t)value;
	return 0;
}

int
speaker_drain(const struct speaker *speaker)
{
	return ioctl(speaker->fd, SNDCTL_DSP_SYNC) < 0 ? errno : 0;
}
