/* See clock.h. PIT: Intel 8254 data sheet; CMOS clock: MC146818 data sheet. */
#include "clock.h"

#include "console.h"
#include "ipc.h"
#include "lib.h"

#define PIT_HZ 1193182u
#define PIT_CHANNEL0 0x40
#define PIT_COMMAND 0x43
#define PIT_ONE_SHOT 0x30   /* channel 0, low then high byte, mode 0 */
#define PIT_LATCH 0x00      /* channel 0 */
#define PIT_MAX_COUNT 0xffffu
#define PIT_MAX_US 54000u

#define TICK_US 10000u  /* while a process runs */
#define BOOST_US 200000u

#define CALIBRATION_COUNT 17898u /* 15 ms */
#define CALIBRATION_TRIES 10u
#define CALIBRATION_AGREEMENT 100u /* within one part of so many */
#define CALIBRATION_BOUND 50000000u
#define CALIBRATION_READINGS 16u

/* So few cycles that 1000 of each and what is left over (less than tsc_khz) fit 32 bits. */
#define SHORT_CYCLES 2000000u
#define TSC_MAX_KHZ 2000000000u

#define CMOS_INDEX 0x70
#define CMOS_DATA 0x71
#define CMOS_STATUS_A 0x0a
#define CMOS_UPDATING 0x80
#define CMOS_STATUS_B 0x0b
#define CMOS_BINARY 0x04
#define CMOS_24_HOURS 0x02

static u32 tsc_khz;
static u64 boot_epoch_s;
static u64 last_tsc, now_us;
static u32 parts_left; /* thousandths of cycles before last_tsc that did not make a microsecond */
static struct proc *alarms;    /* earliest first */
static u64 last_boost_us;
static u64 programmed_us; /* when the PIT will interrupt; 0: it has */

static void
pit_start(u32 count)
{
	outb(PIT_COMMAND, PIT_ONE_SHOT);
	outb(PIT_CHANNEL0, (u8)count);
	outb(PIT_CHANNEL0, (u8)(count >> 8));
}

static u32
pit_read(void)
{
	outb(PIT_COMMAND, PIT_LATCH);
	u32 low = inb(PIT_CHANNEL0);
	return low | (u32)inb(PIT_CHANNEL0) << 8;
}

struct sample {
	u32 count; /* of the PIT */
	u64 tsc;   /* at that moment, half the reading time later at most */
};

/*
 * Reads both clocks as close together as can be: in an emulator a reading may
 * be held up for long, so the quickest of several counts.
 */
static struct sample
read_both(void)
{
	struct sample best = { 0 };
	u64 best_took = ~0ull;

	for (u32 i = 0; i < CALIBRATION_READINGS; i++) {
		u64 before = rdtsc();
		u32 count = pit_read();
		u64 took = rdtsc() - before;
		if (took < best_took) {
			best_took = took;
			best = (struct sample){ count, before + took / 2 };
		}
	}
	return best;
}

/* The TSC's rate by counting its cycles over CALIBRATION_COUNT ticks of the PIT. */
static u32
measure_khz(void)
{
	u32 polls = 0, count;

	pit_start(PIT_MAX_COUNT);
	do { /* the count is loaded a little later */
		count = pit_read();
		if (++polls > CALIBRATION_BOUND)
			panic("the interval timer does not count: channel 0 reads %u", count);
	} while (count == 0 || count > PIT_MAX_COUNT - 16);
	struct sample start = read_both();
	while (start.count - pit_read() < CALIBRATION_COUNT)
		if (++polls > CALIBRATION_BOUND)
			panic("the interval timer stands still at %u", start.count);
	struct sample end = read_both();
	u32 ticks = (start.count - end.count) & PIT_MAX_COUNT;
	u64 cycles = end.tsc - start.tsc;
	u64 khz = ticks == 0 ? 0 : cycles * PIT_HZ / ((u64)ticks * 1000u);
	if (khz < 1000 || khz > TSC_MAX_KHZ)
		panic("the time-stamp counter does not count: %llu cycles in %u timer ticks", cycles, ticks);
	return (u32)khz;
}

/*
 * An emulator that is held up for longer than the PIT counts makes a measurement
 * worthless, so two in a row have to agree.
 */
static void
calibrate(void)
{
	u32 before = measure_khz();

	for (u32 i = 0; i < CALIBRATION_TRIES; i++) {
		u32 khz = measure_khz();
		u32 difference = khz > before ? khz - before : before - khz;
		tsc_khz = khz / 2 + before / 2;
		if (difference < khz / CALIBRATION_AGREEMENT)
			return;
		before = khz;
	}
	console_print("clock: no two measurements of the time-stamp counter agree; %u kHz is a guess\n", tsc_khz);
}

u32
clock_tsc_khz(void)
{
	return tsc_khz;
}

u64
clock_now_us(void)
{
	u64 tsc = rdtsc();
	u64 cycles = tsc - last_tsc;

	last_tsc = tsc;
	if (cycles < SHORT_CYCLES) {
		u32 parts = (u32)cycles * 1000u + parts_left;
		now_us += parts / tsc_khz;
		parts_left = parts % tsc_khz;
	} else {
		u64 parts = cycles * 1000u + parts_left;
		now_us += parts / tsc_khz;
		parts_left = (u32)(parts % tsc_khz);
	}
	return now_us;
}

/* ---- the date ---- */

static u8
cmos_read(u8 index)
{
	outb(CMOS_INDEX, index);
	return inb(CMOS_DATA);
}

static u32
cmos_number(u8 index, int binary)
{
	u8 value = cmos_read(index);

	return binary ? value : (u32)(value >> 4) * 10 + (value & 15);
}

static u64
days_since_1970(u32 year, u32 month, u32 day)
{
	static const u16 before_month[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	u32 leap_days = (year - 1969) / 4; /* right until 2099 */
	u32 days = (year - 1970) * 365 + leap_days + before_month[month - 1] + day - 1;

	return month > 2 && year % 4 == 0 ? days + 1 : days;
}

u64
clock_boot_epoch_s(void)
{
	return boot_epoch_s;
}

static void
read_date(void)
{
	for (u32 i = 0; i < 100000 && cmos_read(CMOS_STATUS_A) & CMOS_UPDATING; i++)
		;
	u8 status = cmos_read(CMOS_STATUS_B);
	int binary = status & CMOS_BINARY;
	u32 second = cmos_number(0, binary), minute = cmos_number(2, binary);
	u8 raw_hour = cmos_read(4);
	u32 hour = binary ? raw_hour & 0x7f : (u32)((raw_hour >> 4) & 7) * 10 + (raw_hour & 15);
	u32 day = cmos_number(7, binary), month = cmos_number(8, binary);
	u32 year = 2000 + cmos_number(9, binary);

	if (!(status & CMOS_24_HOURS))
		hour = hour % 12 + (raw_hour & 0x80 ? 12 : 0);
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
		console_print("clock: the CMOS clock holds no valid date; time starts at 1970\n");
		return;
	}
	boot_epoch_s = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

void
clock_init(void)
{
	calibrate();
	last_tsc = rdtsc();
	read_date();
}

/* ---- alarms and ticks ---- */

static void
unlink_alarm(struct proc *p)
{
	for (struct proc **link = &alarms; *link != NULL; link = &(*link)->alarm_next)
		if (*link == p) {
			*link = p->alarm_next;
			break;
		}
	p->alarm_us = 0;
}

void
clock_set_alarm(struct proc *p, u64 at_us)
{
	struct proc **link = &alarms;

	if (p->alarm_us != 0)
		unlink_alarm(p);
	p->kernel_pending &= ~PENDING_CLOCK;
	if (at_us == 0)
		return;
	while (*link != NULL && (*link)->alarm_us <= at_us)
		link = &(*link)->alarm_next;
	p->alarm_us = at_us;
	p->alarm_next = *link;
	*link = p;
	if (alarms == p)
		clock_program();
}

/*
 * An interrupt that is on its way already and early enough is left alone: else
 * a process that sets one alarm after the other would put off the tick for ever.
 */
void
clock_program(void)
{
	u64 now = clock_now_us();
	u64 at = now + (current != NULL ? TICK_US : PIT_MAX_US);

	if (alarms != NULL && alarms->alarm_us < at)
		at = alarms->alarm_us > now ? alarms->alarm_us : now + 1;
	if (programmed_us != 0 && programmed_us <= at)
		return;
	programmed_us = at;
	u32 count = (u32)(at - now) * 1193u / 1000u + 1; /* PIT_HZ is 1.1932 MHz: if it comes early, what is left is timed anew */
	pit_start(count < 2 ? 2 : count);
}

static void
ring_alarms(u64 now)
{
	while (alarms != NULL && alarms->alarm_us <= now) {
		struct proc *p = alarms;
		unlink_alarm(p);
		ipc_notify_from_kernel(p, PENDING_CLOCK);
	}
}

void
clock_interrupt(void)
{
	u64 now = clock_now_us();

	programmed_us = 0;
	sched_charge();
	if (now - last_boost_us >= BOOST_US) {
		last_boost_us = now;
		sched_boost();
	}
	ring_alarms(now);
	clock_program();
}
