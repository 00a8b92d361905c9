/**
 * The rows of a campaign's tables: which figures there are, what each is a share of, and what the
 * slides give for it.
 */

import { crashes, type Outcome } from '../fault.ts';
import { type Counts, systemFailures } from './tally.ts';

export interface Figure {
	/** As in the tables and in JSON. */
	readonly name: string;
	readonly count: (counts: Counts) => number;
	/** Undefined for what is no share of anything. */
	readonly of: 'faults' | 'crashes' | undefined;
	/**
	 * Of 12,500 faults in a running DP8390 driver, in Bochs (J. N. Herder et al., "Failure
	 * Resilience for Device Drivers", DSN 2007, slides); undefined where they don't tell.
	 */
	readonly slides: number | undefined;
}

const slides = { faults: 12_500, crashes: 347, panic: 226, exception: 109, heartbeat: 12 };
const slidesOf: Partial<Record<Outcome, number>> = slides;

const outcome = (name: Outcome, of: 'faults' | 'crashes'): Figure => ({
	name,
	count: ({ outcomes }) => outcomes[name],
	of,
	slides: slidesOf[name],
});

export const figures: readonly Figure[] = [
	{ name: 'faults', count: ({ faults }) => faults, of: undefined, slides: slides.faults },
	{ name: 'activated', count: ({ activated }) => activated, of: 'faults', slides: undefined },
	{ name: 'crashes', count: (all) => all.crashes, of: 'faults', slides: slides.crashes },
	...crashes.map((name) => outcome(name, 'crashes')),
	{ name: 'recovered', count: (all) => all.recovered, of: 'crashes', slides: slides.crashes },
	outcome('silent-benign', 'faults'),
	outcome('silent-degraded', 'faults'),
	outcome('corrupted', 'faults'),
	...systemFailures.map((name) => outcome(name, 'faults')),
];

/** How many there are of which the figure is a share. */
export function whole({ of }: Figure, counts: Counts): number | undefined {
	return of === undefined ? undefined : counts[of];
}

/** The same of the slides. */
export function wholeOfSlides({ of }: Figure): number | undefined {
	return of === undefined ? undefined : slides[of];
}
