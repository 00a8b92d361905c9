/*
 * tone: a sound to try players with: notes, one after the other, as a WAV file. A note is a
 * triangle wave that fades in and out, so that it neither rings nor clicks.
 */
#include <stdint.h>
#include <stdio.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: tone [OPTION]... [HZ]...\n"
	"Writes notes of these pitches, or a scale, to standard output as a WAV file.\n"
	"\n"
	"  -b, --bits=N    8 or 16 (16)\n"
	"  -c, --channels=N  1 or 2 (1)\n"
	"  -d, --duration=TIME  of a note, such as 0.25 or 2 (0.25)\n"
	"  -r, --rate=HZ   frames a second (22050)\n";

#define RATE_MAX 48000u
#define PITCH_MAX 20000u
#define NOTES_MAX 1000u
#define NOTE_US_MAX 60000000u
#define PEAK 24000 /* of 32,767 */
#define FADE_US 5000u
#define PHASE_BITS 24 /* one turn of the wave */
#define US_PER_S 1000000u

/* From the A below middle C upwards, equally tempered. */
static const uint32_t scale[] = {220, 247, 262, 294, 330, 349, 392, 440};

static uint32_t rate = 22050, channels = 1, bits = 16;
static uint64_t note_us = 250000;

static void
put_little(uint32_t value, uint32_t bytes)
{
	for (uint32_t index = 0; index < bytes; index++)
		putchar((int)(value >> 8 * index & 0xff));
}

static uint32_t
frames_of_note(void)
{
	return (uint32_t)(note_us * rate / US_PER_S);
}

/* "Multimedia Programming Interface and Data Specifications 1.0", chapter 3. */
static void
put_head(uint32_t notes)
{
	uint32_t frame = channels * bits / 8;
	uint32_t length = notes * frames_of_note() * frame;

	printf("RIFF");
	put_little(length + 36, 4);
	printf("WAVEfmt ");
	put_little(16, 4);
	put_little(1, 2); /* PCM */
	put_little(channels, 2);
	put_little(rate, 4);
	put_little(rate * frame, 4);
	put_little(frame, 2);
	put_little(bits, 2);
	printf("data");
	put_little(length, 4);
}

/* From -PEAK to PEAK, over the phase. */
static int32_t
triangle(uint32_t phase)
{
	int32_t half = 1 << (PHASE_BITS - 1);
	int32_t height = (int32_t)(phase & ((1u << PHASE_BITS) - 1)) - half;

	if (height < 0)
		height = -height;
	return (int32_t)((int64_t)(2 * height - half) * PEAK / half);
}

static void
put_note(uint32_t pitch)
{
	uint32_t frames = frames_of_note();
	uint32_t fade = (uint32_t)((uint64_t)FADE_US * rate / US_PER_S);
	uint32_t step = (uint32_t)(((uint64_t)pitch << PHASE_BITS) / rate);

	for (uint32_t frame = 0; frame < frames; frame++) {
		uint32_t to_edge = frame < frames - frame ? frame : frames - frame;
		int32_t sample = triangle(frame * step);

		if (to_edge < fade)
			sample = (int32_t)((int64_t)sample * to_edge / fade);
		for (uint32_t channel = 0; channel < channels; channel++)
			put_little((uint32_t)(bits == 8 ? (sample >> 8) + 128 : sample), bits / 8);
	}
}

static uint32_t
need_up_to(const char *text, const char *what, uint32_t least, uint32_t most)
{
	uint64_t value = need_number(text, what);

	if (value < least || value > most)
		bad_usage("%s has to be %u to %u, not %s", what, (unsigned)least, (unsigned)most, text);
	return (uint32_t)value;
}

static void
take_option(int option)
{
	switch (option) {
	case 'b':
		bits = need_up_to(option_value, "the number of bits", 8, 16);
		if (bits != 8 && bits != 16)
			bad_usage("samples have 8 or 16 bits, not %u", (unsigned)bits);
		break;
	case 'c':
		channels = need_up_to(option_value, "the number of channels", 1, 2);
		break;
	case 'd':
		if (!parse_duration(option_value, &note_us) || note_us > NOTE_US_MAX)
			bad_usage("'%s' is no duration of up to a minute", option_value);
		break;
	default:
		rate = need_up_to(option_value, "the rate", 1, RATE_MAX);
	}
}

int
main(int argc, char **argv)
{
	char **pitches;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		take_option(option);
	count = tool_operands(&pitches);
	if (count > (int)NOTES_MAX)
		bad_usage("up to %u notes can be had, not %d", NOTES_MAX, count);
	for (int index = 0; index < count; index++)
		(void)need_up_to(pitches[index], "a pitch", 1, PITCH_MAX);
	put_head(count > 0 ? (uint32_t)count : (uint32_t)(sizeof(scale) / sizeof(scale[0])));
	for (int index = 0; index < count; index++)
		put_note((uint32_t)need_number(pitches[index], "a pitch"));
	for (uint32_t index = 0; count == 0 && index < sizeof(scale) / sizeof(scale[0]); index++)
		put_note(scale[index]);
	return tool_end();
}
