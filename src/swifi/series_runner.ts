/**
 * Runs a series: plants one fault after the other in the running driver, and finds out what
 * becomes of each before the next one is planted.
 *
 * A fault's *window* begins when it is planted and ends with its outcome: a defect of the driver
 * and the end of its recovery, wrong contents, a round of the workload that began in the window
 * and ended well, or none that did within the limit. What was planted earlier and did nothing so
 * far is still there; a record of a crash names those faults that had been executed by then.
 *
 * A system or a machine that is down, wrong contents, and a driver that could not be brought back
 * spoil what follows: the series then goes on with its next fault from the snapshot.
 */

import { findProcess } from '../machine/introspect.ts';
import type { Binary } from '../machine/manifest.ts';
import { SeededRandom } from '../machine/random.ts';
import { binaryOf } from '../telemetry/source_location.ts';
import { CampaignGuest, type CampaignGuestOptions } from './campaign_guest.ts';
import {
	type FaultRecord,
	isCrash,
	type Mutation,
	type SeriesPlan,
	type SeriesRunner,
} from './fault.ts';
import { CandidateMap } from './faults/candidate_map.ts';
import { placeOf } from './faults/describe.ts';
import { type CleanText, FaultyText, readText } from './faulty_text.ts';
import type { ReplayRunner, SeriesObserver } from './replay.ts';
import { type WindowEnd, watchWindow } from './window.ts';

/** Injection moments are spread over as much guest time: about a round of the workload. */
const SPREAD_US = 5_000;

/** A process of the driver with the faults that it has had. */
interface Instance {
	readonly text: FaultyText;
	readonly faults: Planted[];
}

/** A fault that was planted. What happens to it later is added. */
interface Planted {
	readonly index: number;
	readonly tUs: number;
	readonly mutation: Mutation;
	readonly before: string;
	readonly after: string;
	activatedUs?: number;
	end?: WindowEnd;
	/** Indexes of the faults in the same instance that had been executed when it failed. */
	suspects?: readonly number[];
}

export async function createSeriesRunner(
	options: CampaignGuestOptions,
): Promise<GuestSeriesRunner> {
	const { manifest, driver } = options;
	const binary = binaryOf(manifest, driver);
	if (!binary) throw new Error(`The image has no driver for the label "${driver}".`);
	return new GuestSeriesRunner(await CampaignGuest.create(options), options, binary);
}

export class GuestSeriesRunner implements SeriesRunner, ReplayRunner {
	readonly #map: CandidateMap;
	readonly #clean: CleanText;
	#instance: Instance | undefined;

	constructor(
		readonly guest: CampaignGuest,
		private readonly options: CampaignGuestOptions,
		binary: Binary,
	) {
		const { machine } = guest;
		const process = findDriver(guest, options);
		if (!process) throw new Error(`There is no process of ${options.driver} in the guest.`);
		const bytes = readText(machine.memory, process, binary);
		this.#clean = { binary, bytes };
		this.#map = new CandidateMap(binary, bytes);
		machine.onBreakpoint(({ cr3, address }) => {
			const text = this.#instance?.text;
			// A page directory may be another process' by now.
			const isAlive = findDriver(guest, options)?.endpoint === text?.process.endpoint;
			return text?.process.cr3 === cr3 && isAlive && text.reach(address);
		});
	}

	snapshotBytes(): Uint8Array {
		return this.guest.snapshotBytes();
	}

	/**
	 * The same plan gives the same records, whatever ran before. With `given`, the series has just
	 * these faults, in this order, instead of those that the seed decides. What the observer
	 * throws ends the run; the next one is as if it had not been.
	 */
	async run(
		plan: SeriesPlan,
		given?: readonly Mutation[],
		observer: SeriesObserver = {},
	): Promise<readonly FaultRecord[]> {
		const random = new SeededRandom(plan.seed);
		const planted: Planted[] = [];
		let isSpoilt = true;
		const count = given?.length ?? plan.faults;
		for (let index = 0; index < count; index++) {
			if (isSpoilt) {
				this.#instance = undefined;
				await this.guest.restart();
				this.guest.runFor(below(random, SPREAD_US));
			}
			const instance = this.#current();
			const mutation = given?.[index] ?? pickMutation(plan, instance.text, random);
			const fault = this.#plant(instance, index, mutation);
			planted.push(fault);
			observer.planted?.(index);
			fault.end = await watchWindow(this.guest, plan.driver, below(random, SPREAD_US));
			if (isCrash(fault.end.outcome)) fault.suspects = this.#executed();
			isSpoilt = fault.end.isSpoilt;
			observer.ended?.(index);
		}
		return planted.map((fault) => this.#record(plan, fault));
	}

	dispose(): void {
		this.guest.dispose();
	}

	#plant({ text, faults }: Instance, index: number, mutation: Mutation): Planted {
		const { machine } = this.guest;
		const fault: Planted = { index, tUs: machine.nowUs, mutation, ...text.describe(mutation) };
		text.plant(mutation, () => {
			fault.activatedUs ??= machine.nowUs;
		});
		faults.push(fault);
		return fault;
	}

	/** The instance that runs, which is a new one after a recovery. */
	#current(): Instance {
		const process = findDriver(this.guest, this.options);
		if (!process) {
			throw new Error(`There is no process of ${this.options.driver}: expected it to be up.`);
		}
		if (this.#instance?.text.process.endpoint !== process.endpoint) {
			const { memory } = this.guest.machine;
			const text = new FaultyText(memory, process, this.#map, this.#clean);
			this.#instance = { text, faults: [] };
		}
		return this.#instance;
	}

	/** Which of the instance's faults have been executed. */
	#executed(): readonly number[] {
		const faults = this.#instance?.faults ?? [];
		return faults.flatMap(({ index, activatedUs }) =>
			activatedUs === undefined ? [] : [index],
		);
	}

	#record(plan: SeriesPlan, fault: Planted): FaultRecord {
		const { mutation, end, activatedUs, suspects } = fault;
		if (!end) throw new Error(`Fault ${fault.index} has no outcome.`);
		const { manifest } = this.options;
		return {
			id: `${plan.series}.${fault.index}`,
			driver: plan.driver,
			series: plan.series,
			index: fault.index,
			t_us: fault.tUs,
			type: mutation.type,
			address: mutation.address,
			...placeOf(manifest, plan.driver, mutation.address),
			old: hexOf(mutation.oldBytes),
			new: hexOf(mutation.newBytes),
			before: fault.before,
			after: fault.after,
			outcome: end.outcome,
			detail: end.detail,
			activated: activatedUs !== undefined,
			...(activatedUs === undefined ? {} : { activated_us: activatedUs }),
			recovered: end.recovered,
			...(end.times ? { times: end.times } : {}),
			...(end.disturbed.length > 0 ? { disturbed: end.disturbed } : {}),
			...(suspects ? { suspects } : {}),
		};
	}
}

/** A type by chance; where the text no longer allows it, the next one that it does. */
function pickMutation(
	{ driver, types }: SeriesPlan,
	text: FaultyText,
	random: SeededRandom,
): Mutation {
	const first = below(random, types.length);
	for (let n = 0; n < types.length; n++) {
		const type = types[(first + n) % types.length];
		const mutation = type && text.pick(type, random);
		if (mutation) return mutation;
	}
	throw new Error(`No instruction of ${driver} allows a fault of the types ${types.join(', ')}.`);
}

function findDriver({ machine }: CampaignGuest, { manifest, driver }: CampaignGuestOptions) {
	return findProcess(machine, manifest, driver);
}

/** A whole number from 0 to `limit` - 1. */
function below(random: SeededRandom, limit: number): number {
	return (random.nextInt32() >>> 0) % limit;
}

function hexOf(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
