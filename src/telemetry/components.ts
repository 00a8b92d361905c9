/*
 * The components of a guest as its event stream tells of them: state, endpoint,
 * restarts, defects. Pure: the components after an event follow from those before
 * it. Known is what has been up, or has failed, since the guest's boot.
 */
import type { DefectClass, EventOf, GuestEvent } from './event_schema.ts';

/**
 * - `starting`: a fresh process was made, and is not up yet.
 * - `failed`, `updating`: its policy is under way, after a defect or at an operator's wish.
 * - `given-up`: its policy, or RS, has ended without a fresh instance.
 * - `down`: an operator took it down, or nobody restarts it.
 */
export type ComponentState = 'starting' | 'up' | 'failed' | 'updating' | 'given-up' | 'down';

export interface Component {
	readonly label: string;
	readonly state: ComponentState;
	/** Of the instance that runs, or ran last. */
	readonly endpoint: number | undefined;
	/** How many instances took the place of one that had failed. */
	readonly restarts: number;
	readonly defects: Readonly<Partial<Record<DefectClass, number>>>;
	/** Number of its last incident. */
	readonly lastIncident?: number;
	/** The last complaint about the instance that runs. */
	readonly complaint?: { readonly from: string; readonly reason: string };
}

/** In the order in which they came up first. */
export type Components = readonly Component[];

export const noComponents: Components = [];

/** Bits of an endpoint that number the process slot (kintsugi/endpoint.h). */
const slotBits = 8;

/** What an event has for an endpoint where there is no process (kintsugi/endpoint.h, EP_NONE). */
const noEndpoint = 0;

/** How many processes have had the slot of that endpoint, this one included. */
export function generationOf(endpoint: number): number {
	return endpoint >> slotBits;
}

/** The components after the event; the very same value if it changes none. */
export function componentsAfter(components: Components, event: GuestEvent): Components {
	switch (event.ev) {
		case 'boot':
			return noComponents;
		case 'up':
		case 'publish':
			return change(components, event.label, (component) =>
				withInstance(component, event.endpoint, 'up'),
			);
		case 'restart':
			return change(components, event.label, (component) =>
				withInstance(component, event.endpoint, 'starting'),
			);
		case 'defect':
			return change(components, event.label, (component) => afterDefect(component, event));
		case 'down':
			return change(components, event.label, (component) => afterDown(component, event));
		case 'giveup':
			return change(components, event.label, (component) => ({
				...component,
				state: 'given-up',
			}));
		case 'complaint':
			return change(components, event.label, (component) => afterComplaint(component, event));
		default:
			return components;
	}
}

function change(
	components: Components,
	label: string,
	next: (component: Component) => Component,
): Components {
	const index = components.findIndex((component) => component.label === label);
	const component = components[index];
	if (component) {
		const changed = next(component);
		return changed === component ? components : components.with(index, changed);
	}
	const unknown: Component = {
		...{ label, state: 'down', endpoint: undefined, restarts: 0, defects: {} },
	};
	return [...components, next(unknown)];
}

/** An instance that is new counts, whichever event tells of it first; an operator's start does not. */
function withInstance(component: Component, endpoint: number, state: ComponentState): Component {
	if (component.endpoint === endpoint) return { ...component, state };
	const { complaint: _, ...others } = component;
	const isReplaced = ['failed', 'updating', 'starting'].includes(component.state);
	return { ...others, endpoint, state, restarts: component.restarts + (isReplaced ? 1 : 0) };
}

/** Another instance runs already: what is said of this one comes late. */
function isOld({ state, endpoint: current }: Component, endpoint: number): boolean {
	const runs = state === 'up' || state === 'starting';
	return runs && endpoint !== noEndpoint && endpoint !== current;
}

/** RS says of each instance that it has ended, after the defect where there was one. */
/** Endpoint 0: an operator took down what had failed already and has no process. */
function afterDown(component: Component, { endpoint }: EventOf<'down'>): Component {
	if (endpoint === 0) return { ...component, state: 'down' };
	const isExpected = ['failed', 'updating', 'given-up'].includes(component.state);
	if (isExpected || isOld(component, endpoint)) return component;
	return { ...component, endpoint, state: 'down' };
}

function afterDefect(component: Component, event: EventOf<'defect'>): Component {
	const { class: defectClass, incident, endpoint } = event;
	const { defects, lastIncident = 0 } = component;
	const counted = {
		...component,
		defects: { ...defects, [defectClass]: (defects[defectClass] ?? 0) + 1 },
		...(incident > lastIncident ? { lastIncident: incident } : {}),
	};
	if (component.endpoint !== undefined && isOld(component, endpoint)) return counted;
	const instance = component.endpoint ?? (endpoint === noEndpoint ? undefined : endpoint);
	return { ...counted, endpoint: instance, state: stateAfterDefect(event) };
}

function stateAfterDefect({ class: defectClass, incident }: EventOf<'defect'>): ComponentState {
	// Nobody restarts it.
	if (incident === 0) return 'down';
	return defectClass === 'update' ? 'updating' : 'failed';
}

function afterComplaint(component: Component, event: EventOf<'complaint'>): Component {
	const { from, reason, endpoint } = event;
	return endpoint === component.endpoint
		? { ...component, complaint: { from, reason } }
		: component;
}
