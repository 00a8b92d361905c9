/*
 * npm run bench:candidates [-- --json]
 *
 * How many instructions of each driver each type of fault can be injected into, and how long it
 * takes to choose: the first count of a driver, which decodes all of it, and on average a fault of
 * a campaign (choose it, decode what it changed), the driver starting afresh after every 30.
 */

import { parseArgs } from 'node:util';
import { SeededRandom } from '../src/machine/random.ts';
import { type FaultType, faultTypes } from '../src/swifi/fault.ts';
import { CandidateMap } from '../src/swifi/faults/candidate_map.ts';
import { type DriverText, readDriverTexts } from '../src/swifi/faults/driver_texts.test-support.ts';
import { alignColumns } from './samples.ts';

const SEED = 1;
const FAULTS = 3_500;
const FAULTS_PER_LIFE = 30;

interface DriverCandidates {
	readonly driver: string;
	readonly textBytes: number;
	readonly candidates: Readonly<Record<FaultType, number>>;
	readonly firstCountMs: number;
	readonly perFaultMs: number;
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const results = (await readDriverTexts()).map(measure);
if (values.json) console.log(JSON.stringify(results, undefined, 2));
else printTable(results);

function measure({ binary, text }: DriverText): DriverCandidates {
	const started = performance.now();
	const map = new CandidateMap(binary, text);
	const counts = faultTypes.map((type) => [type, map.count(type)] as const);
	const counted = performance.now();
	injectAll(map);
	return {
		driver: binary.name,
		textBytes: text.length,
		candidates: Object.fromEntries(counts) as Record<FaultType, number>,
		firstCountMs: counted - started,
		perFaultMs: (performance.now() - counted) / FAULTS,
	};
}

function injectAll(map: CandidateMap): void {
	const random = new SeededRandom(SEED);
	for (let fault = 0; fault < FAULTS; fault++) {
		if (fault % FAULTS_PER_LIFE === 0) map.reset();
		const type = faultTypes[fault % faultTypes.length] ?? 'text';
		const mutation = map.pick(type, random);
		if (mutation) map.update(mutation.address, mutation.newBytes);
	}
}

function printTable(rows: readonly DriverCandidates[]): void {
	const lines = rows.map(({ driver, textBytes, candidates, firstCountMs, perFaultMs }) => [
		driver,
		`${textBytes}`,
		...faultTypes.map((type) => `${candidates[type]}`),
		firstCountMs.toFixed(0),
		perFaultMs.toFixed(2),
	]);
	const head = ['driver', 'bytes', ...faultTypes, 'first count (ms)', 'a fault (ms)'];
	console.log(alignColumns([head, ...lines]));
}
