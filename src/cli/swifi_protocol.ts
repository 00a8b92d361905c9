/*
 * What a campaign and its worker threads say to each other, and what a worker makes series
 * with. A worker has one machine at a time, and one series.
 */
import type { CampaignHead, FaultRecord, SeriesPlan, SeriesRunner } from '../swifi/fault.ts';

/** A runner whose warmed-up guest others can start from, instead of booting their own. */
export interface CampaignRunner extends SeriesRunner {
	snapshotBytes(): Uint8Array;
}

/**
 * Makes the runner for one driver of a campaign; from a snapshot of another runner for the
 * same driver and campaign, where one is given.
 */
export type OpenRunner = (
	head: CampaignHead,
	driver: string,
	snapshot?: Uint8Array,
) => Promise<CampaignRunner>;

/** What a worker is started with. */
export interface WorkerSetup {
	readonly head: CampaignHead;
	/** URL of the module whose `openRunner` makes the runners. */
	readonly runnerModule: string;
}

/** To a worker: the next series. */
export interface SeriesOrderMessage {
	readonly plan: SeriesPlan;
	/** Of a guest for the plan's driver, if the worker needs one and there is one. */
	readonly snapshot: Uint8Array | undefined;
	/** Whether to send one, once there is a guest. */
	readonly wantsSnapshot: boolean;
}

/** From a worker. */
export type WorkerMessage =
	| { readonly kind: 'snapshot'; readonly driver: string; readonly bytes: Uint8Array }
	| { readonly kind: 'series'; readonly records: readonly FaultRecord[] }
	/** The series could not be run; the worker is of no more use. */
	| { readonly kind: 'failed'; readonly message: string };
