import { expect, test } from 'vitest';
import { leadAfter, leadUs, noClockLead } from './guest_clock.ts';

test('the event that was held up least tells how far the clocks are apart', () => {
	let lead = noClockLead;
	expect(leadUs(lead)).toBe(0);
	for (const delayUs of [70_000, 300, 5000]) lead = leadAfter(lead, 8e6 + delayUs, 0);
	expect(leadUs(lead)).toBe(8e6 + 300);
});

test('a drift of the clocks is followed: old events count no more', () => {
	let lead = leadAfter(noClockLead, 100, 0);
	for (let n = 0; n < 15; n++) lead = leadAfter(lead, 200, 0);
	expect(leadUs(lead)).toBe(100);
	lead = leadAfter(lead, 200, 0);
	expect(leadUs(lead)).toBe(200);
});
