/**
 * One fault's window: from the moment at which it was planted to its outcome.
 *
 * The workload works in rounds, each of which begins from nothing. A round that began in the
 * window and ended well shows that the service lives; none within the limit, with a driver that
 * nobody found at fault, that it does not.
 */

import type { DefectClass } from '../telemetry/event_schema.ts';
import type { Incident } from '../telemetry/incidents.ts';
import type { CampaignGuest } from './campaign_guest.ts';
import type { Outcome, RecoveryTimes } from './fault.ts';
import type { Progress } from './workloads/progress.ts';

export interface WindowEnd {
	readonly outcome: Outcome;
	readonly detail: string;
	/** As in `FaultRecord`. */
	readonly recovered: boolean | null;
	readonly times?: RecoveryTimes;
	readonly disturbed: readonly string[];
	/** What comes after this fault would not start from a system that is well. */
	readonly isSpoilt: boolean;
}

/**
 * Guest time that a round may take. Longer than every detector takes: heartbeats, deadlines of
 * requests, the network server's check of both ends, and the workload's own deadlines.
 */
const ROUND_LIMIT_US = 60e6;
/** From a defect to a round that ended well. */
const RECOVERY_LIMIT_US = 60e6;

/**
 * Watches until the outcome is known. `lingerUs`: how much longer, when there was nothing, so that
 * the next fault is planted at any moment of a round.
 */
export async function watchWindow(
	guest: CampaignGuest,
	driver: string,
	lingerUs: number,
): Promise<WindowEnd> {
	const window = new Window(guest, driver);
	guest.runUntil(() => window.hasNews || window.isServed, ROUND_LIMIT_US);
	if (!window.hasNews && window.isServed) guest.runFor(lingerUs);
	if (guest.end) return window.systemEnd();
	if (window.ownIncident) return window.crash(window.ownIncident);
	if (window.isCorrupted) return window.corruption();
	if (window.isServed) return window.silence();
	return window.degradation();
}

class Window {
	readonly #before: Progress;
	readonly #incidentsBefore: number;

	constructor(
		private readonly guest: CampaignGuest,
		private readonly driver: string,
	) {
		this.#before = this.#progress;
		this.#incidentsBefore = guest.incidents.length;
	}

	/** Something that is no round's good end. */
	get hasNews(): boolean {
		return this.ownIncident !== undefined || this.isCorrupted || this.guest.end !== undefined;
	}

	get ownIncident(): Incident | undefined {
		return this.#incidents.find(({ label }) => label === this.driver);
	}

	get isCorrupted(): boolean {
		return this.#progress.corrupted > this.#before.corrupted;
	}

	/** A round that began in the window has ended well. */
	get isServed(): boolean {
		return isServedSince(this.#progress, this.#before);
	}

	systemEnd(): WindowEnd {
		const { kind: outcome, detail } = this.guest.end ?? { kind: 'hang', detail: '' };
		return { outcome, detail, recovered: false, disturbed: this.#disturbed, isSpoilt: true };
	}

	/** Wrong contents stay wrong: no driver that comes later can make good for them. */
	corruption(): WindowEnd {
		const { lastStep } = this.#progress;
		return {
			outcome: 'corrupted',
			detail: `wrong contents: ${lastStep}`,
			recovered: false,
			disturbed: this.#disturbed,
			isSpoilt: true,
		};
	}

	silence(): WindowEnd {
		const { failed, lastStep, lastError } = this.#progress;
		const failures = failed - this.#before.failed;
		const disturbed = this.#disturbed;
		if (failures === 0) {
			return {
				outcome: 'silent-benign',
				detail: '',
				recovered: null,
				disturbed,
				isSpoilt: false,
			};
		}
		const detail = `${failures} rounds failed (${lastStep}: error ${lastError}), then one ended well`;
		return { outcome: 'silent-degraded', detail, recovered: true, disturbed, isSpoilt: false };
	}

	/** The service is gone, and nobody found the driver at fault: somebody has to restart it. */
	async degradation(): Promise<WindowEnd> {
		const { guest } = this;
		const { lastStep, lastError, failed } = this.#progress;
		const disturbed = this.#disturbed;
		if (!(await guest.answers())) {
			if (guest.end) return this.systemEnd();
			const detail = 'the system does not answer a ping';
			return { outcome: 'hang', detail, recovered: false, disturbed, isSpoilt: true };
		}
		const what =
			failed > this.#before.failed
				? `rounds fail (${lastStep}: error ${lastError})`
				: 'a round does not end';
		const isBack = (await guest.renewDriver()) && this.#isServedFromNow();
		return {
			outcome: 'silent-degraded',
			detail: isBack ? what : `${what}; a fresh instance did not help`,
			recovered: false,
			disturbed,
			isSpoilt: !isBack,
		};
	}

	async crash(first: Incident): Promise<WindowEnd> {
		const { guest } = this;
		const isOver = () => this.#lastOwnIncident(first).state !== 'open';
		guest.runUntil(isOver, RECOVERY_LIMIT_US);
		const isRecovered =
			this.#lastOwnIncident(first).state !== 'given-up' && this.#isServedFromNow();
		const incident = this.#incidents.find(({ number }) => number === first.number) ?? first;
		const again = this.#incidents.filter(({ label }) => label === this.driver).length - 1;
		const disturbed = this.#disturbed;
		if (guest.end) return this.systemEnd();
		const isBack = isRecovered || ((await guest.raiseDriver()) && this.#isServedFromNow());
		return {
			outcome: outcomeOf(incident),
			detail: again > 0 ? `${incident.detail}; failed ${again} times more` : incident.detail,
			recovered: isRecovered,
			times: timesOf(incident),
			disturbed:
				isRecovered && this.isCorrupted ? [...disturbed, 'wrong contents'] : disturbed,
			isSpoilt: !isBack || this.isCorrupted,
		};
	}

	get #progress(): Progress {
		const progress = this.guest.progress();
		if (!progress)
			throw new Error(`The workload of ${this.driver} has ended: expected it to go on.`);
		return progress;
	}

	/** Those that began in the window. */
	get #incidents(): readonly Incident[] {
		return this.guest.incidents.slice(this.#incidentsBefore);
	}

	#lastOwnIncident(first: Incident): Incident {
		return this.#incidents.findLast(({ label }) => label === this.driver) ?? first;
	}

	/** Other components that failed, and errors that the workload had to get over. */
	get #disturbed(): readonly string[] {
		const labels = this.#incidents.map(({ label }) => label);
		const others = [...new Set(labels)].filter((label) => label !== this.driver);
		const { errors, failed } = this.#progress;
		const errorCount = errors - this.#before.errors;
		const failures = failed - this.#before.failed;
		return [
			...others,
			...(errorCount > 0 ? [`${errorCount} errors`] : []),
			...(failures > 0 ? [`${failures} rounds`] : []),
		];
	}

	#isServedFromNow(): boolean {
		const now = this.#progress;
		return this.guest.runUntil(() => isServedSince(this.#progress, now), RECOVERY_LIMIT_US);
	}
}

function isServedSince(progress: Progress, earlier: Progress): boolean {
	return progress.lastWell > earlier.begun;
}

/** The paper's words for RS' defect classes: a panic is an exit that tells why. */
function outcomeOf({ class: defectClass, detail }: Incident): Outcome {
	if (defectClass === 'exit') return detail.startsWith('panic') ? 'panic' : 'exit';
	return outcomesByClass[defectClass];
}

const outcomesByClass: Readonly<Record<Exclude<DefectClass, 'exit'>, Outcome>> = {
	exception: 'exception',
	heartbeat: 'heartbeat',
	complaint: 'complaint',
	// Nobody kills or updates drivers in a campaign but RS, when one ends by itself in other ways.
	killed: 'exit',
	update: 'exit',
};

function timesOf({ phases }: Incident): RecoveryTimes {
	const since = (us: number | undefined) => (us === undefined ? undefined : us - phases.defectUs);
	return defined({
		restartUs: since(phases.restartUs),
		publishUs: since(phases.publishUs),
		reintegrateUs: since(phases.reintegrate.at(-1)?.atUs),
		recoveredUs: since(phases.recoveredUs),
	});
}

/** Without the members that are not known. */
function defined<T extends object>(members: { [K in keyof T]: T[K] | undefined }): Partial<T> {
	return Object.fromEntries(
		Object.entries(members).filter(([, value]) => value !== undefined),
	) as Partial<T>;
}
