/*
 * kintsugi swifi: a campaign of injected faults, and the merging of its shards.
 */
import { plansOf, shardFaults, shardSeries } from '../swifi/campaign/plan.ts';
import { progressLine } from '../swifi/campaign/progress.ts';
import { summaryText } from '../swifi/campaign/summary.ts';
import { summaryJson } from '../swifi/campaign/summary_json.ts';
import { systemFailureCount, Tally } from '../swifi/campaign/tally.ts';
import type { CampaignHead, FaultRecord } from '../swifi/fault.ts';
import { type Command, exitStatus, signalStatus } from './command.ts';
import { readManifest } from './os_files.ts';
import { mergeCampaign } from './swifi_merge.ts';
import { parseMerge, parseSwifi, type SwifiOptions, swifiHelp } from './swifi_options.ts';
import { runPool } from './swifi_pool.ts';
import { showProgress } from './swifi_progress.ts';
import { resumeCampaign } from './swifi_write.ts';
import { attachOutput } from './terminal.ts';

export const swifiCommand: Command = {
	name: 'swifi',
	summary: 'injects faults into running drivers and tells what became of each',
	help: swifiHelp,
	run(args) {
		const [first, ...rest] = args;
		return first === 'merge' ? merge(rest) : campaign(args);
	},
};

async function merge(args: readonly string[]): Promise<number> {
	const options = parseMerge(args);
	const { head, tally } = await mergeCampaign(options);
	process.stdout.write(resultText(head, tally, options.json));
	return statusOf(tally);
}

async function campaign(args: readonly string[]): Promise<number> {
	const options = parseSwifi(args);
	const { buildId } = await readManifest();
	const head: CampaignHead = { ...options.head, build: buildId };
	const runnerModule = new URL('./swifi_runner.ts', import.meta.url).href;
	return runCampaign(head, options, runnerModule);
}

/**
 * Runs what is left of a campaign and prints its figures; resolves to the exit status.
 * `runnerModule` is the URL of the module whose `openRunner` makes the runners.
 */
export async function runCampaign(
	head: CampaignHead,
	{ workers, out, json }: Omit<SwifiOptions, 'head'>,
	runnerModule: string,
): Promise<number> {
	const tally = new Tally();
	const file =
		out === undefined
			? undefined
			: await resumeCampaign(out, head, (record) => tally.add(record));
	const planned = shardFaults(head);
	const before = tally.all.faults;
	const started = performance.now();
	const progress = showProgress((columns) => {
		const elapsedMs = performance.now() - started;
		return progressLine(tally.all, { planned, before, elapsedMs }, columns);
	});
	const stop = new AbortController();
	let endedBy: NodeJS.Signals | undefined;
	const output = attachOutput({
		onSignal(signal) {
			endedBy = signal;
			stop.abort();
		},
	});
	try {
		await runPool({
			head,
			runnerModule,
			workers: Math.max(1, Math.min(workers, shardSeries(head))),
			plans: plansOf(head, file?.from),
			onSeries(records: readonly FaultRecord[]) {
				file?.writer.series(records);
				for (const record of records) tally.add(record);
			},
			onTrouble: (message) => progress.say(`kintsugi swifi: ${message}`),
			signal: stop.signal,
		});
	} finally {
		progress.close();
		output.detach();
		file?.writer.close();
	}
	process.stdout.write(resultText(head, tally, json));
	if (endedBy === undefined) return statusOf(tally);
	const goOn = out === undefined ? '' : ' The same command goes on with it.';
	console.error(`kintsugi swifi: stopped by ${endedBy}.${goOn}`);
	return signalStatus(endedBy);
}

function resultText(head: CampaignHead, tally: Tally, json: boolean): string {
	return json ? `${JSON.stringify(summaryJson(head, tally))}\n` : summaryText(head, tally);
}

/** Of a campaign that is complete. */
function statusOf(tally: Tally): number {
	return systemFailureCount(tally.all) === 0 ? 0 : exitStatus.crashed;
}
