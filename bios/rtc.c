/*
 * The real-time clock with its CMOS memory, and INT 1Ah: tick count, time, date.
 * Datasheet: Motorola MC146818A.
 */
#include "firmware.h"

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71

#define RTC_SECONDS 0x00
#define RTC_MINUTES 0x02
#define RTC_HOURS 0x04
#define RTC_DAY 0x07
#define RTC_MONTH 0x08
#define RTC_YEAR 0x09
#define RTC_STATUS_A 0x0a
#define RTC_STATUS_B 0x0b
#define RTC_CENTURY 0x32
#define CMOS_SHUTDOWN 0x0f

#define STATUS_A_UPDATING 0x80
#define STATUS_B_BINARY 0x04
#define STATUS_B_DAYLIGHT 0x01

#define UPDATE_LIMIT_MS 20 /* an update takes 2 ms */
#define TICKS_PER_DAY 0x1800b0u
#define PIT_HZ 1193182u

uint8_t
cmos_read(uint8_t index)
{
	outb(CMOS_INDEX, index);
	return inb(CMOS_DATA);
}

static void
cmos_write(uint8_t index, uint8_t value)
{
	outb(CMOS_INDEX, index);
	outb(CMOS_DATA, value);
}

static unsigned
from_bcd(uint8_t value)
{
	if (cmos_read(RTC_STATUS_B) & STATUS_B_BINARY)
		return value;
	return (value >> 4) * 10u + (value & 15u);
}

/* Returns false when the clock never stops updating, that is, when there is none. */
static bool
wait_for_stable_time(void)
{
	struct timeout timeout;

	timeout_start(&timeout, UPDATE_LIMIT_MS);
	while (cmos_read(RTC_STATUS_A) & STATUS_A_UPDATING)
		if (timeout_expired(&timeout))
			return false;
	return true;
}

/* Starts the day's tick count from the clock; needs the timer running. */
void
rtc_init(void)
{
	uint32_t seconds = 0, ticks;

	cmos_write(CMOS_SHUTDOWN, 0);
	if (wait_for_stable_time())
		seconds = (from_bcd(cmos_read(RTC_HOURS)) * 60 + from_bcd(cmos_read(RTC_MINUTES))) * 60 +
		          from_bcd(cmos_read(RTC_SECONDS));
	ticks = (uint32_t)((uint64_t)seconds * PIT_HZ >> 16);
	BDA32(BDA_TICKS) = ticks < TICKS_PER_DAY ? ticks : 0;
	BDA8(BDA_MIDNIGHT) = 0;
}

void
int1a_time(struct regs *regs)
{
	set_flag(regs, FLAG_CARRY, false);
	switch (regs->a.h) {
	case 0x00:
		regs->d.x = BDA16(BDA_TICKS);
		regs->c.x = BDA16(BDA_TICKS + 2);
		regs->a.l = BDA8(BDA_MIDNIGHT);
		BDA8(BDA_MIDNIGHT) = 0;
		return;
	case 0x01:
		BDA16(BDA_TICKS) = regs->d.x;
		BDA16(BDA_TICKS + 2) = regs->c.x;
		BDA8(BDA_MIDNIGHT) = 0;
		return;
	case 0x02:
		if (!wait_for_stable_time())
			break;
		regs->c.h = cmos_read(RTC_HOURS);
		regs->c.l = cmos_read(RTC_MINUTES);
		regs->d.h = cmos_read(RTC_SECONDS);
		regs->d.l = cmos_read(RTC_STATUS_B) & STATUS_B_DAYLIGHT;
		return;
	case 0x04:
		if (!wait_for_stable_time())
			break;
		regs->c.h = cmos_read(RTC_CENTURY);
		regs->c.l = cmos_read(RTC_YEAR);
		regs->d.h = cmos_read(RTC_MONTH);
		regs->d.l = cmos_read(RTC_DAY);
		return;
	}
	set_flag(regs, FLAG_CARRY, true);
}
