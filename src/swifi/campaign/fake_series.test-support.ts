/*
 * Campaigns without a guest: heads, and records whose outcomes follow from the plan's seed alone
 * in about the shares that real ones have.
 */
import { SeededRandom } from '../../machine/random.ts';
import {
	type CampaignHead,
	crashes,
	type FaultRecord,
	type FaultType,
	isCrash,
	type Outcome,
	type SeriesPlan,
} from '../fault.ts';
import { recordId } from './record_line.ts';

export function fakeHead(changes: Partial<CampaignHead> = {}): CampaignHead {
	return {
		format: 1,
		build: '8fa01954cedcf1335aff8b768920f99c0982aed29e37bf89bb902636e6aa021b',
		drivers: ['eth.dp8390'],
		faults: 250,
		types: ['source', 'destination', 'pointer', 'interface', 'loop', 'text', 'nop'],
		seed: 1,
		mode: 'sequential',
		shard: { number: 1, of: 1 },
		heartbeatMs: 250,
		policy: 'restart',
		machine: { memory: '32', 'device-model': 'own' },
		...changes,
	};
}

export function fakeSeries(plan: SeriesPlan): FaultRecord[] {
	const random = new SeededRandom(plan.seed);
	return Array.from({ length: plan.faults }, (_, index) => fakeRecord(plan, index, random));
}

function fakeRecord(plan: SeriesPlan, index: number, random: SeededRandom): FaultRecord {
	const below = (limit: number) => (random.nextInt32() >>> 0) % limit;
	const outcome = fakeOutcome(below(1000));
	const activated = isCrash(outcome) || below(3) === 0;
	const t_us = 1_000_000 + index * 20_000 + below(20_000);
	return {
		id: recordId(plan.series, index),
		driver: plan.driver,
		series: plan.series,
		index,
		t_us,
		type: plan.types[below(plan.types.length)] as FaultType,
		address: 0x0804_8000 + below(0x4000),
		function: 'dp8390_receive',
		source: `drivers/dp8390/receive.c:${1 + below(300)}`,
		old: '8b4508',
		new: '8b4d08',
		before: 'mov eax, [ebp+8]',
		after: 'mov ecx, [ebp+8]',
		outcome,
		detail: outcome === 'silent-benign' ? '' : `what is known of ${outcome}: “≥ 1”`,
		activated,
		...(activated ? { activated_us: t_us + below(500) } : {}),
		recovered: outcome === 'silent-benign' ? null : isCrash(outcome),
		...(isCrash(outcome)
			? { times: { restartUs: 2500, recoveredUs: 8000 + below(4000) } }
			: {}),
		...(below(200) === 0 ? { disturbed: ['inet'] } : {}),
		...(isCrash(outcome) ? { suspects: [index] } : {}),
	};
}

function fakeOutcome(perMille: number): Outcome {
	const crash = crashes[perMille];
	if (crash !== undefined) return crash;
	if (perMille < 20) return 'panic';
	if (perMille < 30) return 'exception';
	if (perMille < 33) return 'silent-degraded';
	return 'silent-benign';
}
