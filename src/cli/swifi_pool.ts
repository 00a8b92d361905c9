/*
 * Runs a campaign's series on worker threads and gives their records back in the order of the
 * series, whichever worker was faster. At most a bounded number of series is finished and
 * waits for its turn.
 *
 * A worker that dies, or gives up, in a series is replaced, and the series is given to another
 * once more; if that one ends too, the campaign ends with an error that names the series. The
 * first worker with a driver boots its guest, the others start from that one's snapshot.
 */
import { Worker } from 'node:worker_threads';
import { misplaced } from '../swifi/campaign/campaign_reader.ts';
import { SeriesOrder } from '../swifi/campaign/series_order.ts';
import type { FaultRecord, SeriesPlan } from '../swifi/fault.ts';
import { CliError } from './command.ts';
import type { SeriesOrderMessage, WorkerMessage, WorkerSetup } from './swifi_protocol.ts';

export interface PoolOptions extends WorkerSetup {
	readonly workers: number;
	/** The series to run: ascending, `head.shard.of` apart. */
	readonly plans: Iterator<SeriesPlan, undefined>;
	/** Takes a series when its turn has come. What it throws ends the campaign. */
	readonly onSeries: (records: readonly FaultRecord[]) => void;
	/** A sentence about a worker that was replaced. */
	readonly onTrouble: (message: string) => void;
	/** Ends the campaign before its end; series that are under way are lost. */
	readonly signal: AbortSignal;
}

/** How many series each worker may on average be ahead of the slowest. */
const AHEAD = 16;
/** How often a series may end its worker. */
const TRIES = 2;
/**
 * Wall time that no series comes near, however loaded the host: a runner bounds each fault by
 * instructions. A worker that needs longer is taken for one that hangs.
 */
const SERIES_LIMIT_MS = 30 * 60 * 1000;

/** Resolves when all series were given to `onSeries`, or `signal` was aborted. */
export function runPool(options: PoolOptions): Promise<void> {
	return new Promise((resolve, reject) => {
		const pool = new Pool(options, (error) => {
			pool.dispose();
			if (error === undefined) resolve();
			else reject(error);
		});
		pool.start();
	});
}

interface Thread {
	worker: Worker | undefined;
	/** Whose guest it has, or is about to have. */
	driver: string | undefined;
	task: SeriesPlan | undefined;
	limit: NodeJS.Timeout | undefined;
}

class Pool {
	private readonly threads: Thread[];
	private readonly again: SeriesPlan[] = [];
	private readonly deaths = new Map<number, number>();
	/** By driver; undefined while it is being made. */
	private readonly snapshots = new Map<string, Uint8Array | undefined>();
	private readonly order: SeriesOrder<readonly FaultRecord[]>;
	private planned: SeriesPlan | undefined;
	private isOver = false;
	private readonly onAbort = () => this.end();

	constructor(
		private readonly options: PoolOptions,
		private readonly onEnd: (error?: Error) => void,
	) {
		this.threads = Array.from({ length: options.workers }, () => ({
			worker: undefined,
			driver: undefined,
			task: undefined,
			limit: undefined,
		}));
		this.planned = options.plans.next().value;
		this.order = new SeriesOrder(
			this.planned?.series ?? 0,
			options.head.shard.of,
			AHEAD * options.workers,
		);
	}

	start(): void {
		const { signal } = this.options;
		signal.addEventListener('abort', this.onAbort);
		if (signal.aborted) this.end();
		else this.assign();
	}

	dispose(): void {
		this.options.signal.removeEventListener('abort', this.onAbort);
		for (const thread of this.threads) this.stop(thread);
	}

	private end(error?: Error): void {
		if (this.isOver) return;
		this.isOver = true;
		this.onEnd(error);
	}

	/** Gives work to those that have none, and ends where there is none left. */
	private assign(): void {
		for (const thread of this.threads) {
			if (this.isOver || thread.task !== undefined) continue;
			const plan = this.take();
			if (plan !== undefined) this.give(thread, plan);
		}
		if (this.threads.every(({ task }) => task === undefined)) this.end();
	}

	/** The next series; undefined where it has to wait for others, or there is none. */
	private take(): SeriesPlan | undefined {
		const plan = this.again[0] ?? this.planned;
		if (plan === undefined || !this.order.mayBegin(plan.series)) return undefined;
		const isBooting =
			this.snapshots.has(plan.driver) && this.snapshots.get(plan.driver) === undefined;
		if (isBooting) return undefined;
		if (this.again.length > 0) this.again.shift();
		else this.planned = this.options.plans.next().value;
		return plan;
	}

	private give(thread: Thread, plan: SeriesPlan): void {
		const worker = thread.worker ?? this.open(thread);
		const isNew = thread.driver !== plan.driver;
		const snapshot = isNew ? this.snapshots.get(plan.driver) : undefined;
		const wantsSnapshot = isNew && snapshot === undefined && this.threads.length > 1;
		if (wantsSnapshot) this.snapshots.set(plan.driver, undefined);
		thread.driver = plan.driver;
		thread.task = plan;
		thread.limit = setTimeout(() => {
			this.died(thread, worker, 'it takes longer than any series can.');
		}, SERIES_LIMIT_MS);
		const message: SeriesOrderMessage = { plan, snapshot, wantsSnapshot };
		worker.postMessage(message);
	}

	private open(thread: Thread): Worker {
		const { head, runnerModule } = this.options;
		const setup: WorkerSetup = { head, runnerModule };
		const worker = new Worker(new URL('./swifi_thread.mjs', import.meta.url), {
			workerData: setup,
		});
		worker.on('message', (message: WorkerMessage) => this.hear(thread, worker, message));
		worker.on('error', (error) => this.died(thread, worker, error.stack ?? error.message));
		worker.on('exit', (code) => this.died(thread, worker, `it exited with status ${code}.`));
		thread.worker = worker;
		return worker;
	}

	private hear(thread: Thread, worker: Worker, message: WorkerMessage): void {
		if (this.isOver || thread.worker !== worker) return;
		switch (message.kind) {
			case 'snapshot':
				this.snapshots.set(message.driver, message.bytes);
				this.assign();
				break;
			case 'series':
				this.finished(thread, message.records);
				break;
			case 'failed':
				this.died(thread, worker, message.message);
				break;
		}
	}

	private finished(thread: Thread, records: readonly FaultRecord[]): void {
		const { task } = thread;
		if (task === undefined) return;
		clearTimeout(thread.limit);
		thread.task = undefined;
		try {
			check(task, records);
			for (const due of this.order.finish(task.series, records)) {
				// Whoever takes them may end the campaign meanwhile.
				if (this.isOver) return;
				this.write(due);
			}
		} catch (error) {
			this.end(error instanceof Error ? error : new Error(String(error)));
			return;
		}
		this.assign();
	}

	private write(records: readonly FaultRecord[]): void {
		this.options.onSeries(records);
		// Drivers come one after the other: those before this one are done with.
		const { drivers } = this.options.head;
		const done = drivers.slice(0, drivers.indexOf(records[0]?.driver ?? ''));
		for (const driver of done) this.snapshots.delete(driver);
	}

	private died(thread: Thread, worker: Worker, why: string): void {
		if (this.isOver || thread.worker !== worker) return;
		const { task, driver } = thread;
		this.stop(thread);
		if (driver !== undefined && this.snapshots.get(driver) === undefined) {
			this.snapshots.delete(driver);
		}
		if (task === undefined) return;
		const deaths = (this.deaths.get(task.series) ?? 0) + 1;
		this.deaths.set(task.series, deaths);
		const what = `series ${task.series} (${task.driver}, seed ${task.seed})`;
		if (deaths >= TRIES) {
			this.end(new CliError(`${what} ended ${deaths} workers; the last one said: ${why}`));
			return;
		}
		this.options.onTrouble(
			`a worker ended in ${what}, which a fresh one is given now. It said: ${why}`,
		);
		this.again.push(task);
		this.assign();
	}

	private stop(thread: Thread): void {
		clearTimeout(thread.limit);
		void thread.worker?.terminate();
		thread.worker = undefined;
		thread.driver = undefined;
		thread.task = undefined;
	}
}

/** A runner that gives other records than it was asked for would spoil the file. */
function check(plan: SeriesPlan, records: readonly FaultRecord[]): void {
	const problem =
		records.length === plan.faults
			? records.map((record, index) => misplaced(plan, index, record)).find(Boolean)
			: `expected ${plan.faults} faults, found ${records.length}`;
	if (problem !== undefined) {
		throw new Error(`Series ${plan.series} of ${plan.driver} ran wrongly: ${problem}.`);
	}
}
