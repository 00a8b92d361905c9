/*
 * What the page knows about its machine, as one value, and how a report of the
 * worker changes it. Pure: the view is a function of the model.
 */
import type { ClockKind, TextScreen } from '../machine/api.ts';
import { haltStatus, parseEventLine } from '../telemetry/event_line.ts';
import type { CheckedEvent, GuestEvent, UnknownEvent } from '../telemetry/event_schema.ts';
import type {
	BootFile,
	Failure,
	FetchProgress,
	PowerState,
	Report,
	SpeedReport,
} from '../worker/protocol.ts';
import { type ClockLead, leadAfter, noClockLead } from './guest_clock.ts';
import { type Networks, networksAfter, networksAt, noNetworks } from './network_model.ts';
import { freshPrinter, type PrinterModel, printerAfter, printerAt } from './printer_model.ts';
import { nothingHeard, type RecoveryModel, recoveryAfter } from './recovery_model.ts';
import { noSound, type SoundPeaks, soundAfter, soundAt } from './sound_model.ts';

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
	/** No event that this page knows. */
	broken: boolean;
}

export interface SavedSnapshot {
	guestUs: number;
	sizeBytes: number;
	/** What the serial console showed then, as a string that draws it again. */
	consoleText: string;
	phase: BootPhase;
	recovery: RecoveryModel;
	clockLead: ClockLead;
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
	recovery: RecoveryModel;
	networks: Networks;
	printer: PrinterModel;
	sound: SoundPeaks;
	/** From the time that events bear to the one that traffic is counted on. */
	clockLead: ClockLead;
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
		recovery: nothingHeard,
		networks: noNetworks,
		printer: freshPrinter,
		sound: noSound,
		clockLead: noClockLead,
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
	if (report.networks) next.networks = report.networks.reduce(networksAfter, model.networks);
	if (report.sound) next.sound = soundAfter(model.sound, report.sound);
	if (report.printer) next.printer = report.printer.reduce(printerAfter, model.printer);
	report.events?.forEach((line, index) => {
		next = afterEventLine(next, line, report.eventTimesUs?.[index]);
	});
	if (report.state) next = afterState(next, report.state);
	return next;
}

/** The model once the reset button or the power switch was pressed: the guest starts anew. */
export function afterRestart(model: PageModel): PageModel {
	return {
		...model,
		phase: 'booting',
		guestEnd: undefined,
		crash: undefined,
		recovery: nothingHeard,
	};
}

/** The model once the machine went back to its snapshot. */
export function afterRestore(model: PageModel, snapshot: SavedSnapshot): PageModel {
	const { phase, recovery, clockLead } = snapshot;
	const networks = networksAt(model.networks, snapshot.guestUs);
	const sound = soundAt(model.sound, snapshot.guestUs);
	const printer = printerAt(model.printer, snapshot.guestUs);
	const ended = { guestEnd: undefined, crash: undefined };
	return { ...model, phase, recovery, clockLead, networks, printer, sound, ...ended };
}

function afterState(model: PageModel, power: PowerState): PageModel {
	const next = { ...model, power };
	if (power === 'running' && model.power === 'loading') next.phase = 'booting';
	if (power === 'halted') next.guestEnd ??= { kind: 'unknown' };
	return next;
}

function afterEventLine(model: PageModel, line: string, arrivedUs: number | undefined): PageModel {
	const parsed = parseEventLine(line);
	// Pieces of a command's output, in base64, tell nobody anything.
	if (parsed.ok && parsed.event.ev === 'reply' && parsed.event.more === true) return model;
	const row: EventRow = { key: model.eventCount, ...describeLine(parsed, line) };
	const next: PageModel = {
		...model,
		events: [...model.events.slice(1 - maxEvents), row],
		eventCount: model.eventCount + 1,
	};
	return parsed.ok ? afterEvent(next, parsed.event, arrivedUs) : next;
}

function afterEvent(model: PageModel, event: GuestEvent, arrivedUs: number | undefined): PageModel {
	const next = { ...model, recovery: recoveryAfter(model.recovery, event) };
	if (event.ev === 'boot') {
		next.phase = 'up';
		next.clockLead = noClockLead;
	}
	if (arrivedUs !== undefined) {
		next.clockLead = leadAfter(next.clockLead, arrivedUs, event.t_us);
	}
	if (event.ev === 'ready') next.phase = 'ready';
	if (event.ev === 'panic') next.guestEnd = { kind: 'panic', message: event.text };
	const status = haltStatus(event);
	// A kernel that panicked halts, too: how it came to that counts.
	if (status !== undefined) next.guestEnd ??= { kind: 'power-off', status };
	return next;
}

function describeLine(parsed: CheckedEvent, line: string): Omit<EventRow, 'key'> {
	if (parsed.ok) return describeEvent(parsed.event, false);
	if (parsed.unknown) return describeEvent(parsed.unknown, true);
	return {
		timeUs: undefined,
		source: '',
		kind: 'broken line',
		details: `${parsed.problem}: ${line}`,
		broken: true,
	};
}

function describeEvent(event: GuestEvent | UnknownEvent, isUnknown: boolean) {
	const fields = describeFields(event);
	return {
		timeUs: event.t_us,
		source: event.src,
		kind: event.ev,
		details: isUnknown ? `unknown kind · ${fields}` : fields,
		broken: isUnknown,
	};
}

const stampedFields = new Set(['ev', 't_us', 'src', 'ep']);
/** What an event is about: said without the field's name, and first. */
const subjects = ['label', 'text'];

function describeFields(event: object): string {
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
