/*
 * Events bear the time of the guest's clock, which its kernel reads from the
 * processor; traffic is counted on the machine's clock. The two start at different
 * moments. How far apart they are is seen when an event arrives: it was written a
 * little earlier, so the smallest difference of the last few is the nearest to the
 * truth (D. L. Mills' clock filter, RFC 5905 section 10). Pure.
 */

/** Machine time minus guest time of the last events, in µs. */
export type ClockLead = readonly number[];

export const noClockLead: ClockLead = [];

/** Enough to have one that was not held up; few, so that a drift is followed. */
const samplesKept = 16;

/** The lead after an event that bears `eventUs` arrived at `arrivedUs` of the machine's time. */
export function leadAfter(lead: ClockLead, arrivedUs: number, eventUs: number): ClockLead {
	return [...lead.slice(1 - samplesKept), arrivedUs - eventUs];
}

/** What to add to an event's time to have the machine's, in µs; 0 as long as nothing arrived. */
export function leadUs(lead: ClockLead): number {
	return lead.length === 0 ? 0 : Math.min(...lead);
}
