/**
 * A campaign's figures as one value for programs.
 */

import type { CampaignHead, FaultType } from '../fault.ts';
import { figures, whole } from './figures.ts';
import { shardFaults } from './plan.ts';
import type { Counts, NotableFault, Tally } from './tally.ts';
import { type Interval, wilsonInterval } from './wilson.ts';

export interface FigureJson {
	readonly count: number;
	/** Of faults or of crashes; left out where there were none. */
	readonly share?: number;
	/** 95 %, after Wilson. */
	readonly interval?: Interval;
}

export type FiguresJson = Readonly<Record<string, FigureJson>>;

export interface DriverJson {
	readonly total: FiguresJson;
	readonly types: Readonly<Record<string, FiguresJson>>;
}

export interface SummaryJson {
	readonly head: CampaignHead;
	readonly complete: boolean;
	readonly total: FiguresJson;
	readonly types: Readonly<Record<string, FiguresJson>>;
	readonly drivers: Readonly<Record<string, DriverJson>>;
	/** Faults that something else than the driver noticed. */
	readonly disturbed: number;
	/** From the defect to the first completed I/O, in µs of guest time. */
	readonly recovery: {
		readonly count: number;
		readonly meanUs: number | null;
		readonly maxUs: number;
	};
	readonly notable: { readonly count: number; readonly first: readonly NotableFault[] };
}

export function summaryJson(head: CampaignHead, tally: Tally): SummaryJson {
	const { all } = tally;
	const { count, sumUs, maxUs } = all.recoveries;
	return {
		head,
		complete: all.faults === shardFaults(head),
		total: figuresJson(all),
		types: byType(head, (type) => tally.ofType(type)),
		drivers: Object.fromEntries(
			head.drivers.map((driver) => [
				driver,
				{
					total: figuresJson(tally.ofDriver(driver)),
					types: byType(head, (type) => tally.of(driver, type)),
				},
			]),
		),
		disturbed: all.disturbed,
		recovery: { count, meanUs: count === 0 ? null : sumUs / count, maxUs },
		notable: tally.notable,
	};
}

function byType({ types }: CampaignHead, counts: (type: FaultType) => Counts) {
	return Object.fromEntries(types.map((type) => [type, figuresJson(counts(type))]));
}

function figuresJson(counts: Counts): FiguresJson {
	return Object.fromEntries(
		figures.map((figure) => {
			const count = figure.count(counts);
			const all = whole(figure, counts);
			const interval = all === undefined ? undefined : wilsonInterval(count, all);
			if (!all || interval === undefined) return [figure.name, { count }];
			return [figure.name, { count, share: count / all, interval }];
		}),
	);
}
