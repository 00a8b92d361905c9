/*
 * kintsugi replay: runs recorded faults of a campaign again, and compares.
 */
import type { CampaignHead } from '../swifi/fault.ts';
import { type MinimalFaults, minimizeFaults } from '../swifi/minimize.ts';
import { type ReplayRunner, replaySeries, type SeriesObserver } from '../swifi/replay.ts';
import { CliError, type Command, exitStatus } from './command.ts';
import { parseReplay, type ReplayOptions, replayHelp } from './replay_options.ts';
import { comparisonText, faultText, minimalText, replayJson, summaryText } from './replay_print.ts';
import { type SelectedSeries, selectSeries } from './replay_selection.ts';
import { type WatchedMachine, watchFault } from './replay_watch.ts';
import { openRunner } from './swifi_runner.ts';

export const replayCommand: Command = {
	name: 'replay',
	summary: 'runs recorded faults of a campaign again and compares what becomes of them',
	help: replayHelp,
	run: (args) => runReplay(parseReplay(args), openRunner),
};

/** A runner whose guest can be watched. */
export interface WatchableRunner extends ReplayRunner {
	readonly guest: { readonly machine: WatchedMachine };
	dispose(): void;
}

export type OpenReplayRunner = (head: CampaignHead, driver: string) => Promise<WatchableRunner>;

/** Resolves to the exit status. */
export async function runReplay(options: ReplayOptions, open: OpenReplayRunner): Promise<number> {
	const { file, selection, timeoutMs } = options;
	const clock = new Deadline(timeoutMs);
	let current: { readonly driver: string; readonly runner: WatchableRunner } | undefined;
	let replayed = 0;
	let different = 0;
	try {
		for await (const series of selectSeries(file, selection)) {
			const { driver } = series.plan;
			if (current?.driver !== driver) {
				// A thread can have one machine only.
				current?.runner.dispose();
				current = undefined;
				current = { driver, runner: await open(series.head, driver) };
			}
			different += await replay(series, options, current.runner, clock);
			replayed += series.selected.length;
		}
	} catch (error) {
		if (!(error instanceof TimeLimit)) throw error;
		console.error(`kintsugi replay: ${error.message}`);
		return exitStatus.timeout;
	} finally {
		current?.runner.dispose();
	}
	if (replayed > 1 && !options.json) print(summaryText(replayed, different));
	return different === 0 ? 0 : exitStatus.failure;
}

/** Replays the selected faults of a series; resolves to how many went otherwise. */
async function replay(
	{ head, plan, records, selected }: SelectedSeries,
	{ watch, minimize, json }: ReplayOptions,
	runner: WatchableRunner,
	clock: Deadline,
): Promise<number> {
	const [first] = selected;
	if (!first) return 0;
	if (minimize && first.outcome === 'silent-benign') {
		throw new CliError(
			`--minimize: nothing failed at ${first.id}. Choose a fault that did harm.`,
		);
	}
	if (watch) print(faultText(first));
	const watcher = watch ? watchFault(runner.guest.machine, first.index, print) : undefined;
	const observer: SeriesObserver = {
		planted: (index) => watcher?.planted?.(index),
		ended(index) {
			watcher?.ended?.(index);
			clock.check();
		},
	};
	const all = await replaySeries(runner, head, selected, observer);
	for (const each of all) {
		let minimal: MinimalFaults | undefined;
		if (minimize) {
			const { index } = each.recorded;
			minimal = await minimizeFaults(runner, plan, records, index, () => clock.check());
		}
		if (json) {
			print(replayJson(each, minimal));
			continue;
		}
		if (!watch) print(faultText(each.recorded));
		print(comparisonText(each));
		if (minimal) print(minimalText(minimal));
	}
	return all.filter(({ differences }) => differences.length > 0).length;
}

/** The time that was given is over. */
class TimeLimit extends Error {}

class Deadline {
	readonly #endMs: number;

	constructor(private readonly limitMs: number = Number.POSITIVE_INFINITY) {
		this.#endMs = performance.now() + limitMs;
	}

	check(): void {
		if (performance.now() < this.#endMs) return;
		throw new TimeLimit(`the replay was not over after ${this.limitMs / 1000} s (--timeout).`);
	}
}

function print(text: string): void {
	process.stdout.write(text);
}
