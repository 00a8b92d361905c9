/* See dsp.h. */
#include "dsp.h"

#include <errno.h>
#include <kintsugi/ports.h>
#include <libsys/kcall.h>
#include <stdio.h>

#define BASE 0x220
#define MIXER_ADDRESS (BASE + 0x4)
#define MIXER_DATA (BASE + 0x5)
#define RESET (BASE + 0x6)
#define READ_DATA (BASE + 0xa)
#define WRITE (BASE + 0xc)         /* bit 7 of what is read: not now */
#define READ_STATUS (BASE + 0xe)   /* bit 7: there is a byte; acknowledges the 8-bit interrupt */
#define ACKNOWLEDGE_16 (BASE + 0xf)
#define STATUS_BIT 0x80

#define RESET_DONE 0xaa
#define RESET_HOLD_US 3u
#define PATIENCE_US 1000u /* the guide says 100 us for a reset */

/* Commands of the DSP, chapter 6 */
#define COMMAND_OUTPUT_RATE 0x41 /* then the rate, high byte first */
#define COMMAND_PLAY_16 0xb6     /* auto-init; then mode, and samples - 1, low byte first */
#define COMMAND_PLAY_8 0xc6
#define COMMAND_PAUSE_8 0xd0
#define COMMAND_SPEAKER_ON 0xd1
#define COMMAND_PAUSE_16 0xd5
#define COMMAND_END_16 0xd9 /* of auto-init, when the block has ended */
#define COMMAND_END_8 0xda
#define COMMAND_VERSION 0xe1
#define MODE_SIGNED 0x10
#define MODE_STEREO 0x20
#define VERSION_SB16 4

/* Registers of the mixer, chapter 4 */
#define MIXER_IRQ 0x80
#define MIXER_IRQ_5 0x02
#define MIXER_DMA 0x81
#define MIXER_DMA_1_5 0x22
#define MIXER_INTERRUPT 0x82
#define INTERRUPT_8 0x01
#define INTERRUPT_16 0x02

#define CHANNEL_8 1u
#define CHANNEL_16 5u

static int
await(u16 port, u8 wanted)
{
	u64 deadline_us = sys_uptime_us() + PATIENCE_US;

	while ((inb(port) & STATUS_BIT) != wanted)
		if (sys_uptime_us() > deadline_us)
			return (inb(port) & STATUS_BIT) == wanted;
	return 1;
}

static int
command(u8 byte)
{
	if (!await(WRITE, 0))
		return -EIO;
	outb(WRITE, byte);
	return 0;
}

/* The next byte that the DSP says, or -EIO. */
static int
answer(void)
{
	return await(READ_STATUS, STATUS_BIT) ? inb(READ_DATA) : -EIO;
}

static void
mixer_out(u8 reg, u8 value)
{
	outb(MIXER_ADDRESS, reg);
	outb(MIXER_DATA, value);
}

static u8
mixer_in(u8 reg)
{
	outb(MIXER_ADDRESS, reg);
	return inb(MIXER_DATA);
}

static void
pause_us(u32 duration_us)
{
	u64 until_us = sys_uptime_us() + duration_us;

	while (sys_uptime_us() <= until_us)
		;
}

static void
acknowledge_all(void)
{
	(void)inb(READ_STATUS);
	(void)inb(ACKNOWLEDGE_16);
}

int
dsp_reset(void)
{
	int version;

	outb(RESET, 1);
	pause_us(RESET_HOLD_US);
	outb(RESET, 0);
	if (answer() != RESET_DONE)
		return -ENXIO;
	version = command(COMMAND_VERSION) < 0 ? -EIO : answer();
	(void)answer(); /* the minor version */
	if (version < VERSION_SB16) {
		printf("audio: expected a Sound Blaster 16 (version 4) at 0x220, found version %d\n",
		       version);
		return -ENXIO;
	}
	mixer_out(MIXER_IRQ, MIXER_IRQ_5);
	mixer_out(MIXER_DMA, MIXER_DMA_1_5);
	acknowledge_all();
	(void)command(COMMAND_SPEAKER_ON);
	return 0;
}

/*
 * The channel is open before the DSP is told: it asks for samples at once. One block is
 * played by auto-init that is ended at once, since QEMU takes single-cycle commands for
 * stereo to mean twice their length.
 */
int
dsp_play(const struct fragment *fragment)
{
	const struct audio_format *format = &fragment->format;
	u32 samples = fragment->length / format_sample_bytes(format);
	u8 bytes[] = {
		COMMAND_OUTPUT_RATE,
		(u8)(format->rate >> 8),
		(u8)format->rate,
		format->is_16bit ? COMMAND_PLAY_16 : COMMAND_PLAY_8,
		(u8)((format->is_16bit ? MODE_SIGNED : 0) |
		     (format->channels == 2 ? MODE_STEREO : 0)),
		(u8)(samples - 1),
		(u8)((samples - 1) >> 8),
		format->is_16bit ? COMMAND_END_16 : COMMAND_END_8,
	};
	int error = sys_isa_dma_start(format->is_16bit ? CHANNEL_16 : CHANNEL_8, fragment->start,
				      fragment->length, ISA_DMA_TO_DEVICE);

	for (u32 index = 0; index < ARRAY_LEN(bytes) && error == 0; index++)
		error = command(bytes[index]);
	return error;
}

void
dsp_stop(void)
{
	(void)command(COMMAND_PAUSE_16);
	(void)command(COMMAND_PAUSE_8);
	(void)sys_isa_dma_stop(CHANNEL_16);
	(void)sys_isa_dma_stop(CHANNEL_8);
}

int
dsp_interrupted(void)
{
	u8 interrupts = mixer_in(MIXER_INTERRUPT) & (INTERRUPT_8 | INTERRUPT_16);

	if (interrupts & INTERRUPT_8)
		(void)inb(READ_STATUS);
	if (interrupts & INTERRUPT_16)
		(void)inb(ACKNOWLEDGE_16);
	return interrupts != 0;
}
