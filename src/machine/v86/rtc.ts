/**
 * The CMOS clock on the machine's time instead of the host's: v86's asks `Date.now()` whenever it
 * is polled or programmed. All dates here are milliseconds since 1970, with fractions.
 */

import type { V86Cpu, V86Rtc } from './internals.ts';

const DATA_PORT = 0x71;
const REGISTER_B = 0x0b;
const PERIODIC_ENABLE = 0x40;
const ALARM_ENABLE = 0x20;
const UPDATE_ENABLE = 0x10;
const ALARM_SECONDS = 1;
const ALARM_MINUTES = 3;
const ALARM_HOURS = 5;
const IRQ_LINE = 8;
/** Register C: the request flag with the periodic, alarm or update flag. */
const PERIODIC_FLAGS = 0xc0;
const ALARM_FLAGS = 0xa0;
const UPDATE_FLAGS = 0x90;
/** v86 polls its timers at least this often while the processor is halted. */
const MAX_WAIT_MS = 100;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;

/** `dateMs()` gives the date in the guest. */
export function injectRtcTime(cpu: V86Cpu, dateMs: () => number): void {
	const { rtc } = cpu.devices;
	rtc.rtc_time = dateMs();
	rtc.last_update = rtc.rtc_time;
	rtc.timer = () => poll(cpu, rtc, dateMs());
	cpu.io.register_write(DATA_PORT, rtc, (value) => {
		const isRegisterB = rtc.cmos_index === REGISTER_B;
		rtc.cmos_port_write(value);
		if (isRegisterB) {
			restart(rtc, dateMs());
		}
	});
}

/** Register B was written: the interrupts it enables count from now. */
function restart(rtc: V86Rtc, now: number): void {
	if (rtc.cmos_b & PERIODIC_ENABLE) {
		rtc.next_interrupt = now;
	}
	if (rtc.cmos_b & ALARM_ENABLE) {
		const [seconds = 0, minutes = 0, hours = 0] = [
			ALARM_SECONDS,
			ALARM_MINUTES,
			ALARM_HOURS,
		].map((index) => rtc.decode_time(rtc.cmos_data[index] as number));
		const today = Math.floor(now / DAY_MS) * DAY_MS;
		rtc.next_interrupt_alarm = today + ((hours * 60 + minutes) * 60 + seconds) * SECOND_MS;
	}
	if (rtc.cmos_b & UPDATE_ENABLE) {
		rtc.update_interrupt_time = now;
	}
}

/** Raises what is due; gives the milliseconds until the next is. */
function poll(cpu: V86Cpu, rtc: V86Rtc, now: number): number {
	rtc.rtc_time = now;
	rtc.last_update = now;
	if (rtc.periodic_interrupt && rtc.next_interrupt < now) {
		const missed = Math.ceil((now - rtc.next_interrupt) / rtc.periodic_interrupt_time);
		rtc.next_interrupt += rtc.periodic_interrupt_time * missed;
		request(cpu, rtc, PERIODIC_FLAGS);
	} else if (rtc.next_interrupt_alarm && rtc.next_interrupt_alarm < now) {
		rtc.next_interrupt_alarm = 0;
		request(cpu, rtc, ALARM_FLAGS);
	} else if (rtc.update_interrupt && rtc.update_interrupt_time < now) {
		rtc.update_interrupt_time = now + SECOND_MS;
		request(cpu, rtc, UPDATE_FLAGS);
	}
	let wait = MAX_WAIT_MS;
	if (rtc.periodic_interrupt && rtc.next_interrupt) {
		wait = Math.min(wait, rtc.next_interrupt - now);
	}
	if (rtc.next_interrupt_alarm) {
		wait = Math.min(wait, rtc.next_interrupt_alarm - now);
	}
	if (rtc.update_interrupt) {
		wait = Math.min(wait, rtc.update_interrupt_time - now);
	}
	return Math.max(0, wait);
}

function request(cpu: V86Cpu, rtc: V86Rtc, flags: number): void {
	rtc.cmos_c |= flags;
	cpu.device_raise_irq(IRQ_LINE);
}
