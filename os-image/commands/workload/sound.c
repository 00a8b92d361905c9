/*
 * A round: a tune on /dev/dsp, of 8 bits in odd rounds, of 16 bits and two channels in even ones. A
 * driver that fails is got over as play does it, but from the tune's beginning.
 *
 * What is heard the host compares (src/swifi/workloads/sound_check.ts). A tune is made of samples,
 * the channels' in turn, which are told apart by their lowest two bits in any format:
 *
 *     a MARK, then the round's number in SYMBOLS samples of SYMBOL_BITS, lowest first, shifted left
 *     by two and with bit 1 set; then samples that follow from the round's number, with bit 1 set
 *     and bit 0 clear. None of them is silence, which is 80h in 8 bits and 0 in 16.
 *
 * The driver itself gives up a card that is a second late (drivers/audio/playback.c), heartbeats
 * find one that hangs within 2 of their periods; nobody else limits how long a write takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/soundcard.h>
#include <toolkit/seeded.h>
#include <unistd.h>

#include "workload.h"

#define DEVICE "/dev/dsp"
#define LIMIT_S 10u /* of a try */
#define TRIES 4u
#define REOPEN_WAIT_US 100000u

/* Both last 52 ms: longer than the two fragments with which the driver begins, not quite three. */
#define RATE_HZ 48000
#define SAMPLES_8BIT 2500u
#define SAMPLES_16BIT 5000u
#define SAMPLES_MAX 5000u

#define MARK 1u
#define SYMBOLS 4u
#define SYMBOL_BITS 6u
#define SYMBOL_MASK ((1u << SYMBOL_BITS) - 1)
#define KIND_MASK 3u
#define KIND_CONTENT 2u

struct tune {
	int afmt, channels;
	size_t bytes;
	uint16_t samples[SAMPLES_MAX]; /* or bytes */
};

static uint32_t
sample_at(uint32_t number, size_t index, uint32_t random)
{
	if (index == 0)
		return MARK;
	if (index <= SYMBOLS)
		return (number >> (index - 1) * SYMBOL_BITS & SYMBOL_MASK) << 2 | KIND_CONTENT;
	return (random & ~KIND_MASK) | KIND_CONTENT;
}

static void
make_tune(struct tune *tune, uint32_t number)
{
	static uint32_t random[SAMPLES_MAX];
	bool is_8bit = number % 2 != 0;
	size_t count = is_8bit ? SAMPLES_8BIT : SAMPLES_16BIT;

	seeded_fill(random, count, number, 0);
	for (size_t i = 0; i < count; i++) {
		uint32_t sample = sample_at(number, i, random[i]);

		if (is_8bit)
			((uint8_t *)tune->samples)[i] = (uint8_t)sample;
		else
			tune->samples[i] = (uint16_t)sample;
	}
	tune->afmt = is_8bit ? AFMT_U8 : AFMT_S16_LE;
	tune->channels = is_8bit ? 1 : 2;
	tune->bytes = is_8bit ? count : count * sizeof(uint16_t);
}

/* The driver answers with what it has really set. */
static bool
set(int fd, unsigned long request, int wanted)
{
	int value = wanted;

	if (ioctl(fd, request, &value) < 0)
		return false;
	errno = EINVAL;
	return value == wanted;
}

static bool
put(int fd, const void *bytes, size_t length)
{
	while (length > 0) {
		ssize_t taken = write(fd, bytes, length);

		if (taken < 0)
			return false;
		bytes = (const char *)bytes + taken;
		length -= (size_t)taken;
	}
	return true;
}

static bool
play_on(int fd, const struct tune *tune)
{
	int left = -1;

	return set(fd, SNDCTL_DSP_SETFMT, tune->afmt) &&
	       set(fd, SNDCTL_DSP_CHANNELS, tune->channels) &&
	       set(fd, SNDCTL_DSP_SPEED, RATE_HZ) && put(fd, tune->samples, tune->bytes) &&
	       ioctl(fd, SNDCTL_DSP_SYNC) == 0 && ioctl(fd, SNDCTL_DSP_GETODELAY, &left) == 0;
}

static bool
play(const struct tune *tune)
{
	int fd, error;
	bool is_done;

	limit_begin(LIMIT_S);
	fd = open(DEVICE, O_WRONLY | O_CLOEXEC);
	is_done = fd >= 0 && play_on(fd, tune);
	error = errno;
	if (fd >= 0)
		close(fd);
	limit_end();
	errno = error;
	return is_done;
}

static void
prepare(char **operands)
{
	(void)operands;
}

static enum outcome
run_round(uint32_t number)
{
	static struct tune tune;

	make_tune(&tune, number);
	for (unsigned tries = 1; !play(&tune); tries++) {
		if (tries == TRIES)
			return failed("play");
		got_over(errno);
		usleep(REOPEN_WAIT_US);
	}
	return WELL;
}

const struct workload sound_workload = {"sound", 0, prepare, run_round};
