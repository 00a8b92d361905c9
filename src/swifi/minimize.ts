/**
 * Which of the faults that had accumulated in a driver does it take to make it fail as it did?
 *
 * A trial plants some of the series' faults, in their order, from the warm snapshot on, and
 * reproduces the failure when one of them ends with the recorded outcome: the class counts, not
 * the detail, since a driver that goes wrong in one place may be stopped at another address the
 * next time. Moments differ from the recorded ones, as fewer faults take less time: a failure
 * that hangs on its moment may be reproduced by no trial.
 *
 * Where to begin is tried in this order: the last fault alone, those that had been executed by
 * then (`suspects`), all in the same instance of the driver, all of the series so far. The first
 * of these that reproduces it is made as short as it gets.
 */

import { type FaultRecord, isCrash, type SeriesPlan } from './fault.ts';
import { minimizeList } from './minimize_list.ts';
import { mutationOf, type ReplayRunner } from './replay.ts';

export interface MinimalFaults {
	/** As recorded; none when the failure was not reproduced. */
	readonly faults: readonly FaultRecord[];
	/** The last of them, as it went in the trial that found them. */
	readonly failure: FaultRecord | undefined;
	/** No fault can be left out. False when trials ran out before that was known. */
	readonly isMinimal: boolean;
	/** How many series were run for it. */
	readonly trials: number;
}

/** How many series one search may run, each at most as long as the recorded one. */
export const TRIALS_MAX = 200;

/**
 * `recorded`: all of the series. Throws RangeError when nothing failed at `index`. What `onTrial`
 * throws ends the search.
 */
export async function minimizeFaults(
	runner: ReplayRunner,
	plan: SeriesPlan,
	recorded: readonly FaultRecord[],
	index: number,
	onTrial: (faults: number) => void = () => undefined,
): Promise<MinimalFaults> {
	const target = recorded[index];
	if (!target || target.outcome === 'silent-benign') {
		throw new RangeError(
			`Nothing failed at fault ${plan.series}.${index}: expected one whose outcome is not ` +
				'silent-benign.',
		);
	}
	let trials = 0;
	let failure: FaultRecord | undefined;
	const reproduces = async (faults: readonly FaultRecord[]) => {
		trials++;
		onTrial(faults.length);
		const found = await runner.run(plan, faults.map(mutationOf));
		const at = found.findIndex(({ outcome }) => outcome === target.outcome);
		if (at < 0) return undefined;
		failure = found[at];
		return faults.slice(firstOfInstance(found, at), at + 1);
	};
	for (const start of startingPoints(recorded, target)) {
		const faults = await reproduces(start);
		if (!faults) continue;
		const minimum = await minimizeList(faults, reproduces, TRIALS_MAX - trials);
		return { faults: minimum.items, failure, isMinimal: minimum.isMinimal, trials };
	}
	return { faults: [], failure: undefined, isMinimal: false, trials };
}

/** Lists of faults that may reproduce a failure, shorter ones first. */
function startingPoints(recorded: readonly FaultRecord[], target: FaultRecord): FaultRecord[][] {
	const soFar = recorded.slice(0, target.index + 1);
	const suspects = new Set(target.suspects);
	const lists = [
		[target],
		soFar.filter(({ index }) => suspects.has(index)),
		soFar.slice(firstOfInstance(soFar, target.index)),
		soFar,
	];
	const isNew = (list: FaultRecord[], at: number) =>
		list.length > 0 && lists.findIndex((other) => other.length === list.length) === at;
	return lists.filter(isNew);
}

/** Index of the first fault in the instance of the driver that had the one at `index`. */
function firstOfInstance(records: readonly FaultRecord[], index: number): number {
	return records.slice(0, index).findLastIndex(endsInstance) + 1;
}

/** What comes after it meets a fresh instance. */
function endsInstance({ outcome, recovered }: FaultRecord): boolean {
	return isCrash(outcome) || recovered === false;
}
