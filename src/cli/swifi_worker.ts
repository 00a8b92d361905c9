/*
 * A campaign's worker thread: runs the series it is given, one after the other. It makes a
 * machine when the first series of a driver comes, and disposes of it when another driver's
 * comes, since a thread can have one machine only.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { CliError } from './command.ts';
import { problem } from './problem.ts';
import type {
	CampaignRunner,
	OpenRunner,
	SeriesOrderMessage,
	WorkerMessage,
	WorkerSetup,
} from './swifi_protocol.ts';

const { head, runnerModule } = workerData as WorkerSetup;
let current: { readonly driver: string; readonly runner: CampaignRunner } | undefined;

function send(message: WorkerMessage): void {
	parentPort?.postMessage(message);
}

async function runnerFor({ plan, snapshot, wantsSnapshot }: SeriesOrderMessage) {
	if (current?.driver === plan.driver) return current.runner;
	current?.runner.dispose();
	current = undefined;
	const { openRunner }: { openRunner: OpenRunner } = await import(runnerModule);
	const runner = await openRunner(head, plan.driver, snapshot);
	current = { driver: plan.driver, runner };
	if (wantsSnapshot) {
		send({ kind: 'snapshot', driver: plan.driver, bytes: runner.snapshotBytes() });
	}
	return runner;
}

/** With the place where it happened, unless the message is for the person at the terminal. */
function report(error: unknown): string {
	const isDefect = error instanceof Error && !(error instanceof CliError);
	return isDefect ? (error.stack ?? error.message) : problem(error);
}

async function run(order: SeriesOrderMessage): Promise<void> {
	try {
		const runner = await runnerFor(order);
		send({ kind: 'series', records: await runner.run(order.plan) });
	} catch (error) {
		send({ kind: 'failed', message: report(error) });
	}
}

parentPort?.on('message', (order: SeriesOrderMessage) => void run(order));
