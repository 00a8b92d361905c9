/*
 * Events for tests: a recovery in one line each, as RS and its clients write them.
 */
import { decodeStream } from './event_line.ts';
import type { DefectClass, GuestEvent } from './event_schema.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An event, which has to be one that the schema takes. */
export function event(t_us: number, src: string, ev: string, fields: Fields = {}): GuestEvent {
	const { events, problems } = decodeStream([JSON.stringify({ t_us, src, ev, ...fields })]);
	const [decoded] = events;
	if (!decoded) throw new Error(`A test's event is none: ${problems.join(' ')}`);
	return decoded;
}

/** RS' events about one incident of one component. */
export function eventsOf(label: string, incident: number) {
	const about = { label, incident };
	return {
		defect: (t_us: number, endpoint: number, defectClass: DefectClass = 'killed') =>
			event(t_us, 'rs', 'defect', {
				...about,
				...{ endpoint, class: defectClass, detail: 'signal 9', count: 1, repetition: 0 },
			}),
		policy: (t_us: number, phase: 'begin' | 'end', fields: Fields = {}) =>
			event(t_us, 'rs', 'policy', { ...about, phase, ...fields }),
		restart: (t_us: number, endpoint: number) =>
			event(t_us, 'rs', 'restart', { ...about, endpoint }),
		publish: (t_us: number, endpoint: number) =>
			event(t_us, 'rs', 'publish', { ...about, endpoint }),
		giveup: (t_us: number, detail = 'failed five times in a row') =>
			event(t_us, 'rs', 'giveup', { ...about, detail }),
		reintegrate: (t_us: number, endpoint: number, by = 'vfs') =>
			event(t_us, by, 'reintegrate', { label, endpoint }),
		recovered: (t_us: number, endpoint: number, by = 'vfs') =>
			event(t_us, by, 'recovered', { label, endpoint }),
	};
}

/** A whole recovery: a phase each 100 µs from `t_us` on. */
export function recovery(label: string, incident: number, t_us: number, endpoint: number) {
	const of = eventsOf(label, incident);
	const fresh = endpoint + 256;
	return [
		of.defect(t_us, endpoint),
		of.policy(t_us + 100, 'begin', { script: 'restart' }),
		of.restart(t_us + 200, fresh),
		of.publish(t_us + 300, fresh),
		of.reintegrate(t_us + 400, fresh),
		of.recovered(t_us + 500, fresh),
		of.policy(t_us + 600, 'end', { status: 0 }),
	];
}
