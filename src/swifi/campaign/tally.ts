/**
 * Counts the faults of a campaign while they come, by driver and type. Its size does not depend
 * on how many there are: of what has to be looked into it keeps the first few only.
 */

import {
	crashes,
	type FaultRecord,
	type FaultType,
	isCrash,
	type Outcome,
	outcomes,
} from '../fault.ts';

export interface Counts {
	readonly faults: number;
	readonly activated: number;
	readonly outcomes: Readonly<Record<Outcome, number>>;
	/** All the ways of it. */
	readonly crashes: number;
	/** Of the crashes. */
	readonly recovered: number;
	/** Faults that made something else fail too. */
	readonly disturbed: number;
	/** From a defect to the first completed I/O, over those crashes that tell it. */
	readonly recoveries: { readonly count: number; readonly sumUs: number; readonly maxUs: number };
}

/** A fault that somebody should look into. */
export type NotableFault = Pick<FaultRecord, 'id' | 'driver' | 'outcome' | 'detail'>;

/** How many notable faults are kept. */
export const NOTABLE_LIMIT = 10;

/** The outcomes in which not the driver alone failed. */
export const systemFailures = ['os-crash', 'hang', 'host-exception'] as const;

export class Tally {
	/** By driver, then by type. */
	private readonly cells = new Map<string, Map<FaultType, Cell>>();
	private readonly kept: NotableFault[] = [];
	private notables = 0;

	add(record: FaultRecord): void {
		const { driver, type } = record;
		const types = this.cells.get(driver) ?? new Map<FaultType, Cell>();
		this.cells.set(driver, types);
		const cell = types.get(type) ?? new Cell();
		types.set(type, cell);
		cell.add(record);
		if (!isNotable(record)) return;
		this.notables++;
		const { id, outcome, detail } = record;
		if (this.kept.length < NOTABLE_LIMIT) this.kept.push({ id, driver, outcome, detail });
	}

	get all(): Counts {
		return this.sum(() => true);
	}

	ofType(type: FaultType): Counts {
		return this.sum((_, candidate) => candidate === type);
	}

	ofDriver(driver: string): Counts {
		return this.sum((candidate) => candidate === driver);
	}

	of(driver: string, type: FaultType): Counts {
		return this.sum((candidate, other) => candidate === driver && other === type);
	}

	/**
	 * Crashes that were not recovered, failures of the system, and corrupted data: how many, and
	 * the first of them.
	 */
	get notable(): { readonly count: number; readonly first: readonly NotableFault[] } {
		return { count: this.notables, first: this.kept };
	}

	private sum(isMeant: (driver: string, type: FaultType) => boolean): Counts {
		const total = new Cell();
		for (const [driver, types] of this.cells) {
			for (const [type, cell] of types) if (isMeant(driver, type)) total.addAll(cell);
		}
		return total;
	}
}

export function systemFailureCount(counts: Counts): number {
	return systemFailures.reduce((sum, outcome) => sum + counts.outcomes[outcome], 0);
}

function isNotable({ outcome, recovered }: FaultRecord): boolean {
	if (isCrash(outcome)) return recovered !== true;
	return outcome === 'corrupted' || (systemFailures as readonly Outcome[]).includes(outcome);
}

class Cell implements Counts {
	faults = 0;
	activated = 0;
	recovered = 0;
	disturbed = 0;
	readonly outcomes = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<
		Outcome,
		number
	>;
	readonly recoveries = { count: 0, sumUs: 0, maxUs: 0 };

	get crashes(): number {
		return crashes.reduce((sum, outcome) => sum + this.outcomes[outcome], 0);
	}

	add({ outcome, activated, recovered, disturbed, times }: FaultRecord): void {
		this.faults++;
		this.outcomes[outcome]++;
		if (activated) this.activated++;
		if (disturbed !== undefined && disturbed.length > 0) this.disturbed++;
		if (!isCrash(outcome)) return;
		if (recovered === true) this.recovered++;
		const us = times?.recoveredUs;
		if (us !== undefined) this.addRecoveries({ count: 1, sumUs: us, maxUs: us });
	}

	addAll(other: Counts): void {
		this.faults += other.faults;
		this.activated += other.activated;
		this.recovered += other.recovered;
		this.disturbed += other.disturbed;
		for (const outcome of outcomes) this.outcomes[outcome] += other.outcomes[outcome];
		this.addRecoveries(other.recoveries);
	}

	private addRecoveries({ count, sumUs, maxUs }: Counts['recoveries']): void {
		this.recoveries.count += count;
		this.recoveries.sumUs += sumUs;
		this.recoveries.maxUs = Math.max(this.recoveries.maxUs, maxUs);
	}
}
