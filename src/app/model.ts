/*
 * What the page knows about its machine, as one value, and how a report of the
 * worker changes it. Pure: the view is a function of the model.
 */
import type { ClockKind, TextScreen } from '../machine/api.ts';
import { haltStatus, parseEventLine } from '../telemetry/event_line.ts';
import type {
	BootFile,
	Failure,
	FetchProgress,
	PowerState,
	Report,
	SpeedReport,
} from '../worker/protocol.ts';

/**
 * How far the way from nothing to a usable shell is: the page loads the machine
 * (`fetching`, `compiling`), firmware and loader run (`booting`), the kernel is
 * `up`, the console's shell is `ready`.
 */
export type BootPhase = 'fetching' | 'compiling' | 'booting' | 'up' | 'ready';

/** Why a halted guest halted; `unknown` when it did not say. */
export type GuestEnd =
	| { kind: 'power-off'; status: number }
	| { kind: 'panic'; message: string | undefined }
	| { kind: 'unknown' };

export interface EventRow {
	/** Counts up from 0 since the page was loaded. */
	key: number;
	timeUs: number | undefined;
	source: string;
	kind: string;
	/** What it is about, then the other fields as `name value` words; of a broken line, the line. */
	details: string;
	broken: boolean;
}

export interface SavedSnapshot {
	guestUs: number;
	sizeBytes: number;
	/** What the serial console showed then, as a string that draws it again. */
	consoleText: string;
	phase: BootPhase;
}

export interface PageModel {
	power: PowerState;
	phase: BootPhase;
	clock: ClockKind;
	downloads: Partial<Record<BootFile, FetchProgress>>;
	guestEnd: GuestEnd | undefined;
	failure: Failure | undefined;
	crash: string | undefined;
	speed: SpeedReport | undefined;
	/** null in a graphics mode, undefined as long as nobody looked. */
	screen: TextScreen | null | undefined;
	events: readonly EventRow[];
	eventCount: number;
	snapshot: SavedSnapshot | undefined;
}

/** Older events are dropped from the page. */
export const maxEvents = 1000;

export function initialModel(clock: ClockKind): PageModel {
	return {
		power: 'loading',
		phase: 'fetching',
		clock,
		downloads: {},
		guestEnd: undefined,
		failure: undefined,
		crash: undefined,
		speed: undefined,
		screen: undefined,
		events: [],
		eventCount: 0,
		snapshot: undefined,
	};
}

/** The model after the worker's report. */
export function afterReport(model: PageModel, report: Report): PageModel {
	let next: PageModel = { ...model };
	if (report.fetch) next.downloads = { ...model.downloads, ...report.fetch };
	if (report.compiling) next.phase = 'compiling';
	if (report.failure) next.failure = report.failure;
	if (report.crash !== undefined) next.crash = report.crash;
	if (report.speed) next.speed = report.speed;
	if (report.screen !== undefined) next.screen = report.screen;
	if (report.events) next = report.events.reduce(afterEventLine, next);
	if (report.state) next = afterState(next, report.state);
	return next;
}

/** The model once the reset button or the power switch was pressed: the guest starts anew. */
export function afterRestart(model: PageModel): PageModel {
	return { ...model, phase: 'booting', guestEnd: undefined, crash: undefined };
}

/** The model once the machine went back to its snapshot. */
export function afterRestore(model: PageModel, snapshot: SavedSnapshot): PageModel {
	return { ...model, phase: snapshot.phase, guestEnd: undefined, crash: undefined };
}

function afterState(model: PageModel, power: PowerState): PageModel {
	const next = { ...model, power };
	if (power === 'running' && model.power === 'loading') next.phase = 'booting';
	if (power === 'halted') next.guestEnd ??= { kind: 'unknown' };
	return next;
}

function afterEventLine(model: PageModel, line: string): PageModel {
	const parsed = parseEventLine(line);
	// Pieces of a command's output, in base64, tell nobody anything.
	if (parsed.ok && parsed.event.ev === 'reply' && parsed.event.more === true) return model;
	const row: EventRow = parsed.ok
		? {
				key: model.eventCount,
				timeUs: parsed.event.t_us,
				source: parsed.event.src ?? '',
				kind: parsed.event.ev,
				details: describeFields(parsed.event),
				broken: false,
			}
		: {
				key: model.eventCount,
				timeUs: undefined,
				source: '',
				kind: 'broken line',
				details: `${parsed.problem}: ${line}`,
				broken: true,
			};
	const next: PageModel = {
		...model,
		events: [...model.events.slice(1 - maxEvents), row],
		eventCount: model.eventCount + 1,
	};
	if (!parsed.ok) return next;
	const { event } = parsed;
	if (event.ev === 'boot') next.phase = 'up';
	if (event.ev === 'ready') next.phase = 'ready';
	if (event.ev === 'panic') {
		const message = typeof event.text === 'string' ? event.text : undefined;
		next.guestEnd = { kind: 'panic', message };
	}
	const status = haltStatus(event);
	// A kernel that panicked halts, too: how it came to that counts.
	if (status !== undefined) next.guestEnd ??= { kind: 'power-off', status };
	return next;
}

const stampedFields = new Set(['ev', 't_us', 'src', 'ep']);
/** What an event is about: said without the field's name, and first. */
const subjects = ['label', 'text'];

function describeFields(event: Readonly<Record<string, unknown>>): string {
	const word = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
	const fields = Object.entries(event).filter(([name]) => !stampedFields.has(name));
	const about = fields
		.filter(([name]) => subjects.includes(name))
		.map(([, value]) => word(value));
	const others = fields
		.filter(([name]) => !subjects.includes(name))
		.map(([name, value]) => `${name} ${word(value)}`);
	return [...about, ...others].join(' · ');
}
