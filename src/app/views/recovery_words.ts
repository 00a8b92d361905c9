/*
 * The words of the dashboard: what each state and each phase is called and what it
 * means, told when somebody points at it. They are those of the event stream.
 */
import type { Component, ComponentState } from '../../telemetry/components.ts';
import type { DefectClass } from '../../telemetry/event_schema.ts';
import type { Incident, IncidentState } from '../../telemetry/incidents.ts';
import type { PhaseName } from '../../telemetry/phases.ts';
import type { componentShapes } from './icons.tsx';

interface Words {
	readonly text: string;
	readonly meaning: string;
}

interface StateWords extends Words {
	readonly shape: keyof typeof componentShapes;
	readonly tone: 'calm' | 'broken' | 'mending' | 'doubtful';
}

const componentStates: Readonly<Record<ComponentState, StateWords>> = {
	starting: {
		...{ text: 'starting', shape: 'ring', tone: 'calm' },
		meaning: 'Its process was made; its main loop has not turned yet',
	},
	up: { text: 'up', shape: 'disc', tone: 'calm', meaning: 'It runs' },
	failed: {
		...{ text: 'failed', shape: 'triangle', tone: 'broken' },
		meaning: 'It has failed; its policy decides what to do',
	},
	updating: {
		...{ text: 'updating', shape: 'ring', tone: 'mending' },
		meaning: 'An operator replaces it by another program',
	},
	'given-up': {
		...{ text: 'given up', shape: 'cross', tone: 'broken' },
		meaning: 'It has failed, and is not restarted any more',
	},
	down: { text: 'down', shape: 'square', tone: 'calm', meaning: 'It was taken down' },
};

export function componentWords(component: Component): StateWords {
	const { state, complaint, restarts } = component;
	if (state === 'up' && complaint) {
		return {
			...{ text: 'doubtful', shape: 'hatched', tone: 'doubtful' },
			meaning: `It runs, but ${complaint.from} has complained: ${complaint.reason}`,
		};
	}
	// A first start repairs nothing.
	if (state === 'starting' && restarts > 0)
		return { ...componentStates.starting, tone: 'mending' };
	return componentStates[state];
}

const incidentStates: Readonly<Record<IncidentState, StateWords>> = {
	open: {
		...{ text: 'open', shape: 'triangle', tone: 'broken' },
		meaning: 'There is no fresh instance yet',
	},
	published: {
		...{ text: 'published', shape: 'seam', tone: 'mending' },
		meaning: 'A fresh instance is up; nobody has said yet that they use it',
	},
	restored: {
		...{ text: 'restored', shape: 'seam', tone: 'mending' },
		meaning: 'Its clients use the fresh instance',
	},
	recovered: {
		...{ text: 'recovered', shape: 'seam', tone: 'mending' },
		meaning: 'The fresh instance has completed a request',
	},
	'given-up': {
		...{ text: 'given up', shape: 'cross', tone: 'broken' },
		meaning: 'The component is not restarted any more',
	},
	superseded: {
		...{ text: 'superseded', shape: 'square', tone: 'calm' },
		meaning: 'It failed again before its fresh instance was published',
	},
};

export function incidentWords({ state, supersededBy }: Incident): StateWords {
	const words = incidentStates[state];
	return supersededBy === undefined
		? words
		: { ...words, text: `${words.text} by #${supersededBy}` };
}

export const classMeanings: Readonly<Record<DefectClass, string>> = {
	exit: 'It exited or panicked',
	exception: 'The processor or its memory management stopped it',
	killed: "A user's signal ended it",
	heartbeat: 'Its main loop did not turn for two heartbeat periods',
	complaint: 'Another component found it breaking its protocol',
	update: 'An operator replaced its program',
};

export const phaseMeanings: Readonly<Record<PhaseName, string>> = {
	policy: 'Until its policy script began',
	restart: 'Until the fresh process was made',
	publish: 'Until it was up and the data store was told its endpoint',
	reintegrate: 'Until its clients used the fresh instance',
	giveup: 'Until it was given up',
};
