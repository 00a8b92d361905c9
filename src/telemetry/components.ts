/*
 * The components of a guest as its event stream tells of them: state, endpoint,
 * restarts, defects. Pure: the components after an event follow from those before
 * it. Known is what has been up, or has failed, since the guest's boot.
 */
import type { DefectClass, EventOf, GuestEvent } from './event_schema.ts';

/**
 * - `starting`: a fresh process was made, and is not up yet.
 * - `failed`: its policy is under way.
 * - `down`: an operator took it down.
 */
export type ComponentState = 'starting' | 'up' | 'failed' | 'given-up' | 'down';

export interface Component {
	readonly label: string;
	readonly state: ComponentState;
	/** Of the instance that runs, or ran last. */
	readonly endpoint: number | undefined;
	/** How many instances followed the first. */
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
			return change(components, event.label, (component) => {
				if (isOld(component, event.endpoint)) return component;
				return { ...component, endpoint: event.endpoint, state: 'down' };
			});
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

/** An instance that nobody has told of before is a restart, whichever event tells of it first. */
function withInstance(component: Component, endpoint: number, state: ComponentState): Component {
	if (component.endpoint === endpoint) return { ...component, state };
	const { complaint: _, ...others } = component;
	const isFirst = component.endpoint === undefined;
	return { ...others, endpoint, state, restarts: component.restarts + (isFirst ? 0 : 1) };
}

/** Another instance runs already: what is said of that one comes late. */
function isOld({ state, endpoint: current }: Component, endpoint: number): boolean {
	return (state === 'up' || state === 'starting') && endpoint !== current;
}

function afterDefect(component: Component, event: EventOf<'defect'>): Component {
	const { class: defectClass, incident, endpoint } = event;
	const counted = {
		...component,
		defects: {
			...component.defects,
			[defectClass]: (component.defects[defectClass] ?? 0) + 1,
		},
		lastIncident: Math.max(incident, component.lastIncident ?? 0),
	};
	if (component.endpoint !== undefined && isOld(component, endpoint)) return counted;
	// An update replaces a component that is well.
	const state = defectClass === 'update' ? 'starting' : 'failed';
	return { ...counted, endpoint: component.endpoint ?? endpoint, state };
}

function afterComplaint(component: Component, event: EventOf<'complaint'>): Component {
	const { from, reason, endpoint } = event;
	return endpoint === component.endpoint
		? { ...component, complaint: { from, reason } }
		: component;
}
