/*
 * A runner without a guest for the worker pool: series take times of different lengths, so that
 * they end out of order, and what a campaign's head names under `machine` goes wrong.
 *
 * - `throw` SERIES, `exit` SERIES: the worker ends in this series each time.
 * - `exit-once` FILE: the worker that can make this file ends with status 9, the others don't.
 * - `boots` FILE: each guest that was made without a snapshot appends a line.
 */
import { appendFileSync, openSync } from 'node:fs';
import { fakeSeries } from '../swifi/campaign/fake_series.test-support.ts';
import type { CampaignHead } from '../swifi/fault.ts';
import type { OpenRunner } from './swifi_protocol.ts';

export const openRunner: OpenRunner = async (head, driver, snapshot) => {
	const { boots } = head.machine;
	const expected = `snapshot of ${driver}`;
	if (snapshot === undefined) {
		if (boots !== undefined) appendFileSync(boots, `${driver}\n`);
	} else if (new TextDecoder().decode(snapshot) !== expected) {
		throw new Error(`Expected the ${expected}, found ${new TextDecoder().decode(snapshot)}.`);
	}
	return {
		async run(plan) {
			misbehave(head, plan.series);
			const until = performance.now() + (plan.seed % 4) * 3;
			while (performance.now() < until);
			return fakeSeries(plan);
		},
		snapshotBytes: () => new TextEncoder().encode(expected),
		dispose: () => undefined,
	};
};

function misbehave({ machine }: CampaignHead, series: number): void {
	if (machine.throw === String(series)) throw new Error('The guest has no such driver.');
	if (machine.exit === String(series)) process.exit(7);
	const once = machine['exit-once'];
	if (once === undefined) return;
	try {
		openSync(once, 'wx');
	} catch {
		return;
	}
	process.exit(9);
}
